"""Two invented people and what happens to their data."""

from __future__ import annotations

from datetime import UTC, datetime

from troth.ledger import Entry

AT = datetime(2014, 3, 1, 10, 0, tzinfo=UTC)
ANNA, BORIS = 0x1A2B3C4D5E6F7081, 0x2233445566778899


def disclosure(person: int | None = ANNA, number: int = 0, **details: object) -> Entry:
    told = {"policy": "lantern", "version": "2014-01", "clauses": ["ship"], "data": ["email"], "number": number}
    return Entry("disclose", AT, person, {**told, "recipient": "couriers", **details})
