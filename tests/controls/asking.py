"""What a control is asked to prove: the clauses of the example, or of a small policy made for the test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from tests.gate.house import NOW, small_policy
from troth.app import Troth
from troth.app.demo.clock import DemoClock
from troth.controls import Asked, Control, Drilled, Stage


def asked(stage: Stage, clause: str, policy: str = "lantern-market", version: str | None = None) -> Asked:
    """The clause of the policy's newest version (or that one), sixty days after it took effect."""
    versions = next(p.versions for p in stage.engine.policies if p.id == policy)
    found = versions[-1] if version is None else next(v for v in versions if v.version == version)
    return Asked(found, found.clause(clause), found.effective + timedelta(days=60))


def red(drills: Iterable[Drilled]) -> dict[str, str]:
    """The drills that failed, each with what it found."""
    return {drill.name: drill.detail for drill in drills if not drill.passed}


def run(control: Control, stage: Stage, clause: str, **more: str) -> list[Drilled]:
    return list(control.drills(stage, asked(stage, clause, **more)))


@contextmanager
def small_stage(folder: Path, *clauses: str, before: tuple[str, ...] = ()) -> Iterator[Stage]:
    """A deployment of a small policy of these clauses (named c1, c2 …); `before`: those of the version before."""
    made = small_policy(folder, *(before or clauses))
    if before:
        small_policy(folder, *clauses, version="2", effective="2014-06-01")
    with Troth.create(folder / "store", [made], clock=DemoClock(NOW)) as t:
        assert isinstance(t.clock, DemoClock)
        yield Stage(t.database, t.engine, t.gate, t.tell, t.vault, t.ledger, t.clock, t.work)
