"""What a predicate asks of one row: each condition with all of its cell worked in, so that a row alone can answer.

A leaf may be true, false or unknown of a row. Terms are given as the names that cover what is asked: the term itself
and all above it in its tree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from troth.language import Agreement, Fact, Role

Terms = frozenset[str]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The person's choice on a topic is yes. `default`: where they said nothing; `stops`: the signal GPC says no."""

    topic: str
    default: bool
    stops: bool


@dataclass(frozen=True, slots=True)
class Consented:
    """A consent in force covers it. `recipients` None: it goes to nobody, so any consent reaches."""

    explicit: bool
    action: str
    data: Terms
    purposes: Terms
    recipients: Terms | None


@dataclass(frozen=True, slots=True)
class Named:
    """The notice under which the datum was collected named one of the purposes."""

    purposes: Terms


@dataclass(frozen=True, slots=True)
class OwnOf:
    """The recipient is one that the person named as theirs."""

    to: str


@dataclass(frozen=True, slots=True)
class Grounded:
    """A ground of one of the kinds is cited that stands and covers it."""

    kinds: tuple[str, ...]
    data: Terms
    recipients: Terms | None


@dataclass(frozen=True, slots=True)
class Grouped:
    """What comes out is of so many people at least, and names none."""

    people: int


@dataclass(frozen=True, slots=True)
class SeenBy:
    """The datum's visibility takes in that audience; a recipient that is none is taken in by no visibility."""

    audience: str | None


@dataclass(frozen=True, slots=True)
class From:
    """The datum's source is one of `sources`; of all the `known` ones it is another."""

    sources: Terms
    known: Terms


@dataclass(frozen=True, slots=True)
class Restricted:
    """A restriction in force covers it."""

    data: Terms
    purposes: Terms


@dataclass(frozen=True, slots=True)
class Carried:
    """The datum was collected under one of those versions."""

    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """The newest decision of the person on any of those versions of the policy is `agreed`."""

    policy: str
    versions: Terms


@dataclass(frozen=True, slots=True)
class Undecided:
    """The person has decided on none of those versions of the policy."""

    policy: str
    versions: Terms


@dataclass(frozen=True, slots=True)
class Told:
    """The person was told of one of those versions of the policy, so long ago or longer."""

    policy: str
    versions: Terms
    window: timedelta


@dataclass(frozen=True, slots=True)
class During:
    """The time asked about lies from `start` up to, but not at, `until`. The same for every row."""

    start: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Asking:
    """What the session asks, in one dimension, is one of the terms, or (`lacking`) nothing. The same for every row."""

    dimension: str  # action, purpose, to, with
    terms: Terms
    lacking: bool = False


Leaf = (
    Fact
    | Role
    | Agreement
    | Chosen
    | Consented
    | Named
    | OwnOf
    | Grounded
    | Grouped
    | SeenBy
    | From
    | Restricted
    | Carried
    | Agreed
    | Undecided
    | Told
    | During
    | Asking
)
