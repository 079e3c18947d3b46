"""What is looked for in a list of cases, and how many there are of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from troth.cases.model import Case, CaseKind, State

Group = Literal["late", "needs-you", "waiting", "under-way"]
GROUPS: Final[tuple[Group, ...]] = ("late", "needs-you", "waiting", "under-way")
# Whose turn it is: staff's, the person's, or the clockwork's. Late is any of them whose clock does not stand.
STATES_OF: Final[Mapping[Group, tuple[State, ...]]] = {
    "late": ("unverified", "undo", "open", "staff", "paused"),
    "needs-you": ("unverified", "staff"),
    "waiting": ("paused",),
    "under-way": ("undo", "open"),
}
OPEN: Final[tuple[State, ...]] = ("unverified", "undo", "open", "staff", "paused")

Place = tuple[int, datetime, int]  # of a case in its list: 1 while its clock stands, its day, its id


def place_of(case: Case) -> Place:
    """Where a case stands in the list of the open ones."""
    return int(case.day is None), case.day or case.due, case.id


@dataclass(frozen=True, slots=True)
class Wanted:
    """Everything left out means all. `clause`: a policy, and a clause of it that promises an answer."""

    group: Group | None = None
    kind: CaseKind | None = None
    clause: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many are open, and how many of those in each group; one may be late and in another group too."""

    open: int
    groups: Mapping[Group, int]

    @property
    def late(self) -> int:
        return self.groups["late"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line of the log book of refusals (PDPO s.27): no word and no value of anybody, so it outlasts an erasure.

    `code`: of the reasons that are sent; `whole`: nothing was given, and not only a part refused; `by`: who refused,
    the opaque id of an account; `entry`: that of the ledger.
    """

    case: int
    person: int
    kind: CaseKind
    received: datetime
    refused: datetime
    code: str
    whole: bool
    by: str
    entry: str | None
