"""Small policies to be drilled, and a stage on each database."""

from __future__ import annotations

from pathlib import Path

from tests.gate.house import EXAMPLE, House, small_policy, warm
from troth.app.demo.clock import DemoClock
from troth.app.proving import stage_of
from troth.controls import Stage
from troth.language import Clause, Version, load_policies
from troth.proof.planning import Plan, plans
from troth.review.cells import Cells

OFFER = "must: {offer-choice: {topic: newsletters, default: no, stop: [link]}}"
EMAIL = "data: email, for: direct-marketing"


def small(folder: Path, *clauses: str) -> Version:
    """A version whose clauses are c1, c2 … in their order."""
    (policy,) = load_policies([small_policy(folder, *clauses)])
    return policy.versions[-1]


def planned(version: Version, clause: str) -> list[Plan]:
    return plans(version, version.clause(clause), Cells([version]))


def names(version: Version, clause: str) -> list[str]:
    return [plan.name for plan in planned(version, clause)]


def example() -> Version:
    """The newest version of the example."""
    assert EXAMPLE.exists()
    return warm().policies[0].versions[-1]


def rules() -> list[Clause]:
    """The clauses of the example that permit or forbid."""
    return [clause for clause in example().clauses if clause.scope is not None]


def stage(troth: House) -> Stage:
    assert isinstance(troth.clock, DemoClock)
    return stage_of(troth, troth.clock)
