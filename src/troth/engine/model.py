"""The nouns of a decision: what is asked, the facts given with it, and what is answered (SPEC 5, 6, 10).

A fact that was not given is `None` and stays apart from one that is false: what cannot be told never permits.
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from troth.language import Action

if TYPE_CHECKING:
    Moment = datetime
else:  # a type that msgspec leaves to us to read: its own reading rounds where ours cuts off

    class Moment(ABC):  # noqa: B024
        """A datetime."""

    Moment.register(datetime)

ACTIONS = tuple(action.value for action in Action)
NOTHING: Mapping[str, Any] = MappingProxyType({})


# -- facts --
# Those that come in lists are structs, whose fields in JSON are named beside them: many are read for one decision.


class ChoiceRecord(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What the person said on a topic, through one channel or (None) through none in particular."""

    topic: str
    value: Literal["yes", "no"]
    at: Moment
    channel: str | None = None


class ConsentRecord(
    Struct, frozen=True, gc=False, forbid_unknown_fields=True, rename={"purposes": "for", "recipients": "to"}
):
    """A consent to uses. `recipients` None: it names none, and so covers no disclosure."""

    actions: tuple[str, ...]
    data: tuple[str, ...]
    purposes: tuple[str, ...]
    given: Moment
    recipients: tuple[str, ...] | None = None
    explicit: bool = False
    withdrawn: Moment | None = None


class Restriction(
    Struct, frozen=True, gc=False, forbid_unknown_fields=True, rename={"purposes": "for", "start": "from"}
):
    """A restriction or objection. A part that is None covers all; an empty one covers nothing."""

    data: tuple[str, ...] | None = None
    purposes: tuple[str, ...] | None = None
    start: Moment | None = None
    until: Moment | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """Global Privacy Control as the browser sent it: since when, or (None) not at all."""

    since: datetime | None = None


class Decision(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What the person decided on a new version."""

    version: str
    answer: Literal["agreed", "declined"]
    at: Moment


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of the person. None: not given, so unknown."""

    registered: bool | None = None
    customer: bool | None = None
    account_open: bool | None = None
    verified: bool | None = None
    adult: bool | None = None
    known_minor: bool | None = None
    choices: tuple[ChoiceRecord, ...] | None = None
    gpc: Signal | None = None
    consents: tuple[ConsentRecord, ...] | None = None
    restrictions: tuple[Restriction, ...] = ()
    own_recipients: tuple[str, ...] | None = None
    notified: Mapping[str, datetime] = field(default_factory=lambda: NOTHING)
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Datum:
    """What the datum carries: the version it was collected under, its source, its notice, its visibility."""

    version: str | None = None
    source: str | None = None
    notified: tuple[str, ...] | None = None
    visibility: Literal["public", "contacts", "private"] | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` up to, but not at, `until`. Without a start it never holds."""

    start: datetime | None = None
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it is running then."""
        return self.start is not None and self.start <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class RecipientFacts:
    """`agreement` None: the register was not asked, so unknown; False: there is none."""

    agreement: Interval | Literal[False] | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """A registered ground that the request cites. What it does not say it covers, it does not cover."""

    kind: str
    start: datetime | None = None
    until: datetime | None = None
    once: bool = False
    used: bool = False
    person: bool = False
    data: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """What comes out of a use: groups of at least so many people, with or without direct identifiers."""

    aggregated: int | None = None
    direct_identifiers: bool | None = None


NOBODY_KNOWN = PersonFacts()
NOTHING_KNOWN = Datum()


@dataclass(frozen=True, slots=True)
class Request:
    """One action, one purpose, one property, a time, data; at most one recipient. And the facts."""

    action: str
    data: tuple[str, ...]
    purpose: str
    property: str
    at: datetime
    to: str | None = None
    other: str | None = None  # `with`
    channel: str | None = None
    roles: tuple[str, ...] | None = None
    datum: Datum = NOTHING_KNOWN
    person: PersonFacts = NOBODY_KNOWN
    recipient: RecipientFacts | None = None
    ground: Ground | None = None
    output: Output | None = None


# -- answers --


class Reason(StrEnum):
    """Why not, in the order of SPEC 5: the first that applies."""

    OUT_OF_SCOPE = "out-of-scope"
    NOT_IN_FORCE = "not-in-force"
    RESTRICTED = "restricted"
    FORBIDDEN = "forbidden"
    UNDISCLOSED = "undisclosed"
    UNMET = "unmet"
    UNCHOSEN = "unchosen"


RANK: Mapping[Reason, int] = MappingProxyType({reason: rank for rank, reason in enumerate(Reason)})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came out for one datum: no reason means permitted. Clauses in file order."""

    reason: Reason | None
    clauses: tuple[str, ...] = ()
    failed: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NOTHING)
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a request.

    `verdicts` pairs each datum with its verdict and `ground_used` says that a once-only ground carried the
    permit; both are for the gate, and not part of the JSON.
    """

    reason: Reason | None
    clauses: tuple[str, ...]
    failed: Mapping[str, tuple[str, ...]]
    unknown: Mapping[str, tuple[str, ...]]
    refused: Mapping[str, Reason]
    duties: tuple[str, ...]
    version: str | None
    policy: str | None
    verdicts: tuple[tuple[str, Verdict], ...]
    ground_used: bool = False

    @property
    def permitted(self) -> bool:
        return self.reason is None

    def to_json(self) -> dict[str, Any]:
        """The answer as `troth ask` prints it (SPEC 10)."""
        return {
            "answer": "permit" if self.reason is None else "refuse",
            "reason": None if self.reason is None else self.reason.value,
            "clauses": list(self.clauses),
            "failed": _listed(self.failed) if self.failed else {},
            "unknown": _listed(self.unknown) if self.unknown else {},
            "refused": {datum: reason.value for datum, reason in self.refused.items()} if self.refused else {},
            "duties": list(self.duties),
            "version": self.version,
        }


def _listed(named: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {clause: list(conditions) for clause, conditions in named.items()}
