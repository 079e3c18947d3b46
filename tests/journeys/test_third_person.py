"""A member names a beneficiary, who has no account: they prove who they are, see it, and have it removed."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.story import Story, story
from tests.journeys.window import window
from troth.client import Refused

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]


def is_told_of(bea: Story, ann: Story) -> None:
    """Ann tells us of Bea, and where a parcel for her goes to."""
    bea.person, told = bea.client.person(), bea.planted.sign_up
    who = {"beneficiary": told["name"], "beneficiary-email": bea.planted.email}
    bea.client.collect(bea.person, who, purpose="succession", given_by=ann.person)
    parcel = {"parcel-recipient": told["postal-address"]}
    bea.client.collect(bea.person, parcel, purpose="delivery", given_by=ann.person)


def test_who_was_told_of_has_it_removed(house: House, capfd: Capture, browser: Browser) -> None:
    with story(house, capfd, "Q08", "Q08-parcel", "Q08-only", "Q09") as ann, ann.another() as bea:
        ann.joins()
        is_told_of(bea, ann)
        with pytest.raises(Refused):
            bea.client.use(bea.person, ["beneficiary-email"], "newsletters")
        with window(bea, browser) as own:
            own.signs_in()
            own.reads("from another person")
            own.goes("/me/ask/remove")
            for box in own.page.get_by_label("Beneficiary").all():
                box.check()
            own.button("Send")
            own.waits_for("done on")
        bea.letter("Your request is done")
        assert {item["category"] for item in bea.client.items(bea.person)} == {"parcel-recipient"}
        assert len(list(ann.client.items(ann.person))) == len(ann.planted.sign_up)


def test_who_told_takes_it_back(house: House, capfd: Capture, browser: Browser) -> None:
    with story(house, capfd, "Q08-parcel") as ann, ann.another() as bea:
        ann.joins()
        is_told_of(bea, ann)
        with window(ann, browser) as own:
            own.signs_in()
            own.reads("What you told us about others")
            own.page.get_by_label("Parcel recipient").check()
            own.button("Take back what is ticked")
            own.waits_for("done on")
        assert "parcel-recipient" not in {item["category"] for item in bea.client.items(bea.person)}
