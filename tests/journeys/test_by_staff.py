"""What comes by e-mail, phone, letter or fax is entered by staff, and done once it is known who asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.story import Story, story

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]

WAYS = {"email": "name", "phone": "phone", "letter": "email", "fax": "postal-address"}


def enters(told: Story, way: str, kind: str, **more: object) -> str:
    body = {"person": told.person, "kind": kind, "via": way, "received": "2014-02-27T10:00:00Z", **more}
    made = told.api.post("/v1/cases", json=body)
    assert made.status_code == 201, made.text
    assert made.json()["received"] == "2014-02-27T10:00:00Z"
    return str(made.json()["case"])


def test_what_comes_another_way_is_done_too(house: House, capfd: Capture) -> None:
    with story(house, capfd, "Q38") as told:
        told.joins()
        told.signs_in()
        for way, datum in WAYS.items():
            case = enters(told, way, "restrict", data=[datum])
            assert told.api.get(f"/v1/cases/{case}").json()["state"] == "unverified"
            told.letter("Please confirm")
            told.seat.done(f"/me/case/{case}/confirm")
            told.case(f"/me/case/{case}", "done on")


def test_staff_may_have_looked_at_a_proof(house: House, capfd: Capture) -> None:
    with story(house, capfd, "Q38") as told:
        told.joins()
        case = enters(told, "letter", "erase", data=["phone"], check="signed-letter")
        told.passes(4)
        told.until(lambda: told.api.get(f"/v1/cases/{case}").json(), lambda found: found["state"] == "done")
        assert "phone" not in {item["category"] for item in told.client.items(told.person)}


def test_a_refusal_says_why(house: House, capfd: Capture) -> None:
    with story(house, capfd, "Q38") as told:
        told.joins()
        case = enters(told, "phone", "erase")
        assert told.api.post(f"/v1/cases/{case}/deny", json={"code": "because"}).status_code == 422
        told.api.post(f"/v1/cases/{case}/deny", json={"code": "insuf_verification"})
        assert "does not prove who asked" in told.letter("Our answer").get_content()
