"""Asking for something at the centre: each kind has a page, each case too, and only for whom it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.web.centre.seat import House, Person, Seat
from tests.web.page import Page, words
from troth.cases import CASE_KINDS, Asked, number_of
from troth.gate import Caller


def asks(seat: Seat, kind: str, **fields: str) -> Page:
    return seat.done(f"/me/ask/{kind}", **fields)


def items(house: House, person: Person) -> dict[str, int]:
    with house.troth.database.read() as tx:
        return {item.category: item.id for item in house.troth.vault.items(tx, person.id)}


@pytest.mark.parametrize("kind", CASE_KINDS)
def test_each_kind_has_a_page_with_one_button(seat: Seat, kind: str) -> None:
    page = seat.page(f"/me/ask/{kind}")
    assert page.response.status_code == 200
    assert page.response.text.count("<button") == 2  # its own, and signing out


def test_the_list_leads_to_each_kind(seat: Seat) -> None:
    links = seat.page("/me").links
    assert [link for link in links if link.startswith("/me/ask/")] == [f"/me/ask/{kind}" for kind in CASE_KINDS]


def test_an_objection_is_done_and_shown(house: House, seat: Seat, ann: Person) -> None:
    page = asks(seat, "object", **{"for": "own-offers"})
    assert "under way" in page.text
    house.troth.work.work()
    assert "done on" in words(seat.page("/me").id("ask"))
    assert not house.troth.ask(ann.ref, "use", ["email"], "own-offers").permitted


def test_a_name_is_corrected(house: House, seat: Seat, ann: Person) -> None:
    form = seat.page("/me/ask/correct")
    assert "Ann Amber" in form.response.text
    asks(seat, "correct", **{f"value-{items(house, ann)['name']}": "Ann Azure"})
    house.troth.work.work()
    assert "Ann Azure" in words(seat.values().id("held"))


def test_an_erasure_can_be_taken_back(seat: Seat) -> None:
    page = asks(seat, "erase", what="everything")
    assert "until then you can take it back" in page.text
    path = page.response.request.url.path
    assert "taken back on" in seat.done(f"{path}/cancel").text


def test_asking_twice_shows_that_it_is_under_way(seat: Seat) -> None:
    asks(seat, "erase", what="everything")
    assert "under way" in Page.of(seat.press("/me/ask/erase", 409, what="everything"), 409).text


def test_a_complaint_without_words_is_none(seat: Seat) -> None:
    seat.press("/me/ask/complaint", 422)
    assert "a person is looking at it" in asks(seat, "complaint", text="You called me at night.").text


def test_what_staff_entered_is_confirmed_by_who_it_is_about(house: House, seat: Seat, ann: Person) -> None:
    troth = house.troth
    with troth.database.write() as tx:
        case = troth.cases.open(tx, Caller("a-staff"), ann.id, "restrict", Asked(), via="letter")
    path = f"/me/case/{number_of(case)}"
    assert "Was it you?" in seat.page(path).text
    assert "under way" in seat.done(f"{path}/confirm").text


def test_anothers_case_is_not_there(house: House, seat: Seat) -> None:
    other = house.person()
    with house.troth.database.write() as tx:
        case = house.troth.cases.open(tx, Caller("a-staff"), other.id, "complaint", Asked(text="mine"), via="letter")
    path = f"/me/case/{number_of(case)}"
    assert seat.get(path).status_code == 404
    assert seat.get("/me/case/c0000000000001").text == seat.get(path).text
    seat.press(f"{path}/cancel", 404)


def test_who_signed_in_long_ago_is_asked_again_for_what_needs_it(house: House, seat: Seat) -> None:
    with house.at(house.troth.clock() + timedelta(minutes=20)):
        assert "Is it still you?" in seat.shown("/me/ask/erase", what="everything").text


def test_a_stranger_is_sent_to_the_door(stranger: Seat) -> None:
    for path in ("/me/ask/erase", "/me/case/c0000000000001"):
        assert stranger.get(path).headers["location"] == "/me"
