"""POST /v1/audience: how many may be reached, how many each clause stops, and who, a line each."""

from __future__ import annotations

import json

import httpx

from tests.api.house import Served
from troth.client import Client

NEWS = {"data": ["email"], "for": "newsletters"}


def test_a_choice_counts_at_the_next_question(http: httpx.Client, client: Client, person: str) -> None:
    before = http.post("/v1/audience", json=NEWS).json()
    client.choose(person, "newsletters", "yes")
    after = http.post("/v1/audience", json=NEWS).json()
    assert (after["count"], after["among"]) == (before["count"] + 1, before["among"])
    assert after["stopped"].get("Q15", 0) == before["stopped"]["Q15"] - 1
    assert len(after["entry"]) == 16


def test_with_lines_the_people_follow_the_answer(served: Served, client: Client, person: str) -> None:
    client.choose(person, "newsletters", "yes")
    with served.http() as http:
        answer = http.post("/v1/audience", json=NEWS, headers={"accept": "application/x-ndjson"})
    head, *lines = map(json.loads, answer.text.splitlines())
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert person in [line["person"] for line in lines]
    assert head["count"] == len(lines)


def test_asked_twice_under_one_key_it_is_one_question(http: httpx.Client) -> None:
    key = {"idempotency-key": "audience-once"}
    first, second = (http.post("/v1/audience", json=NEWS, headers=key).json() for _ in range(2))
    assert first == second


def test_lines_are_not_kept_for_a_key(http: httpx.Client) -> None:
    headers = {"accept": "application/x-ndjson", "idempotency-key": "lines"}
    assert http.post("/v1/audience", json=NEWS, headers=headers).status_code == 422


def test_a_disclosure_is_asked_by_who_may_disclose(served: Served) -> None:
    asked = {"action": "disclose", "data": ["name"], "for": "delivery", "to": "swiftfoot"}
    with served.http("use") as http:
        assert http.post("/v1/audience", json=asked).status_code == 403
    with served.http("use", "disclose") as http:
        told = http.post("/v1/audience", json=asked).json()
    assert told["count"] == 0
    assert told["among"] > 0


def test_what_cannot_be_asked_is_said(http: httpx.Client) -> None:
    assert http.post("/v1/audience", json=NEWS | {"data": ["no-such"]}).status_code == 422
    assert http.post("/v1/audience", json=NEWS | {"to": "swiftfoot"}).status_code == 422
    asked = {"action": "disclose", "data": ["name"], "for": "delivery", "to": "nobody"}
    assert http.post("/v1/audience", json=asked).status_code == 404
