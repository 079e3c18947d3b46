"""`prove`: every clause of a version drilled, and its status (SPEC 8)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from troth.controls import Asked, Control, Drilled, Stage, known_controls
from troth.language import Clause, Policy, Version
from troth.proof.acting import drill_clause, time_of
from troth.proof.model import Proof, Proven, Status
from troth.review.cells import Cells

Report = Callable[[str, int, int], None]  # what, done, of how many


def prove(
    stage: Stage,
    policy: Policy,
    version: Version,
    report: Report = lambda *_: None,
    only: Collection[str] | None = None,
) -> Proof:
    """Drills each clause of a version on the stage. `report` is told of the progress; `only`: these clauses alone."""
    place = policy.versions.index(version)
    following = policy.versions[place + 1] if place + 1 < len(policy.versions) else None
    at, cells, controls = time_of(version, following), Cells([version]), known_controls()
    chosen = [clause for clause in version.clauses if only is None or clause.id in only]
    proven = []
    for done, clause in enumerate(chosen, 1):
        proven.append(_proven(stage, version, clause, cells, at, controls))
        report("clauses", done, len(chosen))
    return Proof(policy.id, version.version, tuple(proven))


def _proven(
    stage: Stage, version: Version, clause: Clause, cells: Cells, at: datetime, controls: Mapping[str, Control]
) -> Proven:
    if clause.says is not None:
        return Proven(clause.id, "said", None, ())
    if clause.duty is None:
        drills = tuple(drill_clause(stage, version, clause, cells, at))
        return Proven(clause.id, _status(drills), None, drills)
    control = controls.get(clause.duty.name)
    if control is None:
        return Proven(clause.id, "unproven", clause.duty.name, ())
    drills = tuple(control.drills(stage, Asked(version, clause, at)))
    return Proven(clause.id, _manual(drills) if control.manual else _status(drills), control.duty, drills)


def _status(drills: tuple[Drilled, ...]) -> Status:
    """No drill proves nothing: such a clause is unproven, and never kept."""
    if not drills:
        return "unproven"
    return "kept" if all(drill.passed for drill in drills) else "broken"


def _manual(drills: tuple[Drilled, ...]) -> Status:
    return "attested" if drills and all(drill.passed for drill in drills) else "lapsed"
