"""Grounds: whom they cover, until when, and that once is once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.people.moments import DAY, THEN
from troth.db import Database
from troth.engine.model import Ground as GroundFacts
from troth.errors import NotFound, RequestError
from troth.people import (
    Ground,
    Proof,
    cite_ground,
    end_ground,
    make_people,
    people_of,
    register_ground,
    use_ground,
)

ORDER: dict[str, Any] = {"data": ["contact"], "recipients": ["police"], "start": THEN, "reference": "HC 12/2014"}


def register(database: Database, proof: Proof, **parts: Any) -> Ground:
    with database.write() as tx:
        return register_ground(tx, parts.pop("kind", "legal-order"), **{**ORDER, "proof": proof, **parts})


def test_a_ground_covers_the_people_it_names(database: Database, proof: Proof) -> None:
    with database.write() as tx:
        named, other = (each.id for each in make_people(tx, 2, at=THEN))
    ground = register(database, proof, people=[named, named], until=THEN + DAY)
    with database.read() as tx:
        assert cite_ground(tx, ground.id, named).facts() == GroundFacts(
            "legal-order", THEN, THEN + DAY, False, False, True, ("contact",), ("police",)
        )
        assert not cite_ground(tx, ground.id, other).person
        assert people_of(tx, ground.id) == [named]


def test_only_a_corporate_change_covers_everyone(database: Database, person: int, proof: Proof) -> None:
    ground = register(database, proof, kind="corporate-change", everyone=True)
    with database.read() as tx:
        assert cite_ground(tx, ground.id, person).person
    with pytest.raises(RequestError):
        register(database, proof, everyone=True)


def test_a_ground_ended_early_ends_at_the_first_end(database: Database, person: int, proof: Proof) -> None:
    ground = register(database, proof, people=[person], until=THEN + 9 * DAY)
    with database.write() as tx:
        for day in (5, 3):
            end_ground(tx, ground.id, at=THEN + day * DAY, proof=proof)
        assert cite_ground(tx, ground.id, person).ground.until == THEN + 3 * DAY


def test_a_once_only_ground_is_used_once_by_many_at_the_same_moment(
    database: Database, person: int, proof: Proof
) -> None:
    ground = register(database, proof, people=[person], once=True)

    def use(_: int) -> bool:
        with database.write() as tx:
            return use_ground(tx, ground, at=THEN)

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(use, range(32))) == 1
    with database.read() as tx:
        assert cite_ground(tx, ground.id, person).used


def test_what_is_rolled_back_has_used_nothing(database: Database, person: int, proof: Proof) -> None:
    ground = register(database, proof, people=[person], once=True)

    def use_and_fail() -> None:
        with database.write() as tx:
            assert use_ground(tx, ground, at=THEN)
            cite_ground(tx, 7, person)

    with pytest.raises(NotFound):
        use_and_fail()
    with database.write() as tx:
        assert use_ground(tx, ground, at=THEN)
        assert not use_ground(tx, ground, at=THEN)


def test_a_standing_ground_is_never_used_up(database: Database, person: int, proof: Proof) -> None:
    ground = register(database, proof, people=[person])
    with database.write() as tx:
        assert use_ground(tx, ground, at=THEN)
        assert use_ground(tx, ground, at=THEN)
        assert not cite_ground(tx, ground.id, person).used


@pytest.mark.parametrize("parts", [{}, {"people": [7], "reference": " "}, {"people": [7], "until": THEN}])
def test_a_ground_without_people_reference_or_length_is_refused(
    database: Database, proof: Proof, parts: dict[str, Any]
) -> None:
    with pytest.raises(RequestError):
        register(database, proof, **parts)
