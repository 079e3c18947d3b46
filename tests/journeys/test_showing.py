"""Somebody says in a browser who sees what they write, and whether their story is shown; it counts at the next look.

Whoever may not see something gets the answer of something that was never there.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from tests.journeys.story import Story, story
from tests.journeys.window import Window, window
from troth.client import Outcome, Refused

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]
MINUTE = 1 / 1440  # of a day
STORY: Mapping[str, list[str]] = {"actions": ["publish"], "data": ["testimonial", "name"], "recipients": ["public"]}


def looks(told: Story, item: str, viewer: str = "") -> httpx.Response:
    """Anybody, or the viewer as a contact, looks at an item."""
    return told.api.get(f"/v1/published/{item}", params={"to": "contacts", "viewer": viewer} if viewer else {})


def not_there(told: Story, item: str, viewer: str = "") -> bool:
    """Whether they get the answer of an item that was never there."""
    answers = [looks(told, each, viewer) for each in (item, "i0000000000001")]
    problems = [(each.status_code, {**each.json(), "instance": ""}) for each in answers]
    return problems[0] == problems[1] and problems[0][0] == 404


def lets_see(own: Window, who: str) -> None:
    """Who may see what they post from now on; a minute later."""
    own.told.passes(MINUTE)
    own.page.locator("#sees-post").select_option(label=who)
    own.presses("form[action='/me/visibility'] button")
    own.reads("It counts from now on, everywhere.")


def writes(told: Story, term: str, text: str, **under: str) -> str:
    (item,) = told.client.collect(told.person, {term: f"{text} {told.planted.words['name']}"}, **under).items.values()
    return item


def shows(told: Story, to: str) -> Outcome:
    return told.client.publish(told.person, ["post"], "community", to)


def narrows(told: Story, own: Window, post: str) -> None:
    """To their contacts: nobody else sees it, and it cannot be shown to everybody."""
    friend, stranger = told.client.person(), told.client.person()
    told.client.own_contact(told.person, friend)
    lets_see(own, "only your contacts")
    assert not_there(told, post)
    assert not_there(told, post, stranger)
    assert looks(told, post, friend).status_code == 200
    with pytest.raises(Refused) as refused:
        shows(told, "public")
    assert refused.value.failed == {"Q11-post": ["visible"]}
    own.button("Take down")
    own.reads("You took it down on")
    assert not_there(told, post, friend)


def shows_again(told: Story, own: Window, post: str) -> None:
    """What they took down stays down until they show that very thing, whatever they say of the others."""
    lets_see(own, "everybody")
    with pytest.raises(Refused):
        shows(told, "public")
    told.passes(MINUTE)
    told.client.set_visibility(told.person, "public", item=post)
    shows(told, "public")
    assert looks(told, post).status_code == 200


def tells_a_story(told: Story) -> str:
    """Nobody sees it before they expressly agreed: not to have said no is not enough, nor an implied yes."""
    item = writes(told, "testimonial", "Good lamps.", notice="your-story")
    for consent in (None, {"explicit": False}):
        if consent:
            told.client.consent(told.person, purposes=["customers-stories"], **STORY, **consent)
        with pytest.raises(Refused) as refused:
            told.client.publish(told.person, ["testimonial"], "customers-stories", "public")
        assert refused.value.failed == {"Q34": ["explicit-consent"]}
    told.client.consent(told.person, purposes=["customers-stories"], explicit=True, **STORY)
    told.client.publish(told.person, ["testimonial"], "customers-stories", "public")
    return item


def changes_their_mind(told: Story, own: Window, item: str) -> None:
    assert looks(told, item).json()["value"].startswith("Good lamps.")
    own.goes("/me")
    own.button("Withdraw")
    own.reads("Withdrawn.")
    assert not_there(told, item)
    with pytest.raises(Refused):
        told.client.publish(told.person, ["testimonial"], "customers-stories", "public")


def test_who_sees_it_is_theirs_to_say(house: House, capfd: Capture, browser: Browser) -> None:
    clauses = ("Q11", "Q11-post", "Q11-audience", "Q34-story", "Q34", "Q34-withdraw")
    with story(house, capfd, *clauses) as told, window(told, browser) as own:
        told.joins()
        post = writes(told, "post", "Lamps!", purpose="community")
        for to in ("public", "contacts"):
            shows(told, to)
        assert looks(told, post).json()["value"].startswith("Lamps!")
        own.signs_in()
        own.reads("everybody sees")
        narrows(told, own, post)
        shows_again(told, own, post)
        changes_their_mind(told, own, tells_a_story(told))
