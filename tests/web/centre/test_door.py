"""Coming in by a link, and going out: nobody learns who is here, and a link opens once."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.web.centre.seat import House, Person, Seat
from tests.web.house import Ticking, opened, serving
from tests.web.mailing import mail_server
from tests.web.page import Page, words
from tests.web.test_protection import self_signed
from troth.people import parse_person_ref
from troth.people.sign_in import FRESH, LINK_LIFE
from troth.people.sign_in.session import IDLE, WHOLE


def pass_(house: House, time: timedelta) -> None:
    assert isinstance(house.troth.clock, Ticking)
    house.troth.clock.now += time


def test_the_answer_is_the_same_for_every_address(ann: Person, stranger: Seat) -> None:
    given = [ann.address, ann.address.upper(), "nobody@mail.example", "no address", "", "x" * 5000, "a@\u2603.example"]
    answers = [stranger.ask(address) for address in given]
    assert {(answer.status_code, answer.text) for answer in answers} == {(200, answers[0].text)}
    assert ann.address not in answers[0].text


def test_the_letter_goes_to_the_address_as_we_hold_it(house: House, stranger: Seat) -> None:
    person = house.person()
    stranger.ask(f"  {person.address.upper()} ")
    letter = house.box.wait_for(person.address)
    assert "ann" not in letter["Subject"].lower()
    assert person.address not in letter.get_content()
    assert not [to for to, _ in house.box.letters if to == person.address.upper()]


def test_nobody_gets_a_letter_for_an_address_that_nobody_has(house: House, ann: Person, stranger: Seat) -> None:
    before = len(house.entries(None))
    stranger.ask("nobody.at.all@mail.example")
    house.link(ann)  # workers take their turn: when this one is there, the other is done
    while len(house.entries(None)) == before:
        pass
    assert not [to for to, _ in house.box.letters if to.startswith("nobody")]
    assert house.entries(None)[-1].details == {"actor": "privacy-centre"}


def test_looking_at_a_link_uses_nothing_up(house: House, ann: Person, stranger: Seat) -> None:
    link = house.link(ann)
    pages = [stranger.page(link).text for _ in range(3)]
    assert len(set(pages)) == 1
    assert stranger.post(link, data={"go": "1"}).status_code == 303


def test_a_link_opens_once(house: House, ann: Person, stranger: Seat) -> None:
    link = house.link(ann)
    first, second = (stranger.post(link, data={"go": "1"}) for _ in range(2))
    assert (first.status_code, first.headers["location"]) == (303, "/me")
    assert words(Page.of(second, 403).one("h1")) == "This link opens nothing"


def test_every_link_that_opens_nothing_gets_the_same_page(house: House, ann: Person, stranger: Seat) -> None:
    late = house.link(ann)
    pass_(house, LINK_LIFE)
    paths = [late, "/me/link/" + "A" * 43, "/me/link/x", "/me/link/%00"]
    answers = [stranger.post(path, data={"go": "1"}) for path in paths]
    assert {(answer.status_code, answer.text) for answer in answers} == {(403, answers[0].text)}


def test_the_cookie_is_for_this_server_alone_and_no_script_reads_it(house: House, ann: Person, stranger: Seat) -> None:
    cookie = stranger.post(house.link(ann), data={"go": "1"}).headers["set-cookie"]
    assert cookie.startswith("troth-person=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie  # over HTTP no browser would send it back


def test_over_tls_the_cookie_is_never_sent_in_the_clear(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    with mail_server() as box:
        settings = {"smtp": box.place, "tls_certificate": str(certificate), "tls_key": str(key)}
        with opened(tmp_path, **settings) as troth, serving(troth) as served, Seat(served.url, verify=False) as seat:
            person = House(served, box).person()
            seat.ask(person.address)
            assert "https://127.0.0.1:" in box.wait_for(person.address).get_content()
            cookie = seat.post(box.link(person.address), data={"go": "1"}).headers["set-cookie"]
    assert cookie.startswith("__Host-troth-person=")
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))


def test_signing_in_is_in_the_ledger_without_a_value(house: House, ann: Person) -> None:
    with house.signed_in(ann):
        pass
    told = [(entry.act, entry.details) for entry in house.entries(ann) if entry.act.startswith("sign-in")]
    actor = {"actor": "privacy-centre"}
    assert told == [("sign-in-link", actor), ("sign-in", {"by": "email", **actor})]


def test_nothing_of_the_person_is_in_a_link_or_cookie(house: House, ann: Person) -> None:
    first, second = house.link(ann), house.link(ann)
    assert first != second
    assert not re.search(f"{ann.ref}|{ann.id:x}|mail", first)


@pytest.mark.parametrize("wait", [IDLE, WHOLE])
def test_a_session_ends(house: House, ann: Person, wait: timedelta) -> None:
    with house.signed_in(ann) as seat:
        assert seat.page("/me").has("held")
        pass_(house, wait)
        assert seat.page("/me").has("f-address")
        assert seat.post("/me/choice", data={"topic": "own-offers", "value": "no"}).headers["location"] == "/me"


def test_signing_out_ends_it_here_and_in_the_browser(house: House, ann: Person) -> None:
    with house.signed_in(ann) as seat:
        cookie = seat.cookies["troth-person"]
        assert "signed out" in seat.done("/me/out").text
        assert "troth-person" not in seat.cookies
        seat.cookies.set("troth-person", cookie)
        assert seat.page("/me").has("f-address")


def test_signing_out_everywhere_ends_the_sessions_of_other_devices(house: House, ann: Person) -> None:
    with house.signed_in(ann) as phone, house.signed_in(ann) as laptop:
        laptop.press("/me/out", all="1")
        assert phone.page("/me").has("f-address")


def test_a_form_without_the_sessions_token_does_nothing(seat: Seat) -> None:
    for path in ("values", "choice", "out", "verify", "again", "decision", "withdrawal"):
        assert seat.post(f"/me/{path}", data={"form-token": "x"}).status_code == 403
    assert seat.page("/me").has("held")


def test_what_shows_values_asks_for_a_fresh_session(house: House, ann: Person) -> None:
    with house.signed_in(ann) as seat:
        pass_(house, FRESH)
        page = seat.values()
        assert words(page.one("h1")) == "Is it still you?"
        assert "Ann Amber" not in page.text
        seat.press("/me/again", 200)
        seat.post(house.box.link(ann.address, 2), data={"go": "1"})
        assert "Ann Amber" in seat.values().text


def test_a_new_sign_in_takes_the_place_of_the_old(house: House, ann: Person) -> None:
    with house.signed_in(ann) as seat:
        before = seat.cookies["troth-person"]
        seat.post(house.link(ann), data={"go": "1"})
        assert seat.cookies["troth-person"] != before
        with house.seat() as other:
            other.cookies.set("troth-person", before)
            assert other.page("/me").has("f-address")


def test_people_who_share_an_address_get_a_link_each(house: House, ann: Person, stranger: Seat) -> None:
    bob = house.troth.person()
    house.troth.collect(bob, {"email": ann.address, "name": "Bob Birch"}, purpose="account-management")
    stranger.ask(ann.address)
    links = re.findall(r"/me/link/\S+", house.box.wait_for(ann.address).get_content())
    assert len(links) == 2
    names = set()
    for link in links:
        with house.seat() as seat:
            seat.post(link, data={"go": "1"})
            names |= {name for name in ("Ann Amber", "Bob Birch") if name in seat.values().text}
    assert names == {"Ann Amber", "Bob Birch"}


def test_a_link_of_an_erased_person_opens_nothing(house: House, stranger: Seat) -> None:
    person = house.person()
    link = house.link(person)
    with house.signed_in(person) as seat:
        with house.troth.database.write() as tx:
            house.troth.tell.erase(tx, house.troth.caller, parse_person_ref(person.ref))
        assert stranger.post(link, data={"go": "1"}).status_code == 403
        assert seat.page("/me").has("f-address")


def test_links_are_not_asked_for_too_often(tmp_path: Path) -> None:
    with (
        mail_server() as box,
        opened(tmp_path, smtp=box.place, rate_sign_in="8/hour") as troth,
        serving(troth) as served,
    ):
        house = House(served, box)
        person = house.person()
        with house.seat() as seat:
            told = [seat.ask(address).status_code for address in (person.address,) * 6]
            assert told == [200] * 5 + [429]
            others = [seat.ask(f"other{number}@mail.example") for number in range(3)]
        assert [answer.status_code for answer in others] == [200, 200, 429]
        assert int(others[-1].headers["retry-after"]) > 0
        assert "Wait a little" in others[-1].text


def test_without_a_mail_server_it_says_so(tmp_path: Path) -> None:
    with opened(tmp_path) as troth, serving(troth) as served, Seat(served.url) as seat:
        page = seat.page("/me")
        assert "We cannot send links from here yet" in page.text
        assert not page.has("f-address")
        assert "We cannot send links from here yet" in seat.ask("ann@mail.example").text
