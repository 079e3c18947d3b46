"""Each way makes its condition true or false in the live system: what the engine then says of it is held against it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.gate.house import House, small_policy
from tests.proof.small import OFFER, stage
from troth.app.demo.clock import DemoClock
from troth.engine import Answer
from troth.language import (
    Aggregated,
    Agreement,
    Choice,
    Condition,
    Consent,
    Fact,
    GroundOf,
    Notified,
    OwnRecipient,
    Role,
    Version,
)
from troth.proof.scene import Scene
from troth.proof.ways import Way, ways
from troth.review.cells import Cells

AT = datetime(2014, 6, 1, tzinfo=UTC)
CONDITIONS: tuple[Condition, ...] = (
    *map(Fact, ("registered", "customer", "account-open", "verified", "adult", "known-minor")),
    Choice("newsletters"),
    Consent(),
    Consent(explicit=True),
    Notified(),
    GroundOf("order"),
    GroundOf("legal-order"),
    Agreement(),
    OwnRecipient(),
    Aggregated(5),
    Role("dispatch"),
)
CASES = [
    (condition, want, way) for condition in CONDITIONS for want in (True, False) for way in ways(condition, want=want)
]
OFFERED = OFFER.replace("link]", "link, gpc]")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A policy with a clause for each condition, which is all the clause asks for."""
    folder = tmp_path_factory.mktemp("ways")
    asked = (str(c) if ": " not in str(c) else f"{{{c}}}" for c in CONDITIONS)
    clauses = (f"may: disclose, data: email, for: delivery, to: courier, when: [{each}]" for each in asked)
    policy = small_policy(folder, *clauses, OFFERED)
    with House.create(folder / "store", [policy], clock=DemoClock(AT)) as opened:
        assert isinstance(opened, House)
        yield opened


def _answer(house: House, version: Version, way: Way) -> Answer:
    """What the gate answers to the act with nothing but that arranged."""
    cells = Cells([version])
    cell = next(cells.of(version, version.clauses[0]))
    cell = cells.cell(cell.action, "email", "delivery", "courier", None, "person", "small.example")
    with house.database.write() as tx:
        scene = Scene(stage(house), tx, version, cell, AT)
        scene.begin()
        way.do(scene)
        return scene.act().answer


@pytest.mark.parametrize(("condition", "want", "way"), CASES, ids=lambda part: getattr(part, "name", str(part)))
def test_a_way_makes_its_condition_come_out_so(house: House, condition: Condition, want: bool, way: Way) -> None:
    version = house.engine.policies[0].versions[-1]
    clause = next(clause for clause in version.clauses if clause.conditions == (condition,))
    answer = _answer(house, version, way)
    if answer.permitted:
        assert (clause.id in answer.clauses) is want, way.name
    else:
        assert (str(condition) not in answer.failed[clause.id]) is want, way.name


def test_each_condition_can_be_made_true_and_false() -> None:
    assert {(condition, want) for condition, want, _ in CASES} == {(c, w) for c in CONDITIONS for w in (True, False)}
