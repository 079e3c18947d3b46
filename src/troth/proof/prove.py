"""`prove`: every clause of a version drilled, and its status (SPEC 8)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from troth.controls import Asked, Control, Drilled, Stage, known_controls
from troth.errors import TrothError
from troth.language import Clause, Policy, Version
from troth.proof.acting import drill_clause, time_of
from troth.proof.everyone import all_drill_people
from troth.proof.model import Proof, Proven, Status
from troth.proof.over_http import Door
from troth.review.cells import Cells

Report = Callable[[str, int, int], None]  # what, done, of how many


def prove(
    stage: Stage,
    policy: Policy,
    version: Version,
    report: Report = lambda *_: None,
    only: Collection[str] | None = None,
    *,
    at: datetime | None = None,
    door: Door | None = None,
) -> Proof:
    """Drills each clause of a version on the stage. `report` is told of the progress; `only`: these clauses alone.

    `at`: the time of the acts, at which the version must be in force; else one is chosen. `door`: an API over the
    same store and clock, to be drilled as well.
    """
    if door is not None:
        stage = replace(stage, window=door)
    drills = _Drills(stage, version, at or time_of(version, _following(policy, version)), door)
    chosen = [clause for clause in version.clauses if only is None or clause.id in only]
    proven = []
    for done, clause in enumerate(chosen, 1):
        proven.append(drills.of(clause))
        report("clauses", done, len(chosen))
    return Proof(policy.id, version.version, tuple(proven))


def in_force(policy: Policy, at: datetime) -> Version | None:
    """The version that decides at a time; None while none does."""
    begun = [version for version in policy.versions if version.effective <= at]
    return begun[-1] if begun else None


def _following(policy: Policy, version: Version) -> Version | None:
    place = policy.versions.index(version) + 1
    return policy.versions[place] if place < len(policy.versions) else None


class _Drills:
    """The drills of a version's clauses."""

    def __init__(self, stage: Stage, version: Version, at: datetime, door: Door | None) -> None:
        self._stage, self._version, self._at, self._door = stage, version, at, door
        self._cells, self._controls = Cells([version]), known_controls()
        self._everyone = all_drill_people(stage, version, at)

    def of(self, clause: Clause) -> Proven:
        if clause.says is not None:
            return Proven(clause.id, "said", None, ())
        if clause.duty is None:
            drills = drill_clause(self._stage, self._version, clause, self._cells, self._at, self._door, self._everyone)
            return Proven(clause.id, _status(drills), None, tuple(drills))
        control = self._controls.get(clause.duty.name)
        if control is None:
            return Proven(clause.id, "unproven", clause.duty.name, ())
        drills = self._of_duty(control, clause)
        return Proven(clause.id, _manual(drills) if control.manual else _status(drills), control.duty, tuple(drills))

    def _of_duty(self, control: Control, clause: Clause) -> list[Drilled]:
        """Those of the control; what stops it in the middle is a drill that failed."""
        drills: list[Drilled] = []
        try:
            drills.extend(control.drills(self._stage, Asked(self._version, clause, self._at)))
        except TrothError as error:
            told = f"the drills could not go on: {error.message} ({error.code})"
            drills.append(Drilled("goes through to its end", False, told, self._at))
        return drills


def _status(drills: Sequence[Drilled]) -> Status:
    """No drill proves nothing: such a clause is unproven, and never kept."""
    if not drills:
        return "unproven"
    return "kept" if all(drill.passed for drill in drills) else "broken"


def _manual(drills: Sequence[Drilled]) -> Status:
    return "attested" if drills and all(drill.passed for drill in drills) else "lapsed"
