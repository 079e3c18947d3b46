"""A guardian signs in as themselves and acts for a child: sees its data, has them erased, and then acts no longer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.story import Story, story
from tests.journeys.window import Window, window

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]
CAN, ACTS = "You can act for others", "You act for somebody else"


def is_a_child(cleo: Story) -> None:
    cleo.person = cleo.client.person()
    cleo.client.collect(cleo.person, cleo.planted.sign_up, purpose="account-management")
    cleo.client.fact(cleo.person, "adult", False)
    cleo.client.fact(cleo.person, "known-minor", True)


def goes_over(own: Window) -> None:
    own.button("Act for")
    own.reads(ACTS)


def is_out(own: Window) -> None:
    """Nobody is signed in any more, neither for the child nor for themselves."""
    own.goes("/me")
    own.reads("Your e-mail address")


def acted(told: Story) -> list[str]:
    """As what somebody went over to the person, or they to somebody."""
    acts = [each["details"] for each in told.client.entries(told.person) if each["act"] == "acting"]
    return [each["as"] for each in acts if each["actor"] == "privacy-centre"]


def test_a_guardian_sees_and_erases_for_the_child(house: House, capfd: Capture, browser: Browser) -> None:
    with story(house, capfd, "Q35", "Q38") as ann, ann.another() as cleo, window(ann, browser) as own:
        ann.joins()
        is_a_child(cleo)
        ann.client.let_act(cleo.person, "guardian", ann.person, until=ann.troth.clock() + timedelta(days=365))
        own.signs_in()
        own.reads(CAN)
        goes_over(own)
        own.button("Show what is in them")
        own.reads(cleo.planted.words["address"])
        assert ann.planted.words["address"] not in own.page.content()
        own.goes("/me/ask/erase")
        own.button("Erase my data")
        own.reads("until then you can take it back")
        assert acted(cleo) == acted(ann) == ["guardian"]
        ann.passes(4)
        cleo.letter("Your data are gone")
        is_out(own)
        own.signs_in()
        assert CAN not in own.page.content()
        assert len(list(ann.client.items(ann.person))) == len(ann.planted.sign_up)


def test_nobody_else_acts_for_the_child_and_nobody_for_a_grown_one(
    house: House, capfd: Capture, browser: Browser
) -> None:
    with story(house, capfd, "Q35") as ann, ann.another() as cleo, window(ann, browser) as own:
        ann.joins()
        is_a_child(cleo)
        own.signs_in()
        assert CAN not in own.page.content()
        made = ann.client.let_act(cleo.person, "guardian", ann.person)
        with ann.another() as bob:
            bob.joins()
            bob.signs_in()
            refused = [bob.seat.press("/me/as", 404, person=of).text for of in (cleo.person, "p0000000000001")]
            assert refused[0] == refused[1]
            assert bob.planted.words["address"] in bob.seat.values().text
        own.goes("/me")
        goes_over(own)
        ann.client.end_acting(cleo.person, made.event)
        is_out(own)
        ann.client.let_act(cleo.person, "guardian", ann.person, until=ann.troth.clock() + timedelta(days=1))
        own.signs_in()
        goes_over(own)
        ann.client.fact(cleo.person, "adult", True)
        is_out(own)
        assert ann.client.acting_for(cleo.person) == []
