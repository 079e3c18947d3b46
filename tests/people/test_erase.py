"""What is left of a person once erased."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from tests.people.moments import DAY, THEN
from troth.db import Database
from troth.errors import NotFound
from troth.people import (
    Proof,
    cite_ground,
    erase_person,
    events,
    facts,
    get_person,
    lift_restriction,
    list_people,
    record_choice,
    record_fact,
    record_gpc,
    record_restriction,
    register_ground,
    revision,
)


def test_what_they_asked_never_to_happen_stays_and_nothing_else(database: Database, person: int, proof: Proof) -> None:
    with database.write() as tx:
        record_fact(tx, person, "adult", True, at=THEN, proof=proof)
        for topic, value, day in (("offers", "no", 0), ("offers", "yes", 1), ("newsletters", "no", 0)):
            record_choice(tx, person, topic, value, at=THEN + day * DAY, proof=proof)  # type: ignore[arg-type]
        lifted = record_restriction(tx, person, data=["contact"], at=THEN, proof=proof)
        lift_restriction(tx, person, lifted, at=THEN, proof=proof)
        record_restriction(tx, person, data=["health"], at=THEN, proof=proof)
        record_gpc(tx, person, seen=True, at=THEN, proof=proof)
        left = erase_person(tx, person, at=THEN + 2 * DAY, proof=proof)
    assert [(event.kind, event.about) for event in left] == [
        ("choice", "newsletters"),
        ("restriction", None),
        ("gpc", None),
        ("erased", None),
    ]
    assert all(event.proof is None for event in left)


def test_the_erased_have_no_facts_and_say_nothing_more(database: Database, person: int, proof: Proof) -> None:
    with database.write() as tx:
        erase_person(tx, person, at=THEN, proof=proof)
        for act in (
            lambda: facts(tx, person, THEN, policy="lantern-market"),
            lambda: revision(tx, person),
            lambda: record_fact(tx, person, "adult", True, at=THEN, proof=proof),
            lambda: erase_person(tx, person, at=THEN, proof=proof),
        ):
            with pytest.raises(NotFound):
                act()


def test_the_fact_of_erasure_stays(database: Database, person: int, proof: Proof) -> None:
    with database.write() as tx:
        erase_person(tx, person, at=THEN + DAY, proof=proof)
        assert get_person(tx, person).erased_at == THEN + DAY
        assert [event.at for event in events(tx, person, kinds=["erased"])] == [THEN + DAY]
        assert list_people(tx) == []


def test_grounds_no_longer_name_the_erased(database: Database, person: int, proof: Proof) -> None:
    with database.write() as tx:
        ground = register_ground(
            tx, "legal-order", people=[person], data=["contact"], start=THEN, reference="HC 12/2014", proof=proof
        )
        erase_person(tx, person, at=THEN, proof=proof)
        assert not cite_ground(tx, ground.id, person).person


def test_nothing_slips_in_behind_an_erasure(database: Database, person: int, proof: Proof) -> None:
    def tell(number: int) -> None:
        with suppress(NotFound), database.write() as tx:
            if number == 8:
                erase_person(tx, person, at=THEN, proof=proof)
            else:
                record_fact(tx, person, "adult", True, at=THEN, proof=proof)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(tell, range(24)))
    with database.read() as tx:
        assert [event.kind for event in events(tx, person)] == ["erased"]
