"""Somebody whose address came from a list: reached once, says no, is forgotten, and is left alone ever after."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.news import SUBJECT, footer_link, newest, sent
from tests.journeys.small import Small
from tests.journeys.story import Story, story
from tests.journeys.window import window
from troth.client import Problem
from troth.people import get_person

Capture = pytest.CaptureFixture[str]
CLAUSES = (
    "may: collect, data: [contact, identity], for: direct-marketing",
    "may: use, data: [name, email], for: direct-marketing, when: {choice: direct-marketing}",
    "must: {offer-choice: {topic: direct-marketing, default: yes, stop: [link, one-click, email]}}",
    "must: suppress-leads",
    "must: {answer: {rights: [access, erase, object], by: [self-service], within: 30d, verify: true}}",
)


def comes_from_a_list(kim: Story, address: str = "") -> str:
    """A new person, of whom we know what the list says."""
    person = kim.client.person()
    values = {"name": kim.planted.sign_up["name"], "email": address or kim.planted.email}
    kim.client.collect(person, values, purpose="direct-marketing", source="third-party")
    return person


def is_kept_out(kim: Story, address: str) -> bool:
    try:
        comes_from_a_list(kim, address)
    except Problem as problem:
        return problem.code == "suppressed"
    return False


def test_a_lead_who_says_no_is_forgotten_and_left_alone(small: Small, capfd: Capture, browser: Browser) -> None:
    with story(small(*CLAUSES), capfd, "c2", "c3", "c4", "c5") as kim, window(kim, browser) as own:
        kim.person = comes_from_a_list(kim)
        assert sent(kim, "direct-marketing", topic="direct-marketing") == {"sent": 1}
        own.goes(footer_link(newest(kim)))
        own.presses("main button")
        assert kim.client.ask(kim.person, "use", ["email"], "direct-marketing").reason == "unmet"
        own.signs_in()
        own.goes("/me/ask/erase")
        own.button("Erase my data")
        kim.passes(4)
        kim.letter("Your data are gone")
        with kim.troth.database.read() as tx:
            assert get_person(tx, kim.id).erased_at is not None
        assert all(is_kept_out(kim, address) for address in (kim.planted.email, f" {kim.planted.email.upper()}"))
        assert not is_kept_out(kim, "somebody.else@mail.example")
        assert kim.client.find("email", kim.planted.email) == []
        assert sent(kim, "direct-marketing", topic="direct-marketing") == {"sent": 1}
        reached = [to for to, letter in kim.box.letters if letter["Subject"] == SUBJECT]
        assert reached == [kim.planted.email, "somebody.else@mail.example"]
