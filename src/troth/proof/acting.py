"""Drills of may and never: the act is tried at the gate, and then one looks at what is there (SPEC 8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from troth.audience import Audiences
from troth.controls import Drilled, Stage
from troth.errors import TrothError
from troth.gate import Outcome
from troth.language import Action, Clause, Version
from troth.proof.everyone import held_against_everyone
from troth.proof.judging import Found, Told, look, wrong
from troth.proof.over_http import Door
from troth.proof.planning import plans
from troth.proof.scene import Scene
from troth.proof.trials import Trial, trials
from troth.review.cells import AUDIENCES, Cell, Cells


def drill_clause(
    stage: Stage,
    version: Version,
    clause: Clause,
    cells: Cells,
    at: datetime,
    door: Door | None = None,
    everyone: Audiences | None = None,
) -> list[Drilled]:
    """All drills of a may or never, each with a person of its own; two also among many.

    With a door also over HTTP, with `everyone` also against one question about all of them.
    """
    tried = list(trials(plans(version, clause, cells), clause, version, cells))
    with stage.database.write() as tx:
        scenes = [(Scene(stage, tx, version, trial.plan.cell, at), trial) for trial in tried]
        found = [_at_the_gate(scene, trial, clause) for scene, trial in scenes]
        found += [_among_many(Scene(stage, tx, version, t.plan.cell, at), t, clause) for t in _both_ways(tried)]
    if everyone is not None:
        found += held_against_everyone(everyone, scenes)
    if door is not None:
        found += [_over_http(stage, version, at, door, trial, clause) for trial in _both_ways(tried)]
    return found


def _both_ways(tried: list[Trial]) -> list[Trial]:
    """Of those that the API can be asked, the first that should be permitted and the first that should be refused."""
    firsts = {trial.expected.permit: trial for trial in reversed(tried) if _askable(trial.plan.cell)}
    return [firsts[way] for way in (True, False) if way in firsts]


def _askable(cell: Cell) -> bool:
    """The API publishes to an audience that it knows, and to no other."""
    return cell.action is not Action.PUBLISH or cell.to in AUDIENCES


def _at_the_gate(scene: Scene, trial: Trial, clause: Clause) -> Drilled:
    return _tried(scene, trial, clause, scene.act, trial.name)


def _among_many(scene: Scene, trial: Trial, clause: Clause) -> Drilled:
    return _tried(scene, trial, clause, scene.act_among_many, f"among many: {trial.name}")


def _tried(scene: Scene, trial: Trial, clause: Clause, act: Callable[[], Outcome], name: str) -> Drilled:
    try:
        _arrange(scene, trial)
        told = Told.of(act())
        return _drilled(scene, trial, told, look(scene.tx, scene), clause, name)
    except TrothError as error:
        return Drilled(name, False, f"it got no answer: {error.message} ({error.code})", scene.at)


def _over_http(stage: Stage, version: Version, at: datetime, door: Door, trial: Trial, clause: Clause) -> Drilled:
    with stage.database.write() as tx:
        scene = Scene(stage, tx, version, trial.plan.cell, at)
        _arrange(scene, trial)
        ready = scene.prepare()
    told = door.act(scene.roles, ready)
    with stage.database.read() as tx:
        return _drilled(scene, trial, told, look(tx, scene), clause, f"over HTTP: {trial.name}")


def _arrange(scene: Scene, trial: Trial) -> None:
    scene.begin()
    for way in trial.ways:
        way.do(scene)


def _drilled(scene: Scene, trial: Trial, told: Told, found: Found, clause: Clause, name: str) -> Drilled:
    fault = wrong(scene, trial, told, found, clause)
    fine = "permitted, and done" if trial.expected.permit else f"refused: {told.reason}"
    return Drilled(name, fault is None, fault or fine, scene.at, (found.id,))


def time_of(version: Version, following: Version | None) -> datetime:
    """A time at which the version is in force, well after it took effect."""
    at = version.effective + timedelta(days=60)
    if following is not None and at >= following.effective:
        return version.effective + (following.effective - version.effective) / 2
    return at
