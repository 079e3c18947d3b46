"""Somebody takes along what they gave, in a form that other companies can read; what others found out stays behind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator
from playwright.sync_api import Browser

from tests.journeys.story import Story, story
from tests.journeys.window import Window, window
from troth.client import File

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]
SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "reference" / "access.schema.json"


def gives(told: Story) -> None:
    """What they type, write and leave behind; and, beside it, what others tell of them."""
    kept, person = told.planted.file(), told.person
    told.client.collect(person, {"member-pin": told.planted.pin}, notice="choose-pin")
    told.client.collect(person, {"order": told.planted.order}, purpose="billing")
    told.client.collect(person, {"post": File(kept.content, kept.name, kept.media_type)}, purpose="community")
    told.client.collect(person, {"click": "lamps"}, purpose="statistics", source="device")
    told.client.collect(person, {"referral": "brought by a poster"}, purpose="referral-tracking", source="third-party")
    told.client.collect(person, {"page-visit": "often"}, purpose="analytics", source="analytics-provider")


def fetched(own: Window, kind: str) -> dict[str, Any]:
    """What is put together when they ask for it, as the browser saves it."""
    own.goes(f"/me/ask/{kind}")
    own.button("Put it together")
    own.waits_for("done on")
    own.presses("main a[href^='/me/package/']")
    with own.page.expect_download() as saving:
        own.page.get_by_role("button", name="JSON").click()
    document = dict(json.loads(Path(saving.value.path()).read_bytes()))
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator(schema, validate_formats=True).validate(document)
    return document


def kinds(document: dict[str, Any]) -> set[str]:
    return {item["category"] for item in document["items"]}


def test_who_leaves_for_another_takes_along_what_they_gave(house: House, capfd: Capture, browser: Browser) -> None:
    with story(house, capfd, "Q30", "Q36") as told, window(told, browser) as own:
        told.joins()
        gives(told)
        own.signs_in()
        taken, whole = fetched(own, "port"), fetched(own, "access")
        assert (taken["format"], whole["format"]) == ("troth-portable/1", "troth-access/1")
        given = {"name", "email", "phone", "postal-address", "order", "post", "click", "member-pin"}
        assert (kinds(taken), kinds(whole) - given) == (given, {"referral", "page-visit"})
        assert {item["collected"]["source"] for item in taken["items"]} == {"person", "device"}
        values = {item["category"]: item.get("value") for item in taken["items"]}
        assert values.items() >= {**told.planted.sign_up, "order": told.planted.order}.items()
        assert told.planted.pin not in json.dumps(taken)
        own.button("Read it here")
        told.letter("What you asked for is ready")
