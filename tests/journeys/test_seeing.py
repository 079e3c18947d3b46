"""Somebody wants to see everything that is held of them: asked for, read, saved and checked in a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.story import story
from tests.journeys.window import Window, window

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]


def saved(own: Window) -> dict[str, object]:
    """The document in JSON, as the browser saves it."""
    with own.page.expect_download() as saving:
        own.page.get_by_role("button", name="JSON").click()
    return dict(json.loads(Path(saving.value.path()).read_bytes()))


def test_who_asks_sees_everything(house: House, capfd: Capture, browser: Browser) -> None:
    with story(house, capfd, "Q38") as told, window(told, browser) as own:
        told.joins()
        told.client.disclose(told.person, ["name", "postal-address"], "delivery", "swiftfoot", ground=told.orders())
        own.signs_in()
        own.goes("/me/ask/access")
        own.button("Put it together")
        own.waits_for("done on")
        told.letter("What you asked for is ready")
        own.presses("main a[href^='/me/package/']")
        document = json.dumps(saved(own), ensure_ascii=False)
        assert all(token in document for token in (told.planted.email, told.planted.words["address"], "swiftfoot"))
        own.button("Read it here")
        assert told.planted.email in own.page.content()
        assert any(entry["act"] == "access" for entry in told.client.entries(told.person))
