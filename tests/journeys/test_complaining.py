"""Somebody complains: a person reads it, asks back while the clock stands still, and answers in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.story import story

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]


def test_who_complains_is_answered(house: House, capfd: Capture) -> None:
    with story(house, capfd, "Q04") as told:
        told.joins()
        told.signs_in()
        path = told.asks("complaint", text=f"You called me {told.planted.words['name']} at night.")
        told.letter("We have your request")
        case = path.rpartition("/")[2]
        listed = told.api.get("/v1/cases", params={"state": "staff"}).json()["items"]
        assert [each["case"] for each in listed] == [case]
        assert told.planted.words["name"] in told.api.get(f"/v1/cases/{case}").json()["text"]
        told.api.post(f"/v1/cases/{case}/pause", json={"code": "need_details", "text": "Which night?"})
        told.letter("We wait for you")
        assert "Which night?" in told.seat.page(path).text
        told.passes(5)
        resumed = told.api.post(f"/v1/cases/{case}/resume").json()
        assert resumed["due"] > listed[0]["due"]
        assert told.api.post(f"/v1/cases/{case}/answer", json={"text": "It will not happen again."}).status_code == 200
        told.signs_in()
        assert "It will not happen again." in told.case(path, "done on").text
        told.letter("Your request is done")
