"""Who received what of whom, and the terms that went with it."""

from __future__ import annotations

from dataclasses import replace

from tests.parties.moments import AGREED, DAY, SWIFT, THEN
from troth.db import Database
from troth.parties import (
    Disclosure,
    disclosures,
    erase_disclosures,
    people_sent,
    receivers,
    record_disclosures,
    terms_for,
)

ALEX, BO = 11, 12
SENT = [
    Disclosure(1, ALEX, "swift-parcels", "delivery", ("contact", "name"), THEN, ground=5, entry="e1"),
    Disclosure(2, ALEX, "able-printers", "marketing", ("name",), THEN + DAY),
    Disclosure(3, ALEX, "swift-parcels", "delivery", ("contact",), THEN + DAY),
    Disclosure(4, BO, "swift-parcels", "delivery", ("contact",), THEN),
]


def test_a_persons_disclosures_come_newest_first_page_by_page(database: Database) -> None:
    with database.write() as tx:
        record_disclosures(tx, SENT)
        first = disclosures(tx, ALEX, limit=2)
        rest = disclosures(tx, ALEX, before=(first[-1].at, first[-1].id))
    assert [*first, *rest] == [SENT[2], SENT[1], SENT[0]]


def test_receivers_of_a_person_and_people_of_a_receiver(database: Database) -> None:
    with database.write() as tx:
        record_disclosures(tx, SENT)
        assert receivers(tx, ALEX) == ["able-printers", "swift-parcels"]
        assert people_sent(tx, "swift-parcels") == [ALEX, BO]
        assert people_sent(tx, "swift-parcels", after=ALEX) == [BO]


def test_erasing_takes_the_persons_disclosures_and_no_others(database: Database) -> None:
    with database.write() as tx:
        record_disclosures(tx, SENT)
        record_disclosures(tx, [])
        assert erase_disclosures(tx, ALEX) == 3
        assert (disclosures(tx, ALEX), disclosures(tx, BO)) == ([], [SENT[3]])


def test_the_terms_name_purpose_data_and_the_agreement_in_force() -> None:
    agreed = replace(SWIFT, agreement=AGREED)
    parts = {"purpose": "delivery", "fields": ("contact", "name"), "sender": "Lantern Market Ltd"}
    text = terms_for(agreed, at=THEN, **parts)  # type: ignore[arg-type]
    assert "Swift Parcels Ltd" in text
    assert "contact, name" in text
    assert "this purpose only: delivery" in text
    assert "NDA-12" in text
    assert "NDA-12" not in terms_for(agreed, at=THEN + 10 * DAY, **parts)  # type: ignore[arg-type]
