"""Who sees it: set by the person, and what is published taken down, in the centre."""

from __future__ import annotations

import pytest

from tests.web.centre.seat import House, Person, Seat
from tests.web.page import words
from troth.errors import NotFound


@pytest.fixture
def post(house: House, ann: Person) -> int:
    """Ann's post, which everybody sees."""
    house.troth.collect(ann.ref, {"post": "Tea!"}, purpose="community")
    return house.troth.publish(ann.ref, ["post"], "community", "public").held[0].item


def seen(house: House, item: int) -> bool:
    try:
        return bool(house.troth.gate.view(house.troth.caller, item))
    except NotFound:
        return False


def test_what_is_published_is_listed_and_taken_down_by_its_person(house: House, seat: Seat, post: int) -> None:
    page = seat.page("/me")
    assert "everybody sees" in words(page.id("visibility"))
    assert seen(house, post)
    (item,) = [each.get("value") for each in page.id("visibility").iter("input") if each.get("name") == "item"]
    after = words(seat.done("/me/unpublish", item=item or "").id("visibility"))
    assert "You took it down" in after
    assert "Saved." in after
    assert not seen(house, post)


def test_a_narrower_setting_counts_at_once(house: House, seat: Seat, ann: Person, post: int) -> None:
    page = seat.done("/me/visibility", term="post", value="private")
    assert "It came down on" in words(page.id("visibility"))
    assert not seen(house, post)
    assert house.entries(ann)[-1].details["reason"] == "unmet"


@pytest.mark.parametrize("fields", [{"term": "post", "value": "all"}, {"term": "email", "value": "public"}])
def test_only_what_is_offered_can_be_set(seat: Seat, fields: dict[str, str]) -> None:
    seat.press("/me/visibility", 422, **fields)


def test_nobody_takes_down_what_is_anothers(house: House, seat: Seat, post: int) -> None:
    other = house.person()
    with house.signed_in(other) as theirs:
        item = [
            each.get("value") for each in seat.page("/me").id("visibility").iter("input") if each.get("name") == "item"
        ]
        theirs.press("/me/unpublish", 404, item=item[0] or "")
    assert seen(house, post)
