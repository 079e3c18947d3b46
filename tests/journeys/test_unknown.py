"""Somebody tries an address that nobody has: they see what everybody sees, and nobody gets a letter for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.planted import Planted
from tests.journeys.story import Story, story
from tests.journeys.window import Window, window

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]


def asks(own: Window, address: str) -> str:
    """What who gives that address is shown."""
    own.goes("/me")
    own.page.fill("#f-address", address)
    return own.presses("main button").content()


def tries(own: Window, code: str) -> str:
    """What a code opens that was typed where the address was given."""
    asked = own.page.url
    own.page.fill("#f-code", code)
    shown = own.presses("main button").locator("h1").inner_text()
    assert own.page.url != asked
    own.complaints.clear()  # of the status 403, by the browser itself
    return shown


def grows(told: Story, asking: Callable[[], str]) -> tuple[str, int]:
    """What was shown, and by how many entries the whole ledger has grown for it."""
    told.troth.ledger.integrate()
    before = told.troth.ledger.checkpoint().size
    shown = asking()

    def size() -> int:
        told.troth.ledger.integrate()
        return told.troth.ledger.checkpoint().size

    return shown, told.until(size, lambda now: now > before) - before


def test_an_address_that_nobody_has_tells_nothing(house: House, capfd: Capture, browser: Browser) -> None:
    strange = Planted()
    with story(house, capfd, "Q36") as told, window(told, browser) as own:
        told.joins()
        unknown = grows(told, lambda: asks(own, strange.email))
        assert tries(own, "12345678") == "This link opens nothing"
        known = grows(told, lambda: asks(own, told.planted.email))
        assert unknown == known
        assert strange.words["email"] not in unknown[0]
        told.letter("Your link")
        assert {to for to, _ in told.box.letters} == {told.planted.email}
        assert told.troth.entries(None)[-1].details == {"actor": "privacy-centre"}
        assert [entry.act for entry in told.troth.entries(told.id)].count("sign-in-link") == 1
        assert told.client.find("email", strange.email) == []


def test_what_is_tried_is_kept_nowhere(house: House, capfd: Capture) -> None:
    with story(house, capfd, "Q35") as told, told.another() as stranger:
        answers = [stranger.seat.ask(stranger.planted.email), stranger.seat.ask("no address"), stranger.seat.ask("")]
        assert {(answer.status_code, answer.text) for answer in answers} == {(200, answers[0].text)}
        told.until(lambda: told.troth.entries(None), lambda found: found[-1].act == "sign-in-link")
        assert told.box.letters == []
