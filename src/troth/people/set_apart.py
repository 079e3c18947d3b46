"""A topic as a whole, and the channels on which somebody said something else than of all of it."""

from __future__ import annotations

from collections.abc import Iterable

from troth.people.model import Event


def set_apart(choices: Iterable[Event], topic: str, value: str) -> list[str]:
    """The channels on which something else than `value` counts, from what the person said until now.

    What was said of one channel beats what was said of all (SPEC 4): who wants it everywhere has to say it there too.
    """
    said = [event for event in choices if event.about == topic and event.channel is not None]
    channels = sorted({event.channel for event in said if event.channel is not None})
    return [channel for channel in channels if counts(said, topic, channel) != value]


def counts(choices: Iterable[Event], topic: str, channel: str | None) -> str | None:
    """What was last said of the topic for that very channel; at one instant no beats yes (SPEC 4)."""
    own = [event for event in choices if (event.about, event.channel) == (topic, channel)]
    return max(own, key=lambda event: (event.at, event.value == "no", event.seq)).value if own else None
