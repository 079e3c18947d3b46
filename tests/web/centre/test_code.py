"""The code in the letter signs in where it was asked for, and nowhere else; a few wrong ones, and one has to wait."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.web.centre.seat import House, Person, Seat

CODE = re.compile(r"^  (\d{4}) (\d{4})\r?$", re.MULTILINE)


def asks(house: House, seat: Seat, person: Person) -> str:
    """The code that came by mail."""
    before = sum(to == person.address for to, _ in house.box.letters)
    assert seat.ask(person.address).status_code == 200
    found = CODE.search(house.box.wait_for(person.address, before + 1).get_content())
    assert found is not None
    return f"{found[1]} {found[2]}"


def types(seat: Seat, code: str) -> int:
    return seat.post("/me/code", data={"code": code}).status_code


@pytest.fixture
def other(house: House) -> Seat:
    """Another browser."""
    return house.seat()


def test_the_code_opens_where_it_was_asked_for(house: House, stranger: Seat, ann: Person) -> None:
    code = asks(house, stranger, ann)
    assert types(stranger, code) == 303
    assert "Your data with" in stranger.page("/me").text
    assert types(stranger, code) == 403


def test_in_another_browser_it_is_nothing(house: House, stranger: Seat, other: Seat, ann: Person) -> None:
    code = asks(house, stranger, ann)
    with other:
        assert types(other, code) == 403
        other.ask("nobody.there@mail.example")
        assert types(other, code) == 403
    assert types(stranger, code) == 303


def test_after_five_tries_one_has_to_wait(house: House, stranger: Seat, ann: Person) -> None:
    code = asks(house, stranger, ann)
    wrong = "0000 0000" if code != "0000 0000" else "1111 1111"
    assert [types(stranger, wrong) for _ in range(6)] == [403] * 5 + [429]
    assert types(stranger, code) == 429


def test_with_the_link_used_the_code_is_gone(house: House, stranger: Seat, ann: Person) -> None:
    code = asks(house, stranger, ann)
    count = sum(to == ann.address for to, _ in house.box.letters)
    assert stranger.post(house.box.link(ann.address, count), data={"go": "1"}).status_code == 303
    assert types(stranger, code) == 403


def test_it_ends_by_itself(house: House, stranger: Seat, ann: Person) -> None:
    code = asks(house, stranger, ann)
    with house.at(house.troth.clock() + timedelta(minutes=16)):
        assert types(stranger, code) == 403


@pytest.mark.parametrize("code", ["", "12345678901", "abcdefgh", "１２３４５６７８"])
def test_what_is_no_code_is_refused_alike(stranger: Seat, code: str) -> None:
    stranger.ask(f"nobody.{len(code)}@mail.example")  # each address may ask a few times alone
    assert types(stranger, code) == 403


def test_how_one_came_in_is_in_the_ledger(house: House, stranger: Seat, ann: Person) -> None:
    types(stranger, asks(house, stranger, ann))
    assert [entry.details["by"] for entry in house.entries(ann) if entry.act == "sign-in"] == ["email-code"]
