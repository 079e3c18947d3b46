"""The person's list of disclosures is held against the ledger."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.gate.house import DAY, NOW, House
from troth.gate import Parting, reconcile
from troth.parties import Disclosure, disclosures, erase_disclosures, record_disclosures


def parted(troth: House, person: int) -> tuple[Parting, ...]:
    with troth.database.read() as tx:
        return reconcile(tx, troth.ledger, person)


def sent(troth: House, times: int = 1) -> int:
    ann = troth.member()
    for _ in range(times):
        troth.gate.disclose(troth.caller, ann, ["name"], "delivery", "swiftfoot", ground=troth.ordered(ann))
    return ann


def test_what_was_disclosed_is_in_both(troth: House) -> None:
    assert parted(troth, sent(troth, 3)) == ()


def test_of_many_pages_every_line_is_looked_at(troth: House) -> None:
    ann = sent(troth, 2)
    for number in range(250):
        troth.set(NOW + number * DAY / 1000)
        troth.gate.disclose(troth.caller, ann, ["email"], "service-notice", "inkwell")
    assert parted(troth, ann) == ()


def test_data_that_are_not_held_are_in_neither(troth: House) -> None:
    ann = troth.member(values={"name": "Ann", "email": "ann@mail.example", "postal-address": "1 Tea Hill"})
    troth.gate.disclose(troth.caller, ann, ["name", "phone"], "delivery", "swiftfoot", ground=troth.ordered(ann))
    troth.gate.disclose(troth.caller, ann, ["phone"], "delivery", "swiftfoot", ground=troth.ordered(ann))
    with troth.database.read() as tx:
        assert [line.fields for line in disclosures(tx, ann)] == [("name",)]
    assert parted(troth, ann) == ()


def test_a_line_of_another_s_entry_is_unrecorded(troth: House) -> None:
    ann, bob = sent(troth), sent(troth)
    with troth.database.write() as tx:
        (line,) = disclosures(tx, ann)
        moved = Disclosure(9, bob, line.recipient, line.purpose, line.fields, line.at, line.ground, line.entry)
        record_disclosures(tx, [moved])
    assert parted(troth, bob) == (Parting("unrecorded", line.entry, 9),)


WRONG: list[dict[str, Any]] = [
    {"recipient": "inkwell"},
    {"purpose": "support"},
    {"fields": ("email",)},
    {"at": NOW - DAY},
]


@pytest.mark.parametrize("changed", [*WRONG, {"ground": None}], ids=lambda changed: next(iter(changed)))
def test_a_line_that_says_something_else_than_its_entry_is_different(troth: House, changed: dict[str, Any]) -> None:
    ann = sent(troth)
    with troth.database.write() as tx:
        (line,) = disclosures(tx, ann)
        erase_disclosures(tx, ann)
        record_disclosures(tx, [replace(line, **changed)])
    assert parted(troth, ann) == (Parting("different", line.entry, line.id),)


def test_an_entry_without_a_line_is_unlisted(troth: House) -> None:
    ann = sent(troth)
    with troth.database.write() as tx:
        (line,) = disclosures(tx, ann)
        erase_disclosures(tx, ann)
    assert parted(troth, ann) == (Parting("unlisted", line.entry, None),)
