"""Consent receipts: the fields of ISO/IEC TS 27560:2023."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.people.moments import DAY, THEN
from troth.db import Database
from troth.errors import NotFound
from troth.people import (
    Proof,
    ReceiptFrame,
    consent_receipt,
    keep_notice,
    person_ref,
    record_consent,
    withdraw_consent,
)
from troth.terms import builtin

FRAME = ReceiptFrame(
    controller={"name": "Lantern Market Ltd", "address": "1 Quay Road", "email": "privacy@lantern.example"},
    terms=builtin(),
    withdrawal="https://lantern.example/privacy/choices",
    retention="90 days after the account is closed",
    storage=("HK",),
    jurisdiction="HK",
    names={"courier": "Swift Parcels"},
)


@pytest.fixture
def consent(database: Database, person: int) -> int:
    with database.write() as tx:
        notice = keep_notice(
            tx,
            "delivery-1",
            policy="lantern-market",
            version="2014-01",
            text="May our courier have your contact details?",
            purposes=["delivery"],
            optional=["contact"],
            at=THEN,
        )
        return record_consent(
            tx,
            person,
            actions=["disclose"],
            data=["email", "health"],
            purposes=["delivery"],
            recipients=["courier"],
            explicit=True,
            until=THEN + 30 * DAY,
            at=THEN,
            proof=notice.proof("app:shop", THEN, "web"),
        )


def receipt(database: Database, person: int, consent: int, days: int = 1) -> dict[str, Any]:
    with database.read() as tx:
        return consent_receipt(tx, person, consent, FRAME, at=THEN + days * DAY)


def test_a_receipt_has_every_mandatory_field(database: Database, person: int, consent: int) -> None:
    found = receipt(database, person, consent)
    assert found["receipt_metadata"].keys() >= {"schema_version", "receipt_id"}
    assert found["record_metadata"].keys() >= {"schema_version", "record_id", "pii_principal_id"}
    assert found["pii_processing"].keys() >= {"privacy_notice", "language", "purposes"}
    (purpose,) = found["pii_processing"]["purposes"]
    assert {"purpose", "pii_information", "pii_controllers", "storage_locations", "retention_period"} <= purpose.keys()
    assert {"jurisdiction", "recipient_third_parties", "withdrawal_method"} <= purpose.keys()
    for party in found["party_identification"]:
        assert party.keys() >= {"party_id", "party_name", "party_type"}
    (event,) = found["event"]
    assert event.keys() == {"event_time", "validity_duration", "entity_id", "event_type", "event_state"}


def test_a_receipt_says_what_was_agreed_to_in_known_terms(database: Database, person: int, consent: int) -> None:
    processing = receipt(database, person, consent)["pii_processing"]
    (purpose,) = processing["purposes"]
    email, health = purpose["pii_information"]
    assert purpose["purpose_type"] == "dpv:DeliveryOfGoods"
    assert purpose["processing_method"] == ["dpv:Disclose"]
    assert (email["pii_category"], email["pii_optional"]) == ("pd:EmailAddress", True)
    assert (health["special_pii_category"], email["special_pii_category"]) == (True, False)
    assert (processing["privacy_notice"]["version"], processing["language"]) == ("2014-01", "en")


def test_a_receipt_names_the_controller_and_those_who_receive(database: Database, person: int, consent: int) -> None:
    controller, courier = receipt(database, person, consent)["party_identification"]
    assert (controller["party_name"], controller["party_role"]) == ("Lantern Market Ltd", "dpv:DataController")
    assert (courier["party_name"], courier["party_role"]) == ("Swift Parcels", "dpv:DataProcessor")


def test_a_withdrawn_consent_shows_both_events(database: Database, person: int, consent: int, proof: Proof) -> None:
    with database.write() as tx:
        withdraw_consent(tx, person, consent, at=THEN + 2 * DAY, proof=proof)
    states = [[e["event_state"] for e in receipt(database, person, consent, day)["event"]] for day in (1, 2)]
    assert states == [["dpv:ConsentGiven"], ["dpv:ConsentGiven", "dpv:ConsentWithdrawn"]]


def test_a_consent_past_its_end_has_expired(database: Database, person: int, consent: int) -> None:
    found = receipt(database, person, consent, 30)
    assert found["event"][-1]["event_state"] == "dpv:ConsentExpired"
    assert found["event"][0]["event_type"] == "dpv:ExplicitlyExpressedConsent"


def test_a_receipt_is_json_about_an_opaque_person(database: Database, person: int, consent: int) -> None:
    text = json.dumps(receipt(database, person, consent))
    assert json.loads(text)["record_metadata"]["pii_principal_id"] == person_ref(person)


def test_no_consent_no_receipt(database: Database, person: int) -> None:
    with pytest.raises(NotFound):
        receipt(database, person, 7)
