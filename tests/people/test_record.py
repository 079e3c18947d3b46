"""Recording: what is kept of an event, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from tests.people.moments import DAY, THEN
from troth.db import Database
from troth.errors import NotFound, RequestError
from troth.people import (
    Proof,
    append_many,
    choice_event,
    contact,
    events,
    facts,
    make_people,
    make_person,
    name_contact,
    record,
    record_choice,
    record_consent,
    record_fact,
    withdraw_consent,
)


def test_an_event_keeps_its_proof(database: Database, person: int, proof: Proof) -> None:
    shown = replace(proof, notice="sign-up-1", digest="0" * 64)
    with database.write() as tx:
        seq = record_choice(tx, person, "newsletters", "no", at=THEN, proof=shown, channel="email")
        (kept,) = events(tx, person)
    assert kept == replace(choice_event("newsletters", "no", at=THEN, proof=shown, channel="email"), seq=seq)


def test_events_are_listed_by_kind_and_after_a_place(database: Database, person: int, proof: Proof) -> None:
    with database.write() as tx:
        for topic in ("newsletters", "offers"):
            record_choice(tx, person, topic, "no", at=THEN, proof=proof)
        record_fact(tx, person, "adult", True, at=THEN, proof=proof)
        assert [event.seq for event in events(tx, person, after=1)] == [2, 3]
        assert [event.about for event in events(tx, person, kinds=["choice"], limit=1)] == ["newsletters"]


def test_many_events_of_many_people_are_one_batch(database: Database, proof: Proof) -> None:
    no = choice_event("newsletters", "no", at=THEN, proof=proof)
    with database.write() as tx:
        many = [each.id for each in make_people(tx, 3, at=THEN)]
        record_fact(tx, many[0], "adult", True, at=THEN, proof=proof)
        append_many(tx, [(person, no) for person in many + many])
        assert [record(tx, person).revision for person in many] == [3, 2, 2]
        assert all(len(record(tx, person).choices) == 2 for person in many)


def test_a_batch_with_a_stranger_is_refused(database: Database, person: int, proof: Proof) -> None:
    no = choice_event("newsletters", "no", at=THEN, proof=proof)
    with pytest.raises(NotFound), database.write() as tx:
        append_many(tx, [(person, no), (7, no)])
    with database.read() as tx:
        assert events(tx, person) == []


def test_a_stranger_can_say_nothing(database: Database, proof: Proof) -> None:
    with pytest.raises(NotFound), database.write() as tx:
        record_fact(tx, 7, "adult", True, at=THEN, proof=proof)


def test_only_a_consent_of_the_person_can_be_withdrawn(database: Database, person: int, proof: Proof) -> None:
    with database.write() as tx:
        choice = record_choice(tx, person, "newsletters", "no", at=THEN, proof=proof)
        with pytest.raises(NotFound):
            withdraw_consent(tx, person, choice, at=THEN, proof=proof)


def test_a_consent_is_specific(database: Database, person: int, proof: Proof) -> None:
    parts = {"actions": ["use"], "data": ["contact"], "purposes": ["delivery"]}
    with database.write() as tx:
        for part in parts:
            with pytest.raises(RequestError):
                record_consent(tx, person, **{**parts, part: []}, explicit=True, at=THEN, proof=proof)
        with pytest.raises(RequestError):
            record_consent(tx, person, **{**parts, "data": ["two words"]}, explicit=True, at=THEN, proof=proof)


def test_an_unknown_fact_choice_or_topic_is_refused(database: Database, person: int, proof: Proof) -> None:
    with database.write() as tx:
        with pytest.raises(RequestError):
            record_fact(tx, person, "rich", True, at=THEN, proof=proof)
        with pytest.raises(RequestError):
            record_choice(tx, person, "newsletters", "maybe", at=THEN, proof=proof)  # type: ignore[arg-type]
        with pytest.raises(RequestError):
            record_choice(tx, person, "offers", "no", at=THEN, proof=proof, topics={"newsletters"})


@pytest.mark.parametrize("name", ["", "alex@lantern.example", "Alex Roe"])
def test_a_proof_names_no_person(name: str) -> None:
    with pytest.raises(RequestError) as error:
        Proof(name, THEN)
    assert not name or name not in error.value.message


def test_a_time_without_a_zone_is_refused(proof: Proof) -> None:
    with pytest.raises(RequestError):
        choice_event("newsletters", "no", at=datetime(2014, 1, 10), proof=proof)  # noqa: DTZ001


def test_an_organisations_contact_is_the_newest_named(database: Database, proof: Proof) -> None:
    with database.write() as tx:
        firm = make_person(tx, at=THEN, kind="organisation").id
        first, second = (each.id for each in make_people(tx, 2, at=THEN))
        for day, each in ((0, first), (2, second)):
            name_contact(tx, firm, each, at=THEN + day * DAY, proof=proof)
        assert [contact(tx, firm, THEN + day * DAY) for day in (-1, 1, 2)] == [None, first, second]
        assert facts(tx, firm, THEN, policy="lantern-market").choices == ()


def test_only_an_organisation_has_a_contact(database: Database, person: int, proof: Proof) -> None:
    with database.write() as tx, pytest.raises(RequestError):
        name_contact(tx, person, person, at=THEN, proof=proof)
