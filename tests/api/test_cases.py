"""Cases over HTTP: entered, looked at, moved, closed; each word is known, and each look leaves an entry."""

from __future__ import annotations

import httpx
import pytest

KNOWN = {"kind": "complaint", "via": "letter", "text": "You wrote to me twice."}


def entered(http: httpx.Client, person: str, **more: object) -> str:
    made = http.post("/v1/cases", json={**KNOWN, "person": person, **more})
    assert made.status_code == 201, made.text
    return str(made.json()["case"])


def test_a_case_is_entered_listed_and_read(http: httpx.Client, person: str) -> None:
    case = entered(http, person)
    (listed,) = http.get("/v1/cases", params={"of": person}).json()["items"]
    assert (listed["case"], listed["state"], listed["late"]) == (case, "staff", False)
    whole = http.get(f"/v1/cases/{case}").json()
    assert whole["text"] == KNOWN["text"]
    assert [step["step"] for step in whole["steps"]] == ["received"]
    assert case in {each["case"] for each in http.get("/v1/cases", params={"kind": "complaint"}).json()["items"]}


def test_the_list_goes_on_where_it_stopped(http: httpx.Client, person: str) -> None:
    mine = {entered(http, person) for _ in range(3)}
    found, after = set(), None
    while True:
        page = http.get("/v1/cases", params={"limit": 1} | ({"after": after} if after else {})).json()
        found |= {each["case"] for each in page["items"]}
        if (after := page["next"]) is None:
            break
    assert mine <= found


def test_a_look_at_what_was_written_is_an_entry(http: httpx.Client, person: str) -> None:
    case = entered(http, person)
    http.get(f"/v1/cases/{case}")
    acts = [entry["act"] for entry in http.get(f"/v1/people/{person}/entries").json()["items"]]
    assert "case-look" in acts


@pytest.mark.parametrize(
    ("step", "body", "state"),
    [
        ("pause", {"code": "need_details"}, "paused"),
        ("note", {"text": "ask the shop"}, "staff"),
        ("deny", {"code": "no_match"}, "denied"),
        ("answer", {"text": "It is mended."}, "done"),
        ("cancel", None, "cancelled"),
    ],
)
def test_a_step_moves_it(http: httpx.Client, person: str, step: str, body: object, state: str) -> None:
    case = entered(http, person)
    assert http.post(f"/v1/cases/{case}/{step}", json=body).json()["state"] == state


@pytest.mark.parametrize(
    ("step", "body", "status"),
    [
        ("pause", {"code": "tea_time"}, 422),
        ("resume", None, 409),
        ("extend", {"code": "complex", "until": "2099-01-01T00:00:00Z"}, 403),
        ("deny", {"code": "other"}, 422),
        ("answer", {"text": ""}, 422),
    ],
)
def test_a_step_that_cannot_be_is_refused(
    http: httpx.Client, person: str, step: str, body: object, status: int
) -> None:
    case = entered(http, person)
    assert http.post(f"/v1/cases/{case}/{step}", json=body).status_code == status


@pytest.mark.parametrize("wrong", [{"kind": "whim"}, {"via": "pigeon"}, {"data": ["no-such"]}, {"check": "a look"}])
def test_an_unknown_word_is_refused(http: httpx.Client, person: str, wrong: dict[str, object]) -> None:
    assert http.post("/v1/cases", json={**KNOWN, "person": person, **wrong}).status_code == 422


def test_a_case_that_is_not_there_is_not_found(http: httpx.Client) -> None:
    assert http.get("/v1/cases/c0000000000001").status_code == 404
    assert http.post("/v1/cases/c0000000000001/cancel").status_code == 404
