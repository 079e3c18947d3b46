"""Somebody's browser sends Global Privacy Control: heeded from the first page on, until they say yes themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.story import Story, story
from tests.journeys.window import window
from troth.client import Refused

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]
TOPICS = ("fitting-pages", "fitting-advertisements")
SIGNAL = {"Sec-GPC": "1"}


def fits(told: Story, topic: str) -> bool:
    """Whether what they like may be used for it, at this moment."""
    return told.client.ask(told.person, "use", ["interest"], topic).permitted


def joins(told: Story) -> None:
    told.joins()
    told.client.collect(told.person, {"interest": "lamps"}, purpose="fitting-pages")
    told.client.fact(told.person, "known-minor", False)
    assert [fits(told, topic) for topic in TOPICS] == [True, True]


def signals(told: Story) -> int:
    return len(list(told.client.events(told.person, "signals")))


def test_the_signal_stops_what_the_policy_says_it_does(house: House, capfd: Capture, browser: Browser) -> None:
    with story(house, capfd, "Q25-choice", "Q28-choice") as told, window(told, browser) as own:
        joins(told)
        own.page.context.set_extra_http_headers(SIGNAL)
        own.goes("/")
        assert signals(told) == 0  # of whom is not signed in, nothing is kept
        own.signs_in()
        own.reads("Your browser's privacy signal says no, since 1 March 2014.")
        assert ([fits(told, topic) for topic in TOPICS], signals(told)) == ([False, False], 1)
        with pytest.raises(Refused):
            told.client.use(told.person, ["interest"], "fitting-pages")
        assert told.client.use(told.person, ["email"], "own-offers").values  # no signal speaks of offers
        own.page.context.set_extra_http_headers({})
        own.goes("/me")
        assert (fits(told, "fitting-pages"), signals(told)) == (False, 1)  # a page without it takes nothing back


def test_a_later_yes_of_theirs_beats_it(house: House, capfd: Capture, browser: Browser) -> None:
    with story(house, capfd, "Q25-choice") as told, window(told, browser) as own:
        joins(told)
        own.page.context.set_extra_http_headers(SIGNAL)
        own.signs_in()
        told.passes(0.01)
        own.presses("#topic-fitting-pages button[role=switch]")
        own.reads("Fitting pages: on. It counts from now on, everywhere.")
        assert [fits(told, topic) for topic in TOPICS] == [True, False]
        assert signals(told) == 1
