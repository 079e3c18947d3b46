"""troth from another program: `Client(url, key)`, with the verbs of `troth.app.Troth`. Needs httpx, nothing else."""

from troth.client.acting import Acting, Actings
from troth.client.acts import Acts, Answer, File, Held, Outcome
from troth.client.cases import Case, Cases, Step
from troth.client.errors import Clause, Problem, Refused, Unreachable
from troth.client.mailings import Mailing, Mailings, Preview, Text
from troth.client.many import Many, NoAnswer, Reach
from troth.client.people import People
from troth.client.recalls import Recall, Recalls, RecipientNotice
from troth.client.register import Register


class Client(Acts, Many, People, Actings, Cases, Mailings, Recalls, Register):
    """One connection to a server. Use it as a context manager, or call `close`."""


__all__ = [
    "Acting",
    "Answer",
    "Case",
    "Clause",
    "Client",
    "File",
    "Held",
    "Mailing",
    "NoAnswer",
    "Outcome",
    "Preview",
    "Problem",
    "Reach",
    "Recall",
    "RecipientNotice",
    "Refused",
    "Step",
    "Text",
    "Unreachable",
]
