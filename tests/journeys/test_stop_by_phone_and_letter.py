"""Somebody says no on the telephone or in a letter: staff enter it, and it counts from the day that it came."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.gate.house import NOW
from tests.journeys.desk import desk, enters
from tests.journeys.news import said
from tests.journeys.story import Story, story
from tests.journeys.window import window
from troth.client import Refused

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]
DAY = timedelta(days=1)


def refused(told: Story, purpose: str) -> str | None:
    """Why the company may not write to them for that."""
    with pytest.raises(Refused) as found:
        told.client.use(told.person, ["email"], purpose)
    return found.value.reason


def test_what_was_said_on_the_telephone_is_entered_at_the_console(
    house: House, capfd: Capture, browser: Browser
) -> None:
    with story(house, capfd, "Q38") as told, desk(told, browser) as staff:
        told.joins()
        assert told.client.use(told.person, ["email"], "own-offers").values
        more = {"via": "phone", "check": "call-back", "received": "2014-02-26", "for": "own-offers"}
        case = enters(staff, kind="object", **more)
        staff.waits_for("Answered")
        assert refused(told, "own-offers") == "restricted"
        told.letter("Your request is done")
        found = told.api.get(f"/v1/cases/{case}").json()
        assert (found["via"], found["received"], found["state"]) == ("phone", "2014-02-26T00:00:00Z", "done")
        assert next(told.client.events(told.person, "restrictions"))["via"] == "phone"


def test_a_choice_by_telephone_is_entered_at_the_console(house: House, capfd: Capture, browser: Browser) -> None:
    with story(house, capfd, "Q21-offers") as told, desk(told, browser) as staff:
        told.joins()
        page = staff.goes("/cases/new")
        page.select_option("#f-by", "email")
        page.fill("#f-value", told.planted.email)
        staff.button("Look up")
        page.select_option("#c-topic", "own-offers")
        page.select_option("#c-via", "phone")
        page.fill("#c-received", "2014-02-26")
        staff.button("Enter it")
        staff.reads("It counts since 26 February 2014.")
        assert refused(told, "own-offers") == "unmet"
        assert "telephone" in told.letter("Your choice is noted").get_content()


def test_a_letter_counts_from_the_day_it_came(house: House, capfd: Capture, browser: Browser) -> None:
    with story(house, capfd, "Q21-newsletters", "Q21-offers") as told, window(told, browser) as own:
        told.joins()
        told.client.choose(told.person, "newsletters", "yes", at=NOW - 20 * DAY, via="web")
        told.client.choose(told.person, "newsletters", "no", at=NOW - 5 * DAY, via="letter")
        told.client.choose(told.person, "own-offers", "yes", via="web")
        told.client.choose(told.person, "own-offers", "no", at=NOW - 5 * DAY, via="letter")
        assert said(told) == [("yes", "web"), ("no", "letter")]
        assert refused(told, "newsletters") == "unmet"
        assert told.client.use(told.person, ["email"], "own-offers").values
        own.signs_in()
        own.reads("You said no by letter on 24 February 2014.")
        own.reads("You said yes on our website on 1 March 2014.")


def test_a_no_for_letters_alone_leaves_mail(house: House, capfd: Capture) -> None:
    with story(house, capfd, "Q21-offers") as told:
        told.joins()
        told.client.choose(told.person, "own-offers", "no", channel="post", via="phone")
        assert told.client.use(told.person, ["email"], "own-offers", channel="email").values
        with pytest.raises(Refused):
            told.client.use(told.person, ["postal-address"], "own-offers", channel="post")
        (entry,) = [each for each in told.client.entries(told.person) if each["act"] == "choice"]
        assert (entry["details"]["channel"], said(told, "own-offers")) == ("post", [("no", "phone")])
