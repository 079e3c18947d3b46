"""Somebody turns switches in a browser, one a topic and way: each counts at once, and service messages still come."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from tests.journeys.news import DOMAIN, STOP, TEXTS, newest, said, sent
from tests.journeys.story import story
from tests.journeys.window import Window, window
from troth.client import Refused
from troth.ledger.checkpoint import open_note

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]


def switch(own: Window, topic: str, way: str = "") -> Locator:
    """The switch of a topic, or of one way of it."""
    named = f"title-{topic} way-{topic}-{way}" if way else f"title-{topic}"
    return own.page.locator(f"#topic-{topic} button[role=switch][aria-labelledby='{named}']")


def turns(own: Window, topic: str, way: str = "") -> str | None:
    """Presses it; how it stands then."""
    if way and not switch(own, topic, way).is_visible():
        own.page.locator(f"#topic-{topic} summary").first.click()
    with own.page.expect_navigation():
        switch(own, topic, way).click()
    own.looked()
    return switch(own, topic, way).get_attribute("aria-checked")


def receipt(own: Window) -> str:
    """The receipt of what was just turned, as the browser saves it."""
    with own.page.expect_download() as saving:
        own.page.get_by_role("link", name="Take a receipt").click()
    return Path(saving.value.path()).read_text(encoding="utf-8")


def test_one_switch_a_topic_and_way(house: House, capfd: Capture, browser: Browser) -> None:
    with story(house, capfd, "Q21-newsletters", "Q21-offers") as told, window(told, browser) as own:
        told.joins()
        own.signs_in()
        version = told.troth.version()
        assert version is not None
        topics = [clause.duty.params["topic"] for clause in version.duties("offer-choice") if clause.duty is not None]
        assert {topic: switch(own, topic).count() for topic in topics} == dict.fromkeys(topics, 1)
        assert turns(own, "newsletters") == "true"
        assert told.client.use(told.person, ["email"], "newsletters").values
        assert turns(own, "own-offers", "post") == "false"
        note = receipt(own)
        told.watch.saw("receipt", note)
        assert "choice: no" in open_note(note, told.troth.ledger.vkey)
        assert told.client.use(told.person, ["email"], "own-offers", channel="email").values
        with pytest.raises(Refused):
            told.client.use(told.person, ["postal-address"], "own-offers", channel="post")
        assert (said(told), said(told, "own-offers")) == ([("yes", "web")], [("no", "web")])


def test_service_messages_come_all_the_same_and_marketing_is_none(
    house: House, capfd: Capture, browser: Browser
) -> None:
    house = house[0], house[1] | {"mail_in": DOMAIN}
    with story(house, capfd, "Q21-newsletters", "Q21-offers") as told, window(told, browser) as own:
        told.joins()
        assert sent(told, "own-offers") == {"sent": 1}
        assert STOP.search(newest(told).get_content())
        own.signs_in()
        told.passes(0.01)
        assert turns(own, "own-offers") == "false"
        assert [sent(told, purpose) for purpose in ("own-offers", "newsletters")] == [{}, {}]
        assert sent(told, "account-management", kind="service") == {"sent": 1}
        service = newest(told)
        assert (STOP.search(service.get_content()), service["List-Unsubscribe"]) == (None, None)
        for purpose in ("own-offers", "newsletters", "direct-marketing"):
            made = told.api.post("/v1/mailings", json={"kind": "service", "for": purpose, "texts": TEXTS})
            assert (made.status_code, made.json()["code"]) == (403, "not-allowed")
