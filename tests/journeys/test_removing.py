"""Somebody has what they wrote taken down, in a browser; where it cannot go they are told why, and nobody sees it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.story import Story, story
from tests.journeys.window import Window, window

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]
CONSENT: Mapping[str, list[str]] = {"data": ["testimonial", "name"], "purposes": ["customers-stories"]}


def posts(told: Story) -> str:
    """Something of theirs that everybody sees."""
    text = f"I, {told.planted.words['name']}, make lamps."
    (item,) = told.client.collect(told.person, {"post": text}, purpose="community").items.values()
    told.client.publish(told.person, ["post"], "community", "public")
    assert told.client.published(item)["value"] == text
    return item


def praises(told: Story) -> str:
    """Their story, shown since they expressly agreed."""
    text = f"Good lamps. {told.planted.words['name']}"
    (item,) = told.client.collect(told.person, {"testimonial": text}, notice="your-story").items.values()
    told.client.consent(told.person, actions=["publish"], recipients=["public"], explicit=True, **CONSENT)
    told.client.publish(told.person, ["testimonial"], "customers-stories", "public")
    assert told.client.published(item)["value"] == text
    return item


def asks(own: Window, words: str) -> None:
    """To have taken down what has these words before it."""
    own.goes("/me/ask/remove")
    own.page.get_by_label(words).check()
    own.button("Send")


def is_seen(told: Story, item: str) -> bool:
    answer = told.api.get(f"/v1/published/{item}")
    assert answer.status_code in (200, 404)
    return answer.status_code == 200


def held(told: Story) -> set[str]:
    return {item["category"] for item in told.client.items(told.person)}


def disputed(told: Story, data: str) -> None:
    """It has to be kept until a dispute ends."""
    why = {"kind": "dispute", "reference": "LM-9", "reason": "a court looks at it"}
    assert told.api.post("/v1/holds", json={"person": told.person, "data": [data], **why}).status_code == 201


def test_what_somebody_wrote_is_taken_down(house: House, capfd: Capture, browser: Browser) -> None:
    clauses = ("Q11-post", "Q11-remove", "Q34-remove", "Q39")
    with story(house, capfd, *clauses) as told, window(told, browser) as own:
        told.joins()
        post, praise = posts(told), praises(told)
        own.signs_in()
        asks(own, "make lamps")
        own.waits_for("done on")
        assert (is_seen(told, post), is_seen(told, praise), "post" in held(told)) == (False, True, False)
        told.letter("Your request is done")
        disputed(told, "testimonial")
        asks(own, "Good lamps")
        own.waits_for("refused on")
        own.reads("a law or a dispute makes us keep it")
        assert "a law or a dispute makes us keep it" in told.letter("Our answer").get_content()
        assert (is_seen(told, praise), "testimonial" in held(told)) == (False, True)
