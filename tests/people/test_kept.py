"""A record kept in memory is as good as one read: whatever was changed, here or elsewhere, counts at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.people.moments import DAY, THEN
from troth.db import Connection, Database
from troth.engine.model import ChoiceRecord, PersonFacts
from troth.errors import NotFound
from troth.people import (
    Proof,
    erase_person,
    facts,
    make_person,
    record,
    record_choice,
    record_consent,
    record_fact,
    withdraw_consent,
)
from troth.people.kept import Kept


@pytest.fixture
def elsewhere(database: Database) -> Iterator[Database]:
    """The same store, opened by somebody else."""
    other = Database.open(database.address)
    yield other
    other.close()


def told(database: Database, person: int) -> PersonFacts:
    with database.read() as tx:
        return facts(tx, person, THEN + 9 * DAY, policy="lantern-market")


def choose(tx: Connection, person: int, value: Any, proof: Proof) -> None:
    record_choice(tx, person, "surveys", value, at=THEN, proof=proof)


def test_it_is_read_once_while_nothing_changes(database: Database, person: int) -> None:
    with database.read() as tx:
        assert record(tx, person) is record(tx, person)
        assert record(tx, person).at(THEN, "p") is record(tx, person).at(THEN + DAY, "p")


def test_a_choice_made_elsewhere_counts_at_the_very_next_look(
    database: Database, elsewhere: Database, person: int, proof: Proof
) -> None:
    assert told(database, person).choices == ()
    value: Any
    for value in ("yes", "no"):
        with elsewhere.write() as tx:
            choose(tx, person, value, proof)
        choices = told(database, person).choices
        assert choices is not None
        assert choices[-1] == ChoiceRecord("surveys", value, THEN)


def test_a_withdrawal_made_elsewhere_counts_at_the_very_next_look(
    database: Database, elsewhere: Database, person: int, proof: Proof
) -> None:
    scope: dict[str, Any] = {"actions": ["use"], "data": ["email"], "purposes": ["newsletters"]}
    with database.write() as tx:
        given = record_consent(tx, person, **scope, explicit=True, at=THEN, proof=proof)
    (consent,) = told(database, person).consents or ()
    with elsewhere.write() as tx:
        withdraw_consent(tx, person, given, at=THEN + DAY, proof=proof)
    (withdrawn,) = told(database, person).consents or ()
    assert (consent.withdrawn, withdrawn.withdrawn) == (None, THEN + DAY)


def test_who_was_erased_elsewhere_has_no_facts_any_more(
    database: Database, elsewhere: Database, person: int, proof: Proof
) -> None:
    told(database, person)
    with elsewhere.write() as tx:
        erase_person(tx, person, at=THEN, proof=proof)
    with pytest.raises(NotFound):
        told(database, person)


def test_what_was_taken_back_is_not_kept(database: Database, person: int, proof: Proof) -> None:
    """Another event takes the number of the one that never came to be."""
    with database.engine.connect() as connection:
        choose(connection, person, "yes", proof)
        assert record(connection, person).choices[0].value == "yes"
        connection.rollback()
    with database.write() as tx:
        choose(tx, person, "no", proof)
    assert [choice.value for choice in told(database, person).choices or ()] == ["no"]


def test_a_part_of_a_transaction_that_was_taken_back_is_not_kept(database: Database, person: int, proof: Proof) -> None:
    with database.write() as tx:
        part = tx.begin_nested()
        choose(tx, person, "yes", proof)
        record(tx, person)
        part.rollback()
        choose(tx, person, "no", proof)
        assert [choice.value for choice in record(tx, person).choices] == ["no"]
    assert [choice.value for choice in told(database, person).choices or ()] == ["no"]


def test_what_holds_only_from_later_on_is_told_by_the_time(database: Database, person: int, proof: Proof) -> None:
    with database.write() as tx:
        record_fact(tx, person, "adult", True, at=THEN + 5 * DAY, proof=proof)
    with database.read() as tx:
        days = [facts(tx, person, THEN + day * DAY, policy="p").adult for day in (9, 4, 5, 4)]
    assert days == [True, None, True, None]


def test_only_so_many_are_kept_and_those_put_last() -> None:
    kept: Kept[str] = Kept(most=2)
    for person in (1, 2, 1, 3):
        kept.put(person, "record")
    assert [person in kept for person in (1, 2, 3)] == [True, False, True]


def test_two_stores_do_not_share_what_is_kept(database: Database, elsewhere: Database, proof: Proof) -> None:
    with database.write() as tx:
        person = make_person(tx, at=THEN).id
    with database.read() as one, elsewhere.read() as other:
        assert record(one, person) is not record(other, person)
        assert record(one, person) == record(other, person)
        assert proof.entered_by
