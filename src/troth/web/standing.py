"""How the sentences stand: what the drills made of the clauses that keep them, the worst of them first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from troth.app import Troth
from troth.controls import Drilled
from troth.language import Version
from troth.proof import Last, Proven, Status, last
from troth.web.marks import Marked

WORST_FIRST: tuple[Status, ...] = ("broken", "lapsed", "unproven", "attested", "kept", "said")
SHOWN: tuple[Status, ...] = ("kept", "attested", "unproven", "lapsed", "broken")  # beside `said` and `loose`


@dataclass(frozen=True, slots=True)
class Standing:
    """What the newest run of drills found of a version. `found` None: it was never drilled."""

    found: Last | None

    @property
    def at(self) -> datetime | None:
        return self.found.at if self.found else None

    @property
    def counts(self) -> Mapping[Status, int]:
        """How many clauses have each status, the worst first."""
        told = Counter(proven.status for proven in self.found.proof.clauses) if self.found else Counter[Status]()
        return {status: told[status] for status in WORST_FIRST if told[status]}

    def of(self, clause: str) -> Tried | None:
        proven = self.found.of(clause) if self.found else None
        return Tried(proven, self.found.at) if proven and self.found else None

    def sentence(self, marked: Marked) -> Status | None:
        """The worst status of the clauses that keep it; None when there is none to show."""
        told = [proven.status for clause in marked.clauses if (proven := self._of(clause.id)) is not None]
        worst = min(told, key=WORST_FIRST.index, default=None)
        return worst if worst in SHOWN else None

    def _of(self, clause: str) -> Proven | None:
        return self.found.of(clause) if self.found else None


@dataclass(frozen=True, slots=True)
class Tried:
    """A clause with its drills, and when they were run."""

    proven: Proven
    at: datetime

    @property
    def failed(self) -> tuple[Drilled, ...]:
        return tuple(drill for drill in self.proven.drills if not drill.passed)

    @property
    def passed(self) -> tuple[Drilled, ...]:
        return tuple(drill for drill in self.proven.drills if drill.passed)


def standing(troth: Troth, version: Version) -> Standing:
    """From the store."""
    with troth.database.read() as tx:
        return Standing(last(tx, version.policy, version.version))
