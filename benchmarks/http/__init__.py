"""How many governed acts a second over HTTP, with one worker?"""  # noqa: A005
