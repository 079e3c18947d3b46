"""One question about everyone, held against the acts that were tried with each drill person alone.

An audience is decided once for all people who are alike (`troth.audience`). Whoever the gate does the act for must be
in it, and nobody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from troth.audience import ABOUT_EVERYONE, Audiences, Question
from troth.controls import Drilled, Stage
from troth.errors import TrothError
from troth.gate import Act
from troth.language import Action, Version
from troth.proof.scene import ALL, EVERYTHING, Scene
from troth.proof.trials import Trial

NAME = "asked about everyone at once, the same people come out"
Tried = tuple[Scene, Trial]


def all_drill_people(stage: Stage, version: Version, at: datetime) -> Audiences:
    """The audiences of the stage's drill people, who are in no other.

    They are asked about once beforehand, so that whoever comes from now on must be noticed.
    """
    everyone = Audiences(stage.database, lambda: stage.gate.engine, stage.ledger, stage.clock, realm="drill")
    stage.clock.set(at)
    everyone.look(Question(Action.USE, EVERYTHING, ALL[0], property=version.properties[0]))
    return everyone


def held_against_everyone(everyone: Audiences, tried: Sequence[Tried]) -> list[Drilled]:
    """One drill for all that were tried and can be asked about everyone; none where nothing can.

    Their transaction must be over. Few disclosures are among them: each drill person has a recipient of
    their own, which makes each a question of its own.
    """
    asked = [(question, *each) for each in _chosen(tried) if (question := _question(each[0])) is not None]
    if not asked:
        return []
    at = asked[0][1].at
    try:
        parted = [
            t.name for question, scene, t in asked if _reached(everyone, question, scene) is not t.expected.permit
        ]
    except TrothError as error:
        return [Drilled(NAME, False, f"it got no answer: {error.message} ({error.code})", at)]
    told = f"other than alone: {'; '.join(parted)}" if parted else f"as alone, all {len(asked)}"
    return [Drilled(NAME, not parted, told, at)]


def _chosen(tried: Sequence[Tried]) -> list[Tried]:
    """Every use; of disclosures one that is permitted, and one for each reason to refuse it."""
    disclosed = [(scene, trial) for scene, trial in tried if scene.cell.to is not None and _question(scene)]
    ways = {trial.expected.reason: (scene, trial) for scene, trial in reversed(disclosed)}
    return [*(each for each in tried if each[0].cell.to is None), *ways.values()]


def _question(scene: Scene) -> Question | None:
    """What the scene's act is for everyone; None where it hangs on more than the people: a ground, an output."""
    act = scene.made
    if not isinstance(act, Act) or act.action not in ABOUT_EVERYONE or act.ground is not None or act.output is not None:
        return None
    roles = frozenset(scene.roles)
    return Question(act.action, act.data, act.purpose, act.channel, act.to, act.property, roles)


def _reached(everyone: Audiences, question: Question, scene: Scene) -> bool:
    return scene.person in everyone.look(question, "ids").people
