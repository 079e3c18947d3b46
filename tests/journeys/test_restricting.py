"""Somebody has the use of one thing stopped, in a browser: refused from that moment, kept meanwhile, and let go again.

What an order of law asks for it does not stop.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.story import Story, story
from tests.journeys.window import Window, window
from troth.client import Outcome, Refused

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]


def sends(told: Story, order: str) -> Outcome:
    return told.client.disclose(told.person, ["name", "postal-address"], "delivery", "swiftfoot", ground=order)


def hands_over(told: Story) -> Outcome:
    """What the police get by an order of law."""
    who = {"data": ["contact"], "recipients": ["law-enforcement"], "reference": "LM-77"}
    order = told.client.ground("legal-order", people=[told.person], **who)
    return told.client.disclose(told.person, ["postal-address"], "legal-process", "harbour-police", ground=order)


def asks(own: Window, kind: str, ticked: str) -> None:
    own.goes(f"/me/ask/{kind}")
    own.page.get_by_label(ticked).check()
    own.button("Send")
    own.waits_for("done on")


def lets_go(own: Window) -> None:
    """Ends it again, where one sees what is left alone."""
    own.goes("/me")
    own.presses("#restrictions button")
    own.reads("Nothing any more.")


def restricts_an_address(told: Story, own: Window) -> None:
    order = told.orders()
    assert sends(told, order).values
    asks(own, "restrict", "postal address")
    with pytest.raises(Refused) as refused:
        sends(told, order)
    assert refused.value.refused == {"postal-address": "restricted"}
    assert told.client.use(told.person, ["email"], "own-offers").values
    assert hands_over(told).values == {"postal-address": told.planted.sign_up["postal-address"]}
    lets_go(own)
    assert sends(told, order).values


def objects_to_offers(told: Story, own: Window) -> None:
    asks(own, "object", "own offers")
    with pytest.raises(Refused) as refused:
        told.client.use(told.person, ["email"], "own-offers")
    assert refused.value.reason == "restricted"
    assert told.client.use(told.person, ["email"], "opinion-surveys").values
    lets_go(own)
    assert told.client.use(told.person, ["email"], "own-offers").values


def test_what_is_restricted_is_not_used_until_it_is_let_go(house: House, capfd: Capture, browser: Browser) -> None:
    clauses = ("Q15-offers", "Q16", "Q19-parcel", "Q22", "Q36", "Q38")
    with story(house, capfd, *clauses) as told, window(told, browser) as own:
        told.joins()
        own.signs_in()
        restricts_an_address(told, own)
        objects_to_offers(told, own)
        told.letter("Your request is done")
