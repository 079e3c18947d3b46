"""A browser that sends Global Privacy Control is heeded from its first page on, and entered once."""

from __future__ import annotations

import pytest

from tests.web.centre.seat import House, Person, Seat
from tests.web.page import words


@pytest.fixture
def quiet(seat: Seat) -> Seat:
    """A browser that sends the signal."""
    seat.headers["sec-gpc"] = "1"
    return seat


def signals(house: House, person: Person) -> int:
    return sum(entry.details.get("signal") == "gpc" for entry in house.entries(person))


def test_the_signal_stops_what_lists_it(quiet: Seat) -> None:
    topic = words(quiet.page("/me").id("topic-fitting-advertisements"))
    assert "off" in topic
    assert "Your browser's privacy signal says no" in topic


def test_it_is_entered_once(house: House, quiet: Seat, ann: Person) -> None:
    quiet.page("/me")
    quiet.page("/me")
    assert signals(house, ann) == 1


def test_other_values_of_the_header_are_no_signal(house: House, seat: Seat, ann: Person) -> None:
    seat.headers["sec-gpc"] = "0"
    seat.page("/me")
    assert signals(house, ann) == 0


def test_of_a_stranger_nothing_is_entered(house: House, stranger: Seat, ann: Person) -> None:
    stranger.headers["sec-gpc"] = "1"
    stranger.get("/me")
    assert signals(house, ann) == 0
