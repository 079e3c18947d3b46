"""What we hold: each item with its story; its value when asked for, and each showing with an entry."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest

from tests.web.centre.seat import House, Person, Seat
from tests.web.page import words
from troth.vault import File


def things(seat: Seat) -> dict[str, str]:
    """What stands under each head."""
    found = seat.values().all("div[@class='thing']")
    return {words(thing.findall("h3")[0]): words(thing.findall("ul")[0]) for thing in found}


def test_looking_shows_no_value_and_leaves_no_entry(house: House, ann: Person, seat: Seat) -> None:
    before = len(house.entries(ann))
    page = seat.page("/me")
    assert "Your name" in words(page.id("held"))
    assert not {"Ann Amber", ann.address, "1 Tea Hill"} & set(page.response.text.split(">"))
    assert ann.address not in page.response.text
    assert len(house.entries(ann)) == before


def test_asked_for_the_values_are_shown_and_that_is_in_the_ledger(house: House, ann: Person, seat: Seat) -> None:
    page = seat.values()
    assert {"Ann Amber", ann.address, "1 Tea Hill"} <= {words(p) for p in page.all("p[@class='value']")}
    entry = house.entries(ann)[-1]
    assert (entry.act, entry.details["data"]) == ("access", ["email", "name", "postal-address"])
    assert entry.details["clauses"] == ["Q35", "Q36"]
    assert "Ann" not in repr(entry)


def test_each_item_says_where_from_since_when_under_what_and_until_when(house: House, seat: Seat) -> None:
    page = seat.page("/me")
    day = house.troth.clock().strftime("%-d %B %Y")
    told = words(page.all("div[@class='thing']")[0])
    assert f"We have it from you since {day}, under the policy of 2014-01." in told
    assert "We keep it until 90 days after you close your account." in told
    assert "/policy/lantern-market/2014-01?clause=Q37" in set(page.links)


def test_a_clock_that_runs_gives_a_day(house: House, ann: Person, seat: Seat) -> None:
    house.troth.collect(ann.ref, {"interest": ["kites"]}, purpose="fitting-pages")
    end = house.troth.clock() + timedelta(days=730)
    held = words(seat.page("/me").id("held"))
    assert f"We keep it until {end.day} {end:%B %Y}." in held
    with house.troth.database.write() as tx:
        house.troth.tell.fact(tx, house.troth.caller, ann.id, "account-open", False)
    closed = house.troth.clock() + timedelta(days=90)
    assert words(seat.page("/me").id("held")).count(f"We keep it until {closed.day} {closed:%B %Y}.") == 3


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"goods": "kite", "pieces": 2, "gift": True}, "goods kite pieces 2 gift yes"),
        ({"parts": [{"a": 1}], "tags": ["x", "y"]}, 'parts [{"a": 1}] tags x, y'),
        (["one", 2], "one 2"),
        (7, "7"),
        ("<b>bold</b>\nnext", "<b>bold</b> next"),
        ("", ""),
        ([], "Nothing is in it."),
        ({"": "x"}, "– x"),
    ],
    ids=str,
)
def test_every_kind_of_value_can_be_read(house: House, value: Any, shown: str) -> None:
    person = house.person()
    house.troth.collect(person.ref, {"order": value}, purpose="billing")
    with house.signed_in(person) as seat:
        assert things(seat)["Your orders"].startswith(f"{shown} We have it".strip())


def test_of_a_file_its_name_and_size_are_shown(house: House) -> None:
    person = house.person()
    file = File(io.BytesIO(b"x" * 5200), "poem.txt", "text/plain")
    house.troth.collect(person.ref, {"post": file}, purpose="community")
    with house.signed_in(person) as seat:
        assert "poem.txt (text/plain, 5 kB)" in things(seat)["What you write for others to read"]


def test_a_credential_is_named_and_stays_shut(house: House) -> None:
    person = house.person()
    house.troth.collect(person.ref, {"member-pin": "246813"}, purpose="authentication")
    with house.signed_in(person) as seat:
        page = seat.values()
    assert "246813" not in page.response.text
    assert "Kept so that nobody can read it" in page.text
    assert house.entries(person)[-1].details["data"] == ["email", "member-pin", "name", "postal-address"]


def test_what_a_hold_keeps_says_why(house: House, ann: Person, seat: Seat) -> None:
    with house.troth.database.write() as tx:
        tell, caller = house.troth.tell, house.troth.caller
        tell.hold(tx, caller, ann.id, "dispute", ["name"], reference="LM-9", reason="a claim")
    held = words(seat.page("/me").id("held"))
    assert held.count("It stays longer, because there is a dispute that it is needed for.") == 1


def test_many_items_come_in_pages_and_only_a_page_is_opened(house: House) -> None:
    person = house.person()
    for number in range(120):
        house.troth.collect(person.ref, {"order": f"kite {number}"}, purpose="order-fulfilment")
    with house.signed_in(person) as seat:
        first = seat.page("/me")
        assert "123 things" in words(first.id("held"))
        assert "/me?from=100#held" in set(first.links)
        second = seat.values(100)
        assert len(second.all("p[@class='value']")) == 23
    assert house.entries(person)[-1].details["items"] == 23


def test_who_has_nothing_here_is_told_so(house: House, ann: Person, seat: Seat) -> None:
    with house.troth.database.write() as tx:
        for item in house.troth.vault.items(tx, ann.id):
            house.troth.vault.delete_item(tx, ann.id, item.id)
    assert "We hold no data about you" in seat.page("/me").text


def test_of_others_nothing_is_shown(house: House, seat: Seat) -> None:
    house.person({"name": "Bob Birch"})
    assert "Bob Birch" not in seat.values().text
