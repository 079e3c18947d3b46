"""Entering a case: the person is found without the value being in an address; who is new is taken in by the gate."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from tests.web.console.desk import Desk
from tests.web.house import Served
from tests.web.page import Page, words
from troth.cases import Case, Level
from troth.people import parse_person_ref, person_ref
from troth.people.ref import parse_ref

NEW = {"person": "new", "kind": "complaint", "via": "letter", "name": "Bo Birch", "text": "You called at night."}


def opened(desk: Desk, **fields: str) -> Case:
    location = desk.press("/cases/new", **fields).headers["location"]
    with desk.troth.database.read() as tx:
        return desk.troth.cases.get(tx, parse_ref("c", location.removeprefix("/cases/")))


def found(page: Page) -> list[str]:
    return [e.get("value", "") for e in page.all("input[@type='radio']") if e.get("value") != "new"]


@pytest.mark.parametrize(
    ("by", "value", "typed"),
    [
        ("email", "ada@mail.example", "ADA@mail.example "),
        ("phone", "+44 20 7946 0123", "+442079460123"),
    ],
)
def test_a_person_is_found_by_what_they_gave(desk: Desk, by: str, value: str, typed: str) -> None:
    person = desk.person(**{by: value})
    page = desk.shown("/cases/new/find", by=by, value=typed)
    assert person in found(page)
    assert value not in page.response.text


def test_what_is_looked_up_is_in_no_address_and_no_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        page = desk.shown("/cases/new/find", by="email", value="nobody.quillington@mail.example")
    assert "quillington" not in str(page.response.url)
    assert "quillington" not in caplog.text.replace("%40", "@")
    assert all(form.get("method") == "post" for form in page.all("form"))


def test_nobody_found_means_somebody_new_with_what_was_typed(desk: Desk) -> None:
    page = desk.shown("/cases/new/find", by="email", value="nobody@mail.example")
    assert "Nobody was found" in page.text
    assert page.id("f-email").get("value") == "nobody@mail.example"
    assert page.id("who-new").get("checked") is not None


def test_a_case_of_somebody_here(desk: Desk) -> None:
    person = desk.person()
    case = opened(desk, person=person, kind="restrict", via="phone", check="call-back", text="Stop it.")
    assert (person_ref(case.person), case.via, case.level, case.state) == (person, "phone", Level.CHECKED, "open")


def test_the_clock_runs_from_the_day_it_came_in(desk: Desk) -> None:
    day = (desk.troth.clock() - timedelta(days=5)).date()
    case = opened(desk, person=desk.person(), kind="complaint", via="fax", received=day.isoformat(), text="x")
    assert case.received.date() == day


def test_what_the_policy_lets_us_collect_to_answer_somebody_is_collected(desk: Desk) -> None:
    case = opened(desk, **NEW)
    with desk.troth.database.read() as tx:
        items, asked = desk.troth.vault.items(tx, case.person), desk.troth.cases.asked(tx, case)
    assert [item.category for item in items] == ["name"]
    assert asked.text == "You called at night."


def test_what_it_lets_nobody_collect_stays_in_the_case_alone(small: Served) -> None:
    with small.staff("staff", "cases") as visitor:
        desk = Desk(small, visitor)
        case = opened(desk, **NEW)
    with small.troth.database.read() as tx:
        items, asked = small.troth.vault.items(tx, case.person), small.troth.cases.asked(tx, case)
    assert items == []
    assert asked.text == "You called at night.\n\nName: Bo Birch"


def test_somebody_new_needs_a_name_or_an_address(desk: Desk) -> None:
    page = desk.shown("/cases/new", 422, person="new", kind="complaint", via="letter", text="Hello?")
    assert "Nothing says who asks" in words(page.one("div[@role='alert']"))
    assert words(page.id("f-text")) == "Hello?"


def test_the_same_asked_twice_is_said_on_the_form(desk: Desk) -> None:
    person = desk.person()
    desk.case("erase", person=person)
    page = desk.shown("/cases/new", 409, person=person, found=person, kind="erase", via="letter")
    assert "The same is under way already" in words(page.one("div[@role='alert']"))
    assert found(page) == [person]


def test_only_some_data_or_purposes(desk: Desk) -> None:
    case = opened(desk, person=desk.person(), kind="restrict", via="letter", data="name", **{"for": "own-offers"})
    with desk.troth.database.read() as tx:
        asked = desk.troth.cases.asked(tx, case)
    assert (asked.data, asked.purposes) == (("name",), ("own-offers",))


def test_the_data_to_choose_from_are_those_held(desk: Desk) -> None:
    desk.person(email="held@mail.example")
    page = desk.shown("/cases/new/find", by="email", value="held@mail.example")
    assert {e.get("value") for e in page.all("input[@name='data']")} == {"email", "name"}


def test_who_gave_nothing_to_look_up_is_new(desk: Desk) -> None:
    assert found(desk.shown("/cases/new/find", none="1")) == []


@pytest.mark.parametrize(
    "fields",
    [{"kind": "x"}, {"via": "api"}, {"received": "soon"}],
    ids=["kind", "way", "day"],
)
def test_what_the_form_does_not_offer_is_not_taken(desk: Desk, fields: dict[str, str]) -> None:
    desk.press("/cases/new", 422, **(NEW | fields))
    desk.press("/cases/new/find", 422, by="name", value="Ada Quill")


def test_somebody_without_the_scope_learns_nothing(house: Desk) -> None:
    person = house.person(email="known@mail.example")
    assert parse_person_ref(person)
    with house.served.staff("staff", "ask") as other:
        token = other.page("/try").value("form-token")
        told = [
            other.post("/cases/new/find", data={"form-token": token, "by": "email", "value": value})
            for value in ("known@mail.example", "unknown@mail.example")
        ]
    assert {(each.status_code, each.text) for each in told} == {(403, told[0].text)}
