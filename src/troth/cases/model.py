"""The nouns of cases: what a person asks of us, how far it is, and the words for each step.

A case is its events; its standing is computed from them (`troth.cases.standing`) and kept beside, for lists. Nothing
of a person's value is in either: what they wrote is sealed under their own key and goes with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Final, Literal

CaseKind = Literal["access", "correct", "erase", "restrict", "object", "port", "remove", "complaint", "security-report"]
CASE_KINDS: Final[tuple[CaseKind, ...]] = (
    "access",
    "correct",
    "erase",
    "restrict",
    "object",
    "port",
    "remove",
    "complaint",
    "security-report",
)
Way = Literal["self-service", "api", "agent", "email", "phone", "letter", "fax"]
WAYS: Final[tuple[Way, ...]] = ("self-service", "api", "agent", "email", "phone", "letter", "fax")
State = Literal["unverified", "undo", "open", "staff", "paused", "done", "denied", "cancelled"]
Word = Literal["correction", "erasure", "restriction", "recall"]
CLOSED: Final[frozenset[State]] = frozenset({"done", "denied", "cancelled"})


class Level(IntEnum):
    """How well it is known that who asks is the person (NIST SP 800-63A in spirit, in three steps)."""

    NOBODY = 0  # not at all
    ADDRESS = 1  # they hold an address that we hold: they came by a link sent there
    FRESH = 2  # the same, within the last quarter of an hour
    CHECKED = 3  # staff looked at a proof, and what it was is on record


NEEDED: Final[dict[CaseKind, Level]] = {
    "access": Level.FRESH,
    "port": Level.FRESH,
    "correct": Level.FRESH,
    "erase": Level.FRESH,
    "remove": Level.FRESH,
    "restrict": Level.ADDRESS,
    "object": Level.ADDRESS,
    "complaint": Level.NOBODY,
    "security-report": Level.NOBODY,
}
CHECKS: Final = ("id-document", "call-back", "signed-letter", "known-details", "mandate", "guardian")


@dataclass(frozen=True, slots=True)
class Due:
    """The date by which it must be answered, and what says so: a clause or an article.

    `most`: how far it may be put off with a reason; None: not at all. `firm`: the day that waiting for the person does
    not move, for a law counts those days too; None: no law does.
    """

    at: datetime
    source: str
    most: datetime | None = None
    firm: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to a case.

    `code` is a word of this module's tables; `level` where it was raised; `until` the new day of an extension, or when
    what waits is looked at again; `note` what was signed; `sealed` what somebody wrote, under the person's key.
    """

    kind: str
    at: datetime
    by: str
    code: str | None = None
    level: Level | None = None
    until: datetime | None = None
    entry: str | None = None
    note: str | None = None
    sealed: bytes | None = field(default=None, repr=False)
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stands.

    State: `unverified` until it is known who asks; `undo` while an erasure can be taken back; `open`: the clockwork
    does it; `staff`: somebody of the company has to. `since`: since when it is so; of what waits or can be undone,
    until when. `act_at`: when the clockwork looks at it next; `most`: the latest day that `due` may be put off to;
    `firm`: the day that no pause moves;
    `clauses`: those of the policy in force at receipt that promise an answer. `asked`: what they asked for, sealed.
    """

    person: int
    id: int
    kind: CaseKind
    via: Way
    state: State
    level: Level
    received: datetime
    due: datetime
    most: datetime | None
    source: str
    policy: str | None
    version: str | None
    clauses: tuple[str, ...]
    entered_by: str
    act_at: datetime | None = None
    since: datetime | None = None
    asked: bytes | None = field(default=None, repr=False)
    revision: int = 0
    firm: datetime | None = None

    @property
    def needs(self) -> Level:
        return NEEDED[self.kind]

    @property
    def closed(self) -> bool:
        return self.state in CLOSED

    def late(self, at: datetime) -> bool:
        """Whether its day has passed without an answer."""
        return not self.closed and self.day is not None and at >= self.day

    @property
    def day(self) -> datetime | None:
        """The day by which it must be answered as things stand; None while its clock stands."""
        return self.firm if self.state == "paused" else self.due


@dataclass(frozen=True, slots=True)
class RecipientNotice:
    """What one recipient is told. `entries`: of the disclosures it is about; `sealed`: what is right now."""

    person: int
    id: int
    recipient: str
    kind: Word
    case: int | None
    fields: tuple[str, ...]
    entries: tuple[str, ...]
    queued_at: datetime
    next_at: datetime | None
    tries: int = 0
    sent_at: datetime | None = None
    by: str | None = None
    answered_at: datetime | None = None
    sealed: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Package:
    """A part of what was put together for a case. `digest`: SHA-256 of what is inside, hexadecimal."""

    person: int
    case: int
    part: str
    made_at: datetime
    ends_at: datetime
    fetched_at: datetime | None
    digest: str
    sealed: bytes = field(repr=False)
