"""Signing in with an account elsewhere: a real provider over HTTP, and what it may not get away with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.web.centre.seat import House, Person, Seat
from tests.web.provider import CLIENT, SECRET, Accounts, provider
from troth.cases import vouching
from troth.people.sign_in import bind_subject, find_session

CLOSED = "/me/account/closed"


@pytest.fixture
def accounts(house: House, ann: Person) -> Iterator[Accounts]:
    """A provider on the register, at which Ann has an account."""
    troth = house.troth
    with provider(troth.clock) as there:
        with troth.database.write() as tx:
            parts = (troth.ledger, troth.vault, troth.caller)
            at = troth.clock()
            made = vouching.enter_provider(tx, *parts, "Amber account", there.issuer, CLIENT, SECRET, at=at)
            bind_subject(tx, troth.vault, ann.id, there.issuer, there.subject, at=at, by="a-test")
        yield there
        with troth.database.write() as tx:
            vouching.end_voucher(tx, troth.ledger, troth.caller, "provider", made.id, at=troth.clock())


def comes(seat: Seat, place: str) -> str:
    """Where one is led to from what the provider said."""
    answer = seat.get(f"/me/{place}")
    return answer.headers["location"] if answer.status_code == 303 else str(answer.status_code)


def there_and_back(seat: Seat) -> str:
    """Where the provider sends the browser, below the pages."""
    place = seat.get("/me/account").headers["location"]
    return httpx.get(place).headers["location"].partition("/me/")[2]


def test_who_signs_in_there_comes_in_here(house: House, stranger: Seat, accounts: Accounts, ann: Person) -> None:
    assert "Sign in with Amber account" in stranger.page("/me").text
    assert comes(stranger, there_and_back(stranger)) == "/me"
    assert "Amber" in stranger.values().text
    assert accounts.asked[-1]["code_challenge_method"] == "S256"
    assert house.entries(ann)[-2].details == {"by": "provider", "actor": "privacy-centre"}


@pytest.mark.usefixtures("accounts")
def test_what_comes_back_counts_once(stranger: Seat) -> None:
    place = there_and_back(stranger)
    assert [comes(stranger, place) for _ in range(2)] == ["/me", CLOSED]


@pytest.mark.usefixtures("accounts")
def test_in_another_browser_it_is_nothing(house: House, stranger: Seat) -> None:
    place = there_and_back(stranger)
    with house.seat() as other:
        assert comes(other, place) == CLOSED
        other.get("/me/account")
        assert comes(other, place) == CLOSED


WRONG: list[dict[str, Any]] = [
    {"iss": "http://127.0.0.1:1"},
    {"aud": "another"},
    {"aud": [CLIENT, "another"]},
    {"azp": "another"},
    {"nonce": "0" * 64},
    {"exp": 1},
    {"iat": 1 << 33},
    {"auth_time": 1},
    {"auth_time": None},
    {"sub": ""},
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_token_that_is_wrong_opens_nothing(stranger: Seat, accounts: Accounts, wrong: dict[str, Any]) -> None:
    accounts.wrong = wrong
    assert comes(stranger, there_and_back(stranger)) == CLOSED


def test_an_account_of_nobody_is_led_where_a_wrong_token_is(stranger: Seat, accounts: Accounts) -> None:
    accounts.subject = "somebody-else"
    assert comes(stranger, there_and_back(stranger)) == CLOSED
    assert stranger.get(CLOSED).status_code == 403


def test_a_token_under_another_key_opens_nothing(stranger: Seat, accounts: Accounts) -> None:
    place, theirs = there_and_back(stranger), accounts.key
    accounts.key = type(theirs).generate_key("P-256", {"kid": "one"})
    assert comes(stranger, place) == "/me"  # it has new keys, and publishes them
    place = there_and_back(stranger)
    accounts.discovery = dict  # type: ignore[method-assign]
    accounts.key = theirs
    assert comes(stranger, place) == "503"


def test_the_session_is_as_fresh_as_the_provider_says(house: House, stranger: Seat, accounts: Accounts) -> None:
    accounts.proved = 600
    comes(stranger, there_and_back(stranger))
    at = house.troth.clock()
    with house.troth.database.read() as tx:
        session = find_session(tx, stranger.cookies["troth-person"], at=at)
    assert session is not None
    assert 599 < (at - session.proved).total_seconds() < 602
    assert (session.way, session.is_fresh(at)) == ("provider", True)


def test_without_a_provider_there_is_no_way(stranger: Seat) -> None:
    assert "/me/account" not in stranger.page("/me").text
    assert [stranger.get(path).status_code for path in ("/me/account", "/me/account/back")] == [404, 404]
