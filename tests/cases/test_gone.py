"""What goes without a case is told to the recipients that got it: once, of what is really gone, if they can be told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cases.calling import COLLECT, CONSENTED, LAWFUL, RECALL, SERVED, small, someone, told
from tests.gate.house import DAY, NOW, narrow
from troth.app import Troth
from troth.app.demo.clock import DemoClock
from troth.cases import CENTRE, Asked, Level
from troth.cases.model import RecipientNotice
from troth.ledger import Entry
from troth.lifetimes import ErasureLog
from troth.vault import Collection

MONTH = "must: {erase: {data: [email], when: collected, after: 30d}}"
HOLD = "must: {hold: {for: [dispute]}}"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Troth]:
    """E-mail addresses go after thirty days; all recipients have a mailbox."""
    with small(tmp_path, COLLECT, CONSENTED, SERVED, LAWFUL, RECALL, MONTH, HOLD) as troth:
        for name in ("ads", "post", "police"):
            narrow(troth, name, contact=f"privacy@{name}.example")  # type: ignore[arg-type]
        yield troth


def served(troth: Troth, person: int, *terms: str) -> str:
    """The courier gets it; gives the entry's number."""
    entry = troth.gate.disclose(troth.caller, person, terms or ("email", "name"), "delivery", "post").entry
    assert entry is not None
    return entry


def swept(troth: Troth, days: int) -> None:
    assert isinstance(troth.clock, DemoClock)
    troth.clock.set(NOW + days * DAY)
    troth.lifetimes.sweep_all(troth.database)


def about(troth: Troth, person: int) -> list[RecipientNotice]:
    with troth.database.read() as tx:
        return troth.sending_on.about(tx, person)


def erased(troth: Troth, person: int) -> list[Entry]:
    with troth.database.read() as tx:
        found = [each.entry for each in troth.ledger.entries_of(tx, person, limit=100)]
    return [entry for entry in found if entry is not None and entry.act == "erase"]


def test_whose_time_is_over_is_told_once_with_the_number_that_came_with_it(house: Troth) -> None:
    kim = someone(house)
    number = served(house, kim)
    swept(house, 29)
    assert about(house, kim) == []
    swept(house, 30)
    swept(house, 31)
    (notice,) = about(house, kim)
    assert (notice.recipient, notice.kind, notice.fields) == ("post", "erasure", ("email",))
    assert (notice.entries, notice.case) == ((number,), None)
    assert [entry.details["recipients"] for entry in erased(house, kim)] == [["post"]]


def test_who_has_the_newer_value_keeps_it_until_that_goes(house: Troth) -> None:
    kim = someone(house)
    old = served(house, kim)
    swept(house, 20)
    with house.database.write() as tx:  # they have two now
        number = house.vault.record_collection(tx, kim, Collection("small", "1", "person", house.clock()))
        house.vault.put(tx, kim, "email", "new@mail.example", collection=number)
    swept(house, 21)
    new = served(house, kim, "email")
    swept(house, 30)
    assert [each.entries for each in about(house, kim)] == [(old,)]
    swept(house, 50)
    assert [each.entries for each in about(house, kim)] == [(old,), (new,)]


def test_who_was_told_to_give_it_back_is_not_told_again(house: Troth) -> None:
    kim = someone(house)
    scope: dict[str, Any] = {"data": ["data"], "purposes": ["direct-marketing"], "recipients": ["recipients"]}
    number = told(house, "consent", kim, actions=["disclose"], explicit=True, **scope)
    house.gate.disclose(house.caller, kim, ["email"], "direct-marketing", "ads")
    told(house, "withdraw", kim, number)
    swept(house, 30)
    assert [each.kind for each in about(house, kim)] == ["recall"]


def test_what_went_is_called_back_no_more_and_what_stayed_is(house: Troth) -> None:
    kim = someone(house)
    scope: dict[str, Any] = {"data": ["data"], "purposes": ["direct-marketing"], "recipients": ["recipients"]}
    number = told(house, "consent", kim, actions=["disclose"], explicit=True, **scope)
    house.gate.disclose(house.caller, kim, ["email", "name"], "direct-marketing", "ads")
    swept(house, 30)
    told(house, "withdraw", kim, number)
    assert {each.kind: each.fields for each in about(house, kim)} == {
        "erasure": ("email",),
        "recall": ("email", "name"),
    }


def test_an_authority_that_inquired_is_not_told(house: Troth) -> None:
    kim = someone(house)
    more = {"data": ["data"], "recipients": ["recipients"], "reference": "HK-1"}
    order = told(house, "ground", "legal-order", people=[kim], **more)
    house.gate.disclose(house.caller, kim, ["email"], "legal-compliance", "police", ground=order.id)
    swept(house, 30)
    assert about(house, kim) == []
    assert "recipients" not in erased(house, kim)[0].details


def test_whom_the_register_gives_no_way_to_tell_is_listed_for_nobody(house: Troth) -> None:
    kim = someone(house)
    served(house, kim)
    narrow(house, "post", contact=None)  # type: ignore[arg-type]
    swept(house, 30)
    assert about(house, kim) == []


def test_whom_the_company_erases_is_told_of_too_but_for_what_is_held(house: Troth) -> None:
    kim, ann = someone(house), someone(house, "ann@mail.example")
    served(house, kim)
    served(house, ann)
    told(house, "hold", ann, "dispute", ["name"], reference="LM-1", reason="a claim")
    for person in (kim, ann):
        told(house, "erase", person)
    assert [each.fields for each in about(house, kim)] == [("email", "name")]
    assert [each.fields for each in about(house, ann)] == [("email",)]


def test_an_erasure_by_case_is_told_once(house: Troth) -> None:
    kim = someone(house)
    served(house, kim)
    with house.database.write() as tx:
        known: dict[str, Any] = {"via": "letter", "level": Level.CHECKED, "check": "call-back"}
        case = house.cases.open(tx, CENTRE, kim, "erase", Asked(), **known)
    assert isinstance(house.clock, DemoClock)
    house.clock.set(NOW + 4 * DAY)
    house.work.work()
    assert [each.case for each in about(house, kim)] == [case.id]


def test_who_is_erased_again_after_a_restore_is_not_told_of_again(house: Troth, tmp_path: Path) -> None:
    kim = someone(house)
    served(house, kim)
    log = ErasureLog(tmp_path / "lost.log")
    log.note("done", [kim], NOW)
    assert house.lifetimes.replay(house.database, [log]) == 1
    assert about(house, kim) == []


def test_what_is_undone_was_told_to_nobody(house: Troth) -> None:
    kim = someone(house)
    served(house, kim)
    assert isinstance(house.clock, DemoClock)
    house.clock.set(NOW + 30 * DAY)
    with house.database.engine.connect() as tx:
        assert house.lifetimes.sweep(tx, house.caller, kim).items == 1
        tx.rollback()
    assert about(house, kim) == []
    assert erased(house, kim) == []
