"""Entering a choice that came another way: it counts from the day it came, and a letter confirms it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.web.console.desk import Desk
from troth.people import events, parse_person_ref

SAID = {"topic": "newsletters", "value": "no", "via": "phone"}


def choices(desk: Desk, person: str) -> list[tuple[str | None, str | None, str | None]]:
    with desk.troth.database.read() as tx:
        found = events(tx, parse_person_ref(person), kinds=("choice",))
    return [(event.channel, event.value, event.proof.via if event.proof else None) for event in found]


def letters(desk: Desk, person: str) -> list[str]:
    with desk.troth.database.read() as tx:
        waiting = desk.troth.outbox.listed(tx, "waiting")
    return [letter.template for letter in waiting if letter.person == parse_person_ref(person)]


def test_it_counts_from_the_day_it_came_and_is_confirmed(desk: Desk) -> None:
    person = desk.person(email="cy.pond@mail.example")
    page = desk.shown("/cases/new/find", by="email", value="cy.pond@mail.example")
    assert person in [e.get("value") for e in page.all("form[@action='/cases/new/choice']//input[@name='person']")]
    day = desk.troth.clock().date() - timedelta(days=3)
    page = desk.shown("/cases/new/choice", person=person, received=day.isoformat(), **SAID)
    assert "They said no to newsletters." in page.text
    assert choices(desk, person) == [(None, "no", "phone")]
    assert letters(desk, person) == ["choice-confirmed"]
    with desk.troth.database.read() as tx:
        (event,) = events(tx, parse_person_ref(person), kinds=("choice",))
    assert event.at.date() == day


def test_one_way_alone_can_be_named(desk: Desk) -> None:
    person = desk.person()
    desk.shown("/cases/new/choice", person=person, channel="post", **SAID)
    assert choices(desk, person) == [("post", "no", "phone")]


def test_who_said_otherwise_since_is_not_told_that_it_counts(desk: Desk) -> None:
    person = desk.person()
    desk.troth.choose(person, "newsletters", "yes")
    day = desk.troth.clock().date() - timedelta(days=3)
    page = desk.shown("/cases/new/choice", person=person, received=day.isoformat(), **SAID)
    assert "they have said otherwise" in page.text
    assert letters(desk, person) == []


@pytest.mark.parametrize(
    "wrong", [{"topic": "gossip"}, {"via": "web"}, {"value": "maybe"}, {"channel": "smoke"}, {"received": "2100-01-01"}]
)
def test_what_the_form_does_not_offer_is_not_taken(desk: Desk, wrong: dict[str, str]) -> None:
    person = desk.person()
    desk.press("/cases/new/choice", 422, person=person, **(SAID | wrong))
    assert choices(desk, person) == []
