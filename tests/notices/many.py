"""What the tests of mailings do with a deployment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.notices.coming import House
from troth.gate import Caller
from troth.notices import Mailing, Plan, Text, work
from troth.people import parse_person_ref

NEWS = Plan("marketing", "newsletters", {"en": Text("Lamps in March", "New lamps are in.")})
RULES = Plan("service", "account-management", {"en": Text("Your account", "We close at six on Friday.")})


def reader(house: House, number: int, value: str = "yes", **values: str) -> str:
    """A member who said that to the newsletters."""
    person = house.member(number, **values)
    house.troth.choose(person, "newsletters", value)
    return person


def started(house: House, plan: Plan = NEWS) -> Mailing:
    mailings, caller = house.troth.mailings, Caller("a-editor")
    with house.troth.database.write() as tx:
        mailing = mailings.make(tx, caller, plan)
        mailings.send(tx, caller, mailing)
    return mailing


def sent(house: House, plan: Plan = NEWS) -> dict[str, int]:
    """How it stands once all that is due is sent."""
    mailing = started(house, plan)
    work(house.troth.mailings)
    return counts(house, mailing)


def counts(house: House, mailing: Mailing) -> dict[str, int]:
    with house.troth.database.read() as tx:
        return dict(house.troth.mailings.progress(tx, mailing).counts)


def acts(house: House, person: str) -> list[Mapping[str, Any]]:
    """What the ledger says was done with the person's data for the newsletters, oldest first."""
    with house.troth.database.read() as tx:
        found = house.troth.ledger.entries_of(tx, parse_person_ref(person), limit=100)
    entries = [each.entry for each in reversed(found) if each.entry is not None]
    return [{"act": e.act} | dict(e.details) for e in entries if e.details.get("purpose") == "newsletters"]
