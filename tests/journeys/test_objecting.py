"""Somebody objects to one use, and then wants everything left alone: refused from that moment, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.story import story
from troth.client import Refused

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]


def test_who_objects_is_left_alone(house: House, capfd: Capture) -> None:
    with story(house, capfd, "Q38", "Q21-offers") as told:
        told.joins()
        told.signs_in()
        assert told.client.use(told.person, ["email"], "own-offers").values
        told.case(told.asks("object", **{"for": "own-offers"}), "done on")
        with pytest.raises(Refused) as refused:
            told.client.use(told.person, ["email"], "own-offers")
        assert refused.value.reason == "restricted"
        told.case(told.asks("restrict", data="postal-address"), "done on")
        order = told.client.ground(
            "order", people=[told.person], data=["data"], recipients=["courier"], reference="LM-1"
        )
        with pytest.raises(Refused):
            told.client.disclose(told.person, ["postal-address"], "delivery", "swiftfoot", ground=order)
        assert told.planted.words["address"] in told.seat.values().text
        told.letter("Your request is done")
