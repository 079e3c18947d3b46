"""Somebody of staff in a story, before the console in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser

from tests.journeys.story import Story
from tests.journeys.window import Window, window
from tests.web.house import Served


@contextmanager
def desk(told: Story, browser: Browser) -> Iterator[Window]:
    """Signed in; what is shown there goes through the story's watch."""
    with window(told, browser, 1280) as opened:
        opened.goes(f"/sign-in?token={Served(told.url, told.troth).link()}")
        opened.presses("main button")
        yield opened


def enters(opened: Window, *, kind: str, via: str, received: str, check: str, **ticked: str) -> str:
    """Enters what somebody asks for another way, found by their mail address; the case's number."""
    page = opened.goes("/cases/new")
    page.select_option("#f-by", "email")
    page.fill("#f-value", opened.told.planted.email)
    opened.button("Look up")
    for field, value in {"kind": kind, "via": via, "check": check}.items():
        page.select_option(f"#f-{field}", value)
    page.fill("#f-received", received)
    for name, value in ticked.items():
        box = page.locator(f"input[name='{name}'][value='{value}']")
        box.locator("xpath=ancestor::details").locator("summary").click()
        box.check()
    opened.button("Open the case")
    return page.url.rpartition("/")[2]
