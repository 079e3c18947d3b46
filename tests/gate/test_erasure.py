"""Erasing a person: everything is gone and was looked for, nothing works afterwards, and the ledger still verifies."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from tests.gate.house import ANN, NOW, House
from troth.db import Database, metadata
from troth.errors import NotFound
from troth.gate import Act, Intake
from troth.language import Action
from troth.people import events, people_of
from troth.vault import File


def rows_of(database: Database, person: int) -> dict[str, int]:
    """How many rows of a person each table has that knows persons."""
    found: dict[str, int] = {}
    with database.read() as tx:
        for name, table in metadata.tables.items():
            if "person" in table.c:
                query = select(func.count()).select_from(table).where(table.c.person == person)
                found[name] = tx.execute(query).scalar_one()
    return {name: count for name, count in found.items() if count}


@pytest.fixture
def ann(troth: House) -> int:
    """Ann has been through everything that leaves a row."""
    ann = troth.member()
    troth.collects(ann, {"member-pin": "271828"}, notice="choose-pin")
    troth.collects(ann, {"post": File(io.BytesIO(b"lamps" * 9), "lamps.txt")}, purpose="community")
    troth.told("choose", ann, "newsletters", "yes", via="web", notice="newsletter")
    troth.told("choose", ann, "surveys", "no", via="web")
    troth.told("consent", ann, actions=["use"], data=["health"], purposes=["product-advice"], explicit=True)
    troth.told("notify", ann, "lantern-market", "2014-01", by="email")
    troth.told("decide", ann, "lantern-market", "2014-01", "agreed")
    troth.told("own_recipient", ann, "members-bank")
    order = troth.ordered(ann)
    troth.gate.disclose(troth.caller, ann, ["name"], "delivery", "swiftfoot", ground=order)
    return ann


def test_everything_is_gone_and_the_erasure_says_what_it_saw(troth: House, ann: int) -> None:
    bob = troth.member()
    kept = rows_of(troth.database, bob)
    before = rows_of(troth.database, ann)
    erasure = troth.told("erase", ann)
    assert erasure.complete
    gone = ("lookup", "item_chunk", "item", "collection", "person_key", "disclosure", "ground_person")
    assert {name: count for name, count in erasure.before.items() if count} == {name: before[name] for name in gone}
    left = rows_of(troth.database, ann)
    assert left == {
        "ledger_entry": before["ledger_entry"],
        "ledger_pending": before["ledger_pending"],
        "person_event": 2,
        "recipient_notice": 1,  # the courier is told that it is gone
    }
    assert rows_of(troth.database, bob) == kept


def test_what_stays_is_the_no_and_the_fact_of_the_erasure_bare(troth: House, ann: int) -> None:
    troth.told("erase", ann)
    with troth.database.read() as tx:
        left = events(tx, ann)
    assert [(event.kind, event.about, event.value) for event in left] == [
        ("choice", "surveys", "no"),
        ("erased", None, None),
    ]
    assert [event.proof for event in left] == [None, None]


def test_nothing_can_be_found_or_opened_afterwards(troth: House, ann: int) -> None:
    troth.told("erase", ann)
    with troth.database.read() as tx:
        assert troth.vault.find(tx, "email", str(ANN["email"])) == set()
        assert troth.vault.get(tx, ann) == []
        assert {each.entry for each in troth.ledger.entries_of(tx, ann)} == {None}


def test_an_erased_person_is_not_found_by_any_act(troth: House, ann: int) -> None:
    order = troth.ordered(ann)
    troth.told("erase", ann)
    with troth.database.read() as tx:
        assert people_of(tx, order) == []
    attempts: list[Callable[[], object]] = [
        lambda: troth.gate.collect(troth.caller, Intake(ann, {"email": "x"}, purpose="support")),
        lambda: troth.gate.use(troth.caller, ann, ["email"], "support"),
        lambda: troth.gate.disclose(troth.caller, ann, ["name"], "delivery", "swiftfoot", ground=order),
        lambda: troth.gate.publish(troth.caller, ann, ["post"], "community", "public"),
        lambda: troth.gate.link(troth.caller, ann, ["click"], "order", "fitting-pages"),
        lambda: troth.gate.ask(troth.caller, Act(Action.USE, ann, ("email",), "support")),
        lambda: troth.told("choose", ann, "newsletters", "yes"),
        lambda: troth.told("fact", ann, "adult", True),
        lambda: troth.told("restrict", ann),
        lambda: troth.told("erase", ann),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()


def test_the_ledger_still_verifies_and_has_the_erasure(troth: House, ann: int) -> None:
    troth.ledger.integrate()
    troth.told("erase", ann)
    troth.ledger.integrate()
    report = troth.ledger.verify()
    assert report.sound
    assert report.erased > 10
    last = troth.entries(None)[-1]
    assert (last.act, last.person, last.at) == ("erase", None, NOW)
    assert last.details["found"]["after"] == dict.fromkeys(last.details["found"]["after"], 0)


def test_an_erasure_that_is_rolled_back_has_erased_nothing(troth: House, ann: int) -> None:
    before = rows_of(troth.database, ann)
    troth.undone(lambda tx: troth.tell.erase(tx, troth.caller, ann))
    assert rows_of(troth.database, ann) == before
    assert troth.gate.use(troth.caller, ann, ["email"], "support").values == {"email": ANN["email"]}
    assert troth.gate.verify(troth.caller, ann, "member-pin", "271828")
