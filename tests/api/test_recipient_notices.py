"""What recipients are told, over HTTP: listed, answered, told again; and data called back."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.api.house import Served

COURIER = "swiftfoot"


@pytest.fixture
def received(http: httpx.Client, person: str) -> str:
    """The courier, who got the person's address."""
    order = {"kind": "order", "people": [person], "data": ["data"], "to": ["recipients"], "reference": "LM-1"}
    ground = http.post("/v1/grounds", json=order).json()["ground"]
    act = {"person": person, "data": ["name"], "for": "delivery", "to": COURIER, "ground": ground}
    assert http.post("/v1/disclose", json=act).status_code == 200
    return COURIER


def recall(http: httpx.Client, recipient: str, **more: Any) -> httpx.Response:
    body = {"data": ["data"], "reason": "a breach"} | more
    return http.post(f"/v1/recipients/{recipient}/recall", json=body)


def test_what_was_called_back_is_listed_answered_and_told_again(http: httpx.Client, person: str, received: str) -> None:
    made = recall(http, received, people=[person])
    assert (made.status_code, made.json()["people"]) == (201, 1)
    assert http.get(f"/v1/recalls/{made.json()['recall']}").json() == made.json()
    (notice,) = http.get("/v1/recipient-notices", params={"of": person}).json()["items"]
    assert (notice["kind"], notice["state"], notice["recipient"]) == ("recall", "waiting", received)
    assert notice in http.get("/v1/recipient-notices", params={"state": "waiting"}).json()["items"]
    place = f"/v1/recipient-notices/{notice['notice']}"
    assert http.post(f"{place}/again").json()["state"] == "waiting"
    assert http.post(f"{place}/answer").json()["state"] == "answered"
    assert [http.post(f"{place}/{verb}").status_code for verb in ("answer", "again")] == [409, 409]
    assert http.get(place).json()["by"] == "staff"


def test_a_recall_of_everyone_goes_on_by_itself(http: httpx.Client, served: Served, person: str, received: str) -> None:
    made = recall(http, received, everyone=True).json()
    assert (made["people"], made["ended"]) == (0, None)
    served.troth.recalls.work()
    ended = http.get(f"/v1/recalls/{made['recall']}").json()
    assert ended["people"] > 0
    assert ended["ended"] is not None
    assert len(http.get("/v1/recipient-notices", params={"of": person}).json()["items"]) == 1
    assert http.get("/v1/recipient-notices", params={"limit": 1}).json()["items"]


def test_data_are_called_back_from_all_of_a_kind(http: httpx.Client, person: str, received: str) -> None:
    body = {"from": "recipients", "data": ["data"], "people": [person], "reason": "a breach"}
    made = http.post("/v1/recalls", json=body)
    assert made.status_code == 201
    assert {each["recipient"]: each["people"] for each in made.json()["items"]}[received] == 1


@pytest.mark.parametrize(
    "wrong", [{}, {"people": [], "everyone": True}, {"everyone": True, "reason": "for ann@mail.example"}]
)
def test_a_recall_names_people_or_everyone_and_nobodys_address(
    http: httpx.Client, received: str, wrong: dict[str, Any]
) -> None:
    assert recall(http, received, **wrong).status_code == 422


def test_what_is_not_there_is_not_found(http: httpx.Client) -> None:
    assert http.get("/v1/recipient-notices/n0000000000001").status_code == 404
    assert http.get("/v1/recalls/k0000000000001").status_code == 404
    assert recall(http, "nobody", everyone=True).status_code == 404
