"""A customer signs in with an account elsewhere, in a browser: by OpenID Connect, at a real provider."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.story import Story, story
from tests.journeys.window import Window, window
from tests.web.provider import CLIENT, SECRET, Accounts, provider
from troth.cases import vouching

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]
BUTTON = "main a[href='/me/account']"


@contextmanager
def accounts(told: Story) -> Iterator[Accounts]:
    """A provider on the register, at which the story's person has an account."""
    troth = told.troth
    troth.settings = replace(troth.settings, address=told.url)  # where people come back to
    with provider(troth.clock) as there:
        with troth.database.write() as tx:
            parts = (troth.ledger, troth.vault, troth.caller, "Amber account", there.issuer, CLIENT, SECRET)
            vouching.enter_provider(tx, *parts, at=troth.clock())
        there.subject = f"account of {told.planted.words['name']}"
        told.client.bind_subject(told.person, there.subject)
        yield there


def comes(own: Window) -> None:
    own.goes("/me")
    own.presses(BUTTON)


def test_who_has_an_account_elsewhere_comes_in(house: House, capfd: Capture, browser: Browser) -> None:
    with story(house, capfd, "Q35") as told, window(told, browser) as own:
        told.joins()
        with accounts(told) as there:
            comes(own)
            own.button("Show what is in them")
            own.reads(told.planted.words["address"])
            own.button("Sign out")
            there.subject = "somebody else"
            comes(own)
            own.reads("We cannot let you in this way")
            own.complaints.clear()  # of the status 403, by the browser itself
        entered = [each["details"] for each in told.client.entries(told.person) if each["act"] == "sign-in"]
        assert entered == [{"by": "provider", "actor": "privacy-centre"}]
