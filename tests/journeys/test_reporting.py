"""Somebody without an account found a hole and writes of it: it is entered, answered, and they can read the answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.gate.house import small_policy
from tests.journeys.desk import desk
from tests.journeys.story import Story, story
from tests.journeys.window import Window, window

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]
CLAUSES = (
    "may: [collect, use], data: [name, email], for: support",
    "must: take-security-reports",
    "must: {answer: {rights: [access, erase], by: [self-service, email], within: 30d, verify: true}}",
)


def enters(told: Story, staff: Window) -> str:
    """The report, as it came by mail from somebody who is not here; the case's number."""
    page = staff.goes("/cases/new")
    staff.button("They gave none of these")
    page.check("#who-new")
    for field, value in {"name": told.planted.sign_up["name"], "email": told.planted.email}.items():
        page.fill(f"#f-{field}", value)
    page.select_option("#f-kind", "security-report")
    page.select_option("#f-via", "email")
    page.fill("#f-text", "Your search page runs what is typed into it.")
    staff.button("Open the case")
    return page.url.rpartition("/")[2]


def answers(staff: Window, words: str) -> None:
    staff.page.fill("#f-answer-text", words)
    staff.button("Answer")
    staff.reads("Answered")


def test_who_found_a_hole_is_heard(house: House, tmp_path: Path, capfd: Capture, browser: Browser) -> None:
    folder, settings = house
    policy = {"policies": [str(small_policy(tmp_path, *CLAUSES))]}
    with story((folder, settings | policy), capfd, "c1", "c2") as told, window(told, browser) as own:
        with desk(told, browser) as staff:
            case = enters(told, staff)
            told.letter("We have your request")
            found = told.api.get(f"/v1/cases/{case}").json()
            assert (found["state"], found["known"], found["clauses"]) == ("staff", "nobody", ["c2"])
            answers(staff, "Thank you: we have closed it.")
        told.letter("Your request is done")
        told.person = found["person"]
        own.signs_in()
        own.presses(f"a[href='/me/case/{case}']")
        own.reads("Thank you: we have closed it.")
        acts = [each["details"]["step"] for each in told.client.entries(told.person) if each["act"] == "case"]
        assert acts == ["done", "received"]
