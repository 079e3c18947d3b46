"""Somebody who closed their account: shows who they are by the address we still hold, sees everything, has it erased.

Whose address is lost writes a letter, and it stands on record what was looked at.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.story import Story, story
from tests.journeys.window import Window, window
from troth.client import Refused
from troth.people import get_person

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]


def closes(told: Story) -> None:
    """They closed their account a month ago, having been here for a day."""
    told.passes(1)
    told.client.fact(told.person, "account-open", False)
    told.client.fact(told.person, "registered", False)
    told.passes(30)
    with pytest.raises(Refused):
        told.client.use(told.person, ["name"], "account-management")


def is_gone(told: Story) -> bool:
    with told.troth.database.read() as tx:
        return get_person(tx, told.id).erased_at is not None


def sees_everything(own: Window) -> None:
    own.goes("/me/ask/access")
    own.button("Put it together")
    own.waits_for("done on")
    own.presses("main a[href^='/me/package/']")
    with own.page.expect_download() as saving:
        own.page.get_by_role("button", name="JSON").click()
    items = json.loads(Path(saving.value.path()).read_bytes())["items"]
    assert {each["value"] for each in items} == set(own.told.planted.sign_up.values())


def erases(own: Window) -> None:
    own.goes("/me/ask/erase")
    own.button("Erase my data")
    own.reads("until then you can take it back")
    own.told.passes(4)
    own.told.letter("Your data are gone")


def test_who_closed_their_account_sees_it_and_has_it_erased(house: House, capfd: Capture, browser: Browser) -> None:
    with story(house, capfd, "Q35", "Q37") as told, window(told, browser) as own:
        told.joins()
        closes(told)
        own.signs_in()
        own.reads("until 31 May 2014")
        sees_everything(own)
        erases(own)
        assert is_gone(told)
        own.goes("/me")
        own.reads("Your e-mail address")


def enters(told: Story, **more: str) -> str:
    """Staff enter a letter that asks to have everything erased."""
    body = {"person": told.person, "kind": "erase", "via": "letter", "text": "I am moving.", **more}
    return str(told.api.post("/v1/cases", json=body).json()["case"])


def test_whose_address_is_lost_shows_it_otherwise(house: House, capfd: Capture) -> None:
    with story(house, capfd, "Q38") as told:
        told.joins()
        closes(told)
        place = f"/v1/cases/{enters(told)}"
        assert told.api.get(place).json()["state"] == "unverified"
        looked = {"check": "id-document", "text": f"A passport of {told.planted.words['name']}, seen and given back."}
        assert told.api.post(f"{place}/confirm", json=looked).json()["known"] == "checked"
        shown = told.api.get(place).json()["steps"][-1]
        assert (shown["step"], shown["code"], shown["text"]) == ("confirmed", "id-document", looked["text"])
        entry = next(e for e in told.client.entries(told.person) if e["details"].get("step") == "confirmed")
        assert entry["details"]["code"] == "id-document"
        told.passes(4)
        told.until(lambda: is_gone(told), bool)
        told.letter("Your data are gone")
