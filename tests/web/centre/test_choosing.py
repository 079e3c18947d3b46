"""Choices, consents and decisions: in force at the next decision, each with its entry and receipt."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.web.centre.seat import House, Person, Seat
from tests.web.page import Page, words
from troth import people
from troth.errors import Refused
from troth.ledger.checkpoint import open_note


def permitted(house: House, person: Person, purpose: str, channel: str | None = None) -> bool:
    data = ["email"] if channel != "post" else ["postal-address"]
    return house.troth.ask(person.ref, "use", data, purpose, channel=channel).permitted


def agrees(house: House, person: Person) -> int:
    """To advice on what they told of their health; the number of the consent."""
    what: dict[str, Any] = {"actions": ["use"], "data": ["health"], "purposes": ["product-advice"]}
    with house.troth.database.write() as tx:
        return house.troth.tell.consent(tx, house.troth.caller, person.id, **what, explicit=True)


def state(page: Page, topic: str) -> list[str | None]:
    """How the switches of a topic stand: the whole topic's first."""
    return [each.get("aria-checked") for each in page.id(f"topic-{topic}").iter("button")]


@pytest.fixture
def customer(house: House, ann: Person) -> Person:
    with house.troth.database.write() as tx:
        for fact in ("customer", "adult"):
            house.troth.tell.fact(tx, house.troth.caller, ann.id, fact, True)
    return ann


def test_each_topic_of_the_policy_has_a_switch_as_decisions_see_it(seat: Seat) -> None:
    page = seat.page("/me")
    found = {topic: state(page, topic)[0] for topic in ("newsletters", "own-offers", "surveys", "social-widgets")}
    assert found == {"newsletters": "false", "own-offers": "true", "surveys": "true", "social-widgets": "false"}
    assert "You have not said anything yet. Until you do, it is on." in words(page.id("topic-own-offers"))


def test_a_no_counts_at_the_next_decision(house: House, customer: Person, seat: Seat) -> None:
    assert permitted(house, customer, "own-offers")
    page = seat.done("/me/choice", topic="own-offers", value="no")
    assert state(page, "own-offers") == ["false", "false", "false"]
    with pytest.raises(Refused):
        house.troth.use(customer.ref, ["email"], "own-offers")
    seat.done("/me/choice", topic="own-offers", value="yes")
    assert permitted(house, customer, "own-offers")


def test_it_is_said_when_and_how_and_with_which_entry(house: House, ann: Person, seat: Seat) -> None:
    page = seat.done("/me/choice", topic="newsletters", value="yes")
    day = house.troth.clock().strftime("%-d %B %Y")
    assert f"You said yes on our website on {day}." in words(page.id("topic-newsletters"))
    assert "Saved. Newsletters: on. It counts from now on, everywhere." in page.text
    entry = house.entries(ann)[-1]
    assert (entry.act, entry.details["topic"], entry.details["value"]) == ("choice", "newsletters", "yes")
    assert entry.details["actor"] == "privacy-centre"


def test_one_way_can_be_turned_alone(house: House, customer: Person, seat: Seat) -> None:
    page = seat.done("/me/choice", topic="own-offers", value="no", way="post")
    assert state(page, "own-offers") == ["true", "true", "false"]
    assert permitted(house, customer, "own-offers", "email")
    assert not permitted(house, customer, "own-offers", "post")


def test_the_whole_topic_means_every_way(house: House, customer: Person, seat: Seat) -> None:
    seat.done("/me/choice", topic="own-offers", value="yes", way="post")
    page = seat.done("/me/choice", topic="own-offers", value="no")
    assert state(page, "own-offers") == ["false"] * 3
    assert not permitted(house, customer, "own-offers", "post")


def test_the_browsers_privacy_signal_is_shown(house: House, ann: Person, seat: Seat) -> None:
    with house.troth.database.write() as tx:
        house.troth.tell.signal(tx, house.troth.caller, ann.id)
    told = words(seat.page("/me").id("topic-fitting-pages"))
    assert "Your browser's privacy signal says no" in told
    page = seat.done("/me/choice", topic="fitting-pages", value="yes")
    assert state(page, "fitting-pages")[0] == "true"


@pytest.mark.parametrize(
    "fields",
    [
        {"topic": "nothing", "value": "no"},
        {"topic": "own-offers", "value": "maybe"},
        {"topic": "own-offers", "value": "no", "way": "pigeon"},
        {},
    ],
    ids=str,
)
def test_what_is_not_offered_is_not_chosen(house: House, ann: Person, seat: Seat, fields: dict[str, str]) -> None:
    before = len(house.entries(ann))
    seat.press("/me/choice", 422, **fields)
    assert len(house.entries(ann)) == before


def test_a_receipt_of_a_choice_is_signed(house: House, ann: Person, seat: Seat) -> None:
    page = seat.done("/me/choice", topic="surveys", value="no")
    address = next(link for link in page.links if link.startswith("/me/choice/"))
    note = seat.get(address).text
    told = open_note(note, house.troth.ledger.vkey)
    assert "topic: surveys" in told
    assert "choice: no" in told
    assert ann.address not in note
    assert seat.get("/me/choice/9999").status_code == 404


def test_a_consent_has_a_receipt_and_is_withdrawn_as_easily(house: House, ann: Person, seat: Seat) -> None:
    seq = agrees(house, ann)
    told = words(seat.page("/me").id("consents"))
    assert "We may use data about your health for product advice. You said so yourself on" in told
    receipt = json.loads(seat.get(f"/me/consent/{seq}").content)
    assert receipt["receipt_metadata"]["schema_version"] == "ISO/IEC TS 27560:2023"
    page = seat.done("/me/withdrawal", consent=str(seq))
    assert "Withdrawn." in page.text
    assert "It ended on" in words(page.id("consents"))
    assert json.loads(seat.get(f"/me/consent/{seq}").content)["event"][-1]["event_state"] == "dpv:ConsentWithdrawn"


def test_receipts_and_consents_of_others_are_out_of_reach(house: House, seat: Seat) -> None:
    seq = agrees(house, house.person())
    assert seat.get(f"/me/consent/{seq}").status_code == 404
    seat.press("/me/withdrawal", 404, consent=str(seq))


def test_a_change_is_shown_with_its_meaning_and_sentences_side_by_side(seat: Seat) -> None:
    page = seat.page("/me")
    told = words(page.id("changes"))
    assert "Version 2014-01 after 2012-12" in told
    assert "We may do more: We may use your name, your e-mail address and your postal address" in told
    cells = [[words(cell) for cell in row.findall("td")] for row in page.id("changes").findall(".//tbody/tr")]
    assert ["180 days" in old and "90 days" in new for old, new in cells].count(True) == 1
    assert "We hold nothing of yours from before this version" in told


def test_who_gave_data_before_a_change_decides_on_it(house: House) -> None:
    with house.at(datetime(2013, 6, 1, tzinfo=UTC)):
        person = house.person()
    with house.signed_in(person) as seat:
        assert "If you say no, it never is." in words(seat.page("/me").id("changes"))
        page = seat.done("/me/decision", version="2014-01", answer="declined")
        assert "You refused the version of 2014-01" in page.text
        seat.press("/me/decision", 422, version="1999-01", answer="agreed")
        seat.press("/me/decision", 422, version="2014-01", answer="perhaps")
    with house.troth.database.read() as tx:
        facts = people.facts(tx, person.id, house.troth.clock(), policy="lantern-market")
    assert [(each.version, each.answer) for each in facts.decisions] == [("2014-01", "declined")]
