"""Idempotency keys: sent twice, an act happens once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.api.house import Served
from troth.client import Client


def test_sent_twice_it_happens_once(http: httpx.Client, client: Client, person: str) -> None:
    sent = {"person": person, "values": {"order": {"number": 7}}, "for": "billing"}
    key = {"idempotency-key": '"order-7"'}
    first, second = (http.post("/v1/collect", json=sent, headers=key) for _ in range(2))
    assert (first.status_code, first.content, first.headers.get("idempotent-replayed")) == (200, second.content, None)
    assert (second.status_code, second.headers["idempotent-replayed"]) == (200, "true")
    assert [each["category"] for each in client.items(person)].count("order") == 1


def test_a_refusal_is_remembered_too(http: httpx.Client, client: Client, person: str) -> None:
    asked = {"person": person, "data": ["email"], "for": "newsletters"}
    first = http.post("/v1/use", json=asked, headers={"idempotency-key": "letter-1"})
    client.choose(person, "newsletters", "yes")
    second = http.post("/v1/use", json=asked, headers={"idempotency-key": '"letter-1"'})
    assert (first.status_code, second.status_code, second.content) == (403, 403, first.content)
    assert (second.headers["content-type"], second.headers["idempotent-replayed"]) == (
        "application/problem+json",
        "true",
    )


def test_a_key_on_another_request_is_a_conflict(http: httpx.Client, person: str) -> None:
    asked = {"person": person, "data": ["email"], "for": "support"}
    key = {"idempotency-key": "one-key"}
    assert http.post("/v1/use", json=asked, headers=key).status_code == 200
    other = http.post("/v1/use", json=asked | {"data": ["name"]}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "conflict")


def test_keys_are_the_accounts_own(served: Served, person: str) -> None:
    asked = {"person": person, "data": ["email"], "for": "support"}
    for roles in ((), ("someone-else",)):
        headers = {"authorization": f"Bearer {served.key('use', roles=roles)}", "idempotency-key": "shared"}
        answer = httpx.post(f"{served.url}/v1/use", json=asked, headers=headers)
        assert "idempotent-replayed" not in answer.headers


def test_an_act_that_failed_leaves_its_key_free(http: httpx.Client, client: Client, person: str) -> None:
    asked = {"person": person, "data": ["name"], "for": "delivery", "to": "later"}
    key = {"idempotency-key": "to-later"}
    assert http.post("/v1/disclose", json=asked, headers=key).status_code == 404
    client.recipient("later", name="Later", kind="courier", fields=["name"], purposes=["delivery"])
    assert http.post("/v1/disclose", json=asked, headers=key).status_code == 403


def test_every_post_takes_a_key(http: httpx.Client, person: str) -> None:
    posts = {
        "/v1/ask": {"person": person, "action": "use", "data": ["email"], "for": "support"},
        "/v1/people": {},
        "/v1/people/find": {"phone": "+44 20 7946 0000"},
        f"/v1/people/{person}/signals": {"gpc": True},
        "/v1/verify": {"person": person, "category": "member-pin", "candidate": "1"},
    }
    for number, (path, body) in enumerate(posts.items()):
        key = {"idempotency-key": f"again-{number}-{person}"}
        first, second = (http.post(path, json=body, headers=key) for _ in range(2))
        assert (path, second.content, second.headers.get("idempotent-replayed")) == (path, first.content, "true")


def test_what_is_no_key_is_told(http: httpx.Client) -> None:
    for wrong in ("", "x" * 300, 'a"b'):
        assert http.post("/v1/people", json={}, headers={"idempotency-key": wrong}).status_code == 422


def test_of_eight_at_once_one_acts(on_each: Served) -> None:
    with on_each.client() as client, on_each.http() as http:
        person = client.person()
        sent = {"person": person, "values": {"order": {"number": 1}}, "for": "billing"}

        def send(_: int) -> httpx.Response:
            return http.post("/v1/collect", json=sent, headers={"idempotency-key": "eight"})

        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(send, range(8)))
        assert {(answer.status_code, answer.content) for answer in answers} == {(200, answers[0].content)}
        assert sum("idempotent-replayed" not in answer.headers for answer in answers) == 1
        assert len(list(client.items(person))) == 1


def test_what_was_answered_goes_with_the_person(http: httpx.Client, client: Client, person: str) -> None:
    asked = {"person": person, "data": ["email"], "for": "support"}
    assert http.post("/v1/use", json=asked, headers={"idempotency-key": "last"}).status_code == 200
    client.erase(person)
    assert http.post("/v1/use", json=asked, headers={"idempotency-key": "last"}).status_code == 404
