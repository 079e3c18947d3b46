"""troth from another program: `Client(url, key)`, with the verbs of `troth.app.Troth`. Needs httpx, nothing else."""

from troth.client.acts import Acts, Answer, File, Held, Outcome
from troth.client.errors import Clause, Problem, Refused, Unreachable
from troth.client.people import People
from troth.client.register import Register


class Client(Acts, People, Register):
    """One connection to a server. Use it as a context manager, or call `close`."""


__all__ = ["Answer", "Clause", "Client", "File", "Held", "Outcome", "Problem", "Refused", "Unreachable"]
