"""Somebody has moved: what is held changes, and who was told the old address in the last year hears of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.story import Story, story

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]


def field(told: Story) -> str:
    """The name of the field that the address stands in."""
    fields = told.seat.page("/me/ask/correct").all("input")
    (found,) = [each for each in fields if told.planted.words["address"] in each.get("value", "")]
    return found.get("name", "")


def test_who_has_moved_corrects_it(house: House, capfd: Capture) -> None:
    with story(house, capfd, "Q35") as told:
        told.joins()
        order = told.client.ground(
            "order", people=[told.person], data=["data"], recipients=["courier"], reference="LM-1"
        )
        told.client.disclose(told.person, ["name", "postal-address"], "delivery", "swiftfoot", ground=order)
        told.signs_in()
        path = told.asks("correct", **{field(told): f"9 {told.planted.words['address']} Lane"})
        told.case(path, "done on")
        told.letter("Your request is done")
        assert f"9 {told.planted.words['address']} Lane" in told.seat.values().text
        (entry,) = [
            e for e in told.client.entries(told.person) if e["act"] == "case" and e["details"]["step"] == "done"
        ]
        assert entry["details"]["recipients"] == ["swiftfoot"]
