"""Somebody else may have been in: one press puts everybody out, in every browser, and it is looked into at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.desk import desk
from tests.journeys.story import Story, story
from tests.journeys.window import Window, window

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]


def chooses_a_pin(told: Story) -> None:
    told.client.collect(told.person, {"member-pin": told.planted.pin}, notice="choose-pin")
    assert told.client.verify(told.person, "member-pin", told.planted.pin)


def is_out(browser: Window) -> bool:
    """Whether the centre asks there who comes."""
    browser.goes("/me")
    return browser.page.locator("#f-address").is_visible() and not browser.page.locator("#held").is_visible()


def opens_nothing(told: Story) -> bool:
    """Whether the PIN that somebody may have opens nothing any more."""
    kept = {item["category"] for item in told.client.items(told.person)}
    return "member-pin" not in kept and not told.client.verify(told.person, "member-pin", told.planted.pin)


def looks_into_it(told: Story, staff: Window) -> str:
    """What staff find in their list, urgent; they answer it. The case's number."""
    staff.goes("/cases")
    staff.presses("main a.kind")
    staff.reads("urgent")
    staff.page.locator("#f-answer-text").fill("It was a browser in a library. Nothing was taken.")
    staff.button("Answer")
    staff.reads("Answered")
    told.letter("Your request is done")
    return staff.page.url.rpartition("/")[2]


def test_who_may_have_been_robbed_is_alone_again(house: House, capfd: Capture, browser: Browser) -> None:
    clauses = ("Q05-pin", "Q05-sealed", "Q05-closed")
    with story(house, capfd, *clauses) as told, window(told, browser) as own, window(told, browser, 1280) as other:
        told.joins()
        chooses_a_pin(told)
        unused = told.link_after(lambda: told.seat.ask(told.planted.email))
        for each in (own, other):
            each.signs_in()
            expect(each.page.locator("#held")).to_be_visible()
        own.button("Someone else may have been here")
        own.reads("Everybody who was signed in as you is signed out, on every device.")
        told.letter("We have your request")
        assert (is_out(other), is_out(own), opens_nothing(told)) == (True, True, True)
        assert told.seat.post(unused, data={"go": "1"}).status_code == 403
        with desk(told, browser) as staff:
            case = looks_into_it(told, staff)
        own.signs_in()
        own.goes(f"/me/case/{case}")
        own.reads("It was a browser in a library.")
        chooses_a_pin(told)
        assert is_out(other)
        (entry,) = [each for each in told.client.entries(told.person) if each["act"] == "suspicion"]
        assert (entry["details"]["ended"], entry["details"]["credentials"]) == (2, 1)


def test_the_companys_own_app_may_say_so_too(house: House, capfd: Capture, browser: Browser) -> None:
    with story(house, capfd, "Q30") as told, window(told, browser) as own:
        told.joins()
        chooses_a_pin(told)
        own.signs_in()
        text = f"Somebody called as {told.planted.words['name']}."
        told.passes(0.01)
        answer = told.api.post(f"/v1/people/{told.person}/suspicion", json={"via": "phone", "text": text})
        assert answer.status_code == 201
        assert (is_out(own), opens_nothing(told)) == (True, True)
        assert told.api.get(f"/v1/cases/{answer.json()['case']}").json()["text"] == text
        told.letter("We have your request")
