"""The nouns of proof: what its drills make of a clause, and of a version (SPEC 8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from troth.controls import Drilled

Status = Literal["kept", "broken", "attested", "lapsed", "said", "unproven"]
STATUSES: tuple[Status, ...] = ("kept", "broken", "attested", "lapsed", "said", "unproven")
FAILING: frozenset[Status] = frozenset(("broken", "lapsed", "unproven"))


@dataclass(frozen=True, slots=True)
class Proven:
    """A clause, its status, and the drills behind it. `control`: the duty's name, if it is a must."""

    clause: str
    status: Status
    control: str | None
    drills: tuple[Drilled, ...]

    def to_json(self) -> dict[str, Any]:
        drills = [drill.to_json() for drill in self.drills]
        return {"id": self.clause, "status": self.status, "control": self.control, "drills": drills}


@dataclass(frozen=True, slots=True)
class Proof:
    """All clauses of a version, proven or not."""

    policy: str
    version: str
    clauses: tuple[Proven, ...]

    @property
    def failed(self) -> bool:
        return any(proven.status in FAILING for proven in self.clauses)

    @property
    def summary(self) -> Mapping[str, int]:
        counts = Counter(proven.status for proven in self.clauses)
        return {status: counts[status] for status in STATUSES if counts[status]}

    def to_json(self) -> dict[str, Any]:
        """The shape of SPEC 10."""
        clauses = [proven.to_json() for proven in self.clauses]
        return {"policy": self.policy, "version": self.version, "clauses": clauses, "summary": dict(self.summary)}
