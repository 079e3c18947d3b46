"""Decide: many questions over facts that are sent once get the answers that each would get alone."""

from __future__ import annotations

from itertools import product
from typing import Any

import httpx
import pytest

FACTS: dict[str, Any] = {
    "in": "lantern.example",
    "at": "2014-03-01T10:00:00Z",
    "datum": {"version": "2012-12", "source": "person", "notified": ["order-fulfilment"]},
    "person": {
        "registered": True,
        "adult": True,
        "choices": [{"topic": "newsletters", "value": "yes", "at": "2014-01-20T00:00:00Z"}],
        "restrictions": [{"data": ["phone"]}],
    },
}
CELLS = [
    {"action": action, "data": data, "for": purpose, **more}
    for (action, more), data, purpose in product(
        [("use", {}), ("disclose", {"to": "courier"}), ("disclose", {}), ("link", {"with": "order"}), ("link", {})],
        ["email", "phone", "order", "no-such-datum"],
        ["newsletters", "delivery", "sale", "no-such-purpose"],
    )
]


@pytest.mark.parametrize("facts", [FACTS, FACTS | {"in": "elsewhere.example"}, FACTS | {"at": "1999-01-01"}])
def test_each_gets_the_answer_that_it_gets_alone(http: httpx.Client, facts: dict[str, Any]) -> None:
    place = http.get("/v1/policies").json()["items"][0]["properties"][0]
    facts = facts | ({"in": place} if facts["in"] == FACTS["in"] else {})
    together = http.post("/v1/decide", json={"given": facts, "asked": CELLS})
    alone = http.post("/v1/ask/batch", json=[{**facts, **cell, "data": [cell["data"]]} for cell in CELLS])
    assert (together.status_code, len(together.json()["answers"])) == (200, len(CELLS))
    assert [_kind(each) for each in together.json()["answers"]] == [_kind(each) for each in alone.json()["answers"]]


def _kind(answer: dict[str, Any]) -> Any:
    return answer.get("error") or answer


def test_sent_twice_with_a_key_it_is_answered_as_before(http: httpx.Client) -> None:
    body, key = {"given": FACTS, "asked": CELLS[:3]}, {"idempotency-key": "decide-1"}
    first, second = (http.post("/v1/decide", json=body, headers=key) for _ in range(2))
    assert (first.content, second.headers["idempotent-replayed"]) == (second.content, "true")


WRONG: list[tuple[Any, str]] = [
    ({"given": FACTS, "asked": []}, "asked"),
    ({"given": FACTS, "asked": [{"action": "use", "data": "email"}]}, "asked.0.for"),
    ({"given": FACTS, "asked": [{**CELLS[0], "action": "lend"}]}, "asked.0.action"),
    ({"given": FACTS, "asked": CELLS * 20}, "asked"),
    ({"given": {}, "asked": CELLS[:1]}, "given.in"),
    ([], "body"),
]


@pytest.mark.parametrize(("body", "field"), WRONG)
def test_what_is_no_batch_is_told_with_its_place(http: httpx.Client, body: Any, field: str) -> None:
    answer = http.post("/v1/decide", json=body)
    assert (answer.status_code, answer.json()["code"]) in ((422, "request-invalid"), (422, "request-error"))
    assert field in [fault["field"] for fault in answer.json().get("errors", [{"field": field}])]


def test_facts_that_are_none_are_told(http: httpx.Client) -> None:
    wrong = {**FACTS, "person": {"consents": [{"actions": ["use"], "data": ["nothing"], "for": [], "given": "2014"}]}}
    assert http.post("/v1/decide", json={"given": wrong, "asked": CELLS[:1]}).status_code == 422
    assert http.post("/v1/decide", content=b"{", headers={"content-type": "application/json"}).status_code == 422


@pytest.mark.parametrize("place", ["lantern.example", "elsewhere.example"])
def test_a_thousand_unknown_words_are_told_as_alone_but_for_what_is_near(http: httpx.Client, place: str) -> None:
    words = ["emial", "emial", *(f"emial-{number}" for number in range(998))]
    cells = [{"action": "use", "data": word, "for": "newsletters"} for word in words]
    together = http.post("/v1/decide", json={"given": FACTS | {"in": place}, "asked": cells}).json()["answers"]
    alone = http.post("/v1/ask/batch", json=[{**FACTS, "in": place, **each, "data": [each["data"]]} for each in cells])
    assert {each["error"] for each in together} == {"request-invalid"}
    assert together[:5] == alone.json()["answers"][:5]
    assert "did you mean 'email'" in together[0]["detail"]
    assert {each["detail"] for each in together[6:]} == {
        "data[0]: the policy knows no such term; see the list of terms"
    }


def test_a_word_that_is_known_is_answered_after_a_thousand_that_are_not(http: httpx.Client) -> None:
    cells = [{"action": "use", "data": f"x{number}", "for": "newsletters"} for number in range(999)]
    told = http.post("/v1/decide", json={"given": FACTS, "asked": [*cells, CELLS[0]]}).json()["answers"]
    assert told[-1] == http.post("/v1/decide", json={"given": FACTS, "asked": CELLS[:1]}).json()["answers"][0]
