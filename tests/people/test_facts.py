"""What the engine is told of a person, computed from events."""

from __future__ import annotations

import pytest

from tests.people.moments import DAY, THEN
from troth.db import Database
from troth.engine.model import ChoiceRecord, ConsentRecord, Decision, PersonFacts, Restriction, Signal
from troth.errors import NotFound
from troth.people import (
    Proof,
    facts,
    lift_restriction,
    name_recipient,
    record,
    record_choice,
    record_consent,
    record_decision,
    record_fact,
    record_gpc,
    record_notification,
    record_restriction,
    revision,
    withdraw_consent,
)


def at(database: Database, person: int, days: int) -> PersonFacts:
    with database.read() as tx:
        return facts(tx, person, THEN + days * DAY, policy="lantern-market")


def test_a_fact_never_recorded_is_unknown(database: Database, person: int) -> None:
    found = at(database, person, 0)
    assert found.adult is None
    assert (found.choices, found.consents, found.own_recipients, found.gpc) == ((), (), (), Signal())


def test_a_fact_holds_from_its_time_until_the_next(database: Database, person: int, proof: Proof) -> None:
    with database.write() as tx:
        record_fact(tx, person, "account-open", False, at=THEN + 5 * DAY, proof=proof)
        record_fact(tx, person, "account-open", True, at=THEN, proof=proof)
    assert [at(database, person, day).account_open for day in (-1, 0, 4, 5)] == [None, True, True, False]


def test_facts_that_contradict_each_other_are_unknown(database: Database, person: int, proof: Proof) -> None:
    with database.write() as tx:
        record_fact(tx, person, "adult", True, at=THEN, proof=proof)
        record_fact(tx, person, "adult", False, at=THEN, proof=proof)
    assert at(database, person, 1).adult is None


def test_choices_are_given_whole(database: Database, person: int, proof: Proof) -> None:
    with database.write() as tx:
        record_choice(tx, person, "newsletters", "no", at=THEN, proof=proof, channel="email")
        record_choice(tx, person, "newsletters", "yes", at=THEN + DAY, proof=proof)
    assert at(database, person, 0).choices == (
        ChoiceRecord("newsletters", "no", THEN, "email"),
        ChoiceRecord("newsletters", "yes", THEN + DAY),
    )


def test_the_signal_counts_from_when_it_was_first_seen(database: Database, person: int, proof: Proof) -> None:
    with database.write() as tx:
        for day, seen in ((1, True), (2, True), (3, False), (5, True)):
            record_gpc(tx, person, seen=seen, at=THEN + day * DAY, proof=proof)
    since = [at(database, person, day).gpc for day in (0, 2, 3, 6)]
    assert since == [Signal(), Signal(THEN + DAY), Signal(), Signal(THEN + 5 * DAY)]


def test_a_withdrawn_consent_says_since_when(database: Database, person: int, proof: Proof) -> None:
    scope = {
        "actions": ["disclose"],
        "data": ["contact"],
        "purposes": ["delivery"],
        "recipients": ["courier"],
    }
    with database.write() as tx:
        given = record_consent(tx, person, **scope, explicit=True, at=THEN, proof=proof)
        withdraw_consent(tx, person, given, at=THEN + 3 * DAY, proof=proof)
        withdraw_consent(tx, person, given, at=THEN + 2 * DAY, proof=proof)
    (consent,) = at(database, person, 0).consents or ()
    assert consent == ConsentRecord(
        ("disclose",), ("contact",), ("delivery",), THEN, ("courier",), True, THEN + 2 * DAY
    )


def test_a_restriction_keeps_the_parts_left_out_apart(database: Database, person: int, proof: Proof) -> None:
    with database.write() as tx:
        record_restriction(tx, person, data=["contact"], at=THEN, proof=proof)
        second = record_restriction(tx, person, purposes=[], until=THEN + 9 * DAY, at=THEN, proof=proof)
        lift_restriction(tx, person, second, at=THEN + DAY, proof=proof)
    assert at(database, person, 0).restrictions == (
        Restriction(("contact",), None, THEN, None),
        Restriction(None, (), THEN, THEN + DAY),
    )


def test_a_recipient_is_the_persons_own_while_named(database: Database, person: int, proof: Proof) -> None:
    with database.write() as tx:
        name_recipient(tx, person, "carrier", at=THEN, proof=proof)
        name_recipient(tx, person, "carrier", named=False, at=THEN + DAY, proof=proof)
    assert [at(database, person, day).own_recipients for day in (0, 1)] == [("carrier",), ()]


def test_decisions_and_notifications_are_those_on_the_policy(database: Database, person: int, proof: Proof) -> None:
    with database.write() as tx:
        for policy in ("lantern-market", "other"):
            record_decision(tx, person, policy, "2014-01", "declined", at=THEN, proof=proof)
        for day in (2, 1):
            record_notification(tx, person, "lantern-market", "2014-01", by="email", at=THEN + day * DAY, proof=proof)
    found = at(database, person, 0)
    assert found.decisions == (Decision("2014-01", "declined", THEN),)
    assert found.notified == {"2014-01": THEN + DAY}


def test_each_event_raises_the_revision_that_the_record_carries(database: Database, person: int, proof: Proof) -> None:
    with database.write() as tx:
        before = revision(tx, person)
        record_fact(tx, person, "adult", True, at=THEN, proof=proof)
        assert (before, revision(tx, person), record(tx, person).revision) == (0, 1, 1)


def test_nobody_has_no_facts(database: Database) -> None:
    with pytest.raises(NotFound):
        at(database, 7, 0)
