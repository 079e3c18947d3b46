"""Whatever is sent, wherever a value is put by mistake: no answer, log or row repeats it."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.api.house import serving
from tests.gate.house import House
from tests.journeys.planted import Planted, Watch, listening, spelled
from tests.journeys.serving import told

ACTS = ("collect", "use", "disclose", "publish", "link", "verify", "ask", "people", "people/find", "grounds", "notices")


def bodies(planted: Planted, person: str) -> list[Any]:
    """Bodies that are wrong, each with a value in it."""
    value = planted.email
    good = {"person": person, "values": planted.sign_up, "for": "support"}
    used = {"person": person, "data": ["email"], "for": "support"}
    return [
        value,
        [value],
        {value: value},
        good | {"values": value},
        good | {"for": value},
        good | {"notice": value},
        good | {"source": value},
        good | {"values": {value: value}},
        good | {"values": {"email": {"a": value}}},
        good | {"values": {"name": value + "\ud800"}},
        good | {value: 1},
        good | {"person": value},
        used | {"data": value},
        used | {"data": [value]},
        used | {"for": value},
        used | {"in": value, "channel": value},
        used | {"ground": value},
        used | {"to": value, "with": value},
        used | {"output": {value: 1}},
        {"person": person, "category": value, "candidate": value},
        {"person": person, "category": "member-pin", "candidate": [planted.pin]},
        {value: value, "email": [value]},
        {"kind": value, "people": [value], "data": [value], "to": [value], "reference": "LM-1"},
        {"id": value, "policy": value, "version": value, "words": value, "purposes": [value]},
    ]


def events(planted: Planted) -> list[tuple[str, Any]]:
    value = planted.email
    return [
        ("facts", {"fact": value, "value": True}),
        ("choices", {"topic": value, "value": "yes"}),
        ("choices", {"topic": "newsletters", "value": value}),
        ("choices", {"topic": "newsletters", "value": "yes", "at": value}),
        ("choices", {"topic": "newsletters", "value": "yes", "notice": value}),
        ("consents", {"actions": [value], "data": [value], "for": [value], "explicit": True}),
        ("restrictions", {"data": [value]}),
        ("own-recipients", {"recipient": value}),
        ("decisions", {"policy": value, "version": value, "answer": value}),
        ("notifications", {"policy": value, "version": value, "by": "email"}),
        ("signals", {"gpc": value}),
        (f"consents/{spelled(value)}/withdraw", {}),
    ]


def send(http: httpx.Client, watch: Watch, path: str, content: bytes, **headers: str) -> None:
    answer = http.post(f"/v1/{path}", content=content, headers={"content-type": "application/json"} | headers)
    watch.saw("headers", repr(answer.headers.raw))
    assert not answer.is_success
    assert answer.status_code < 500, (path, answer.text)
    watch.saw(f"answer {answer.status_code}", answer.content)


def addresses(http: httpx.Client, watch: Watch, planted: Planted) -> None:
    """A value in the address itself: the caller's mistake, and no reason to write it down."""
    for value in (planted.email, planted.words["name"]):
        for path in (f"people/{spelled(value)}", f"{spelled(value)}", f"people/find?email={spelled(value)}"):
            for method in ("GET", "POST", "DELETE"):
                answer = http.request(method, f"/v1/{path}")
                assert 400 <= answer.status_code < 500
                watch.saw(f"answer {answer.status_code}", answer.content, repr(answer.headers.raw))


def replays(http: httpx.Client, watch: Watch, planted: Planted, person: str) -> None:
    """An idempotency key that is itself a value, sent again with another body, and again with the same."""
    key = {"idempotency-key": f'"{planted.email}"'}
    good = {"person": person, "values": planted.sign_up, "notice": "sign-up"}
    first, again = (http.post("/v1/collect", json=good, headers=key) for _ in range(2))
    assert first.is_success
    assert (first.status_code, first.content) == (again.status_code, again.content)
    told(watch, first)
    other = {**good, "values": {"email": planted.email}}
    clash = http.post("/v1/collect", json=other, headers=key)
    assert clash.status_code in (409, 422)
    watch.saw("clash", clash.content)


def test_bad_input_is_never_repeated(troth: House, capfd: pytest.CaptureFixture[str]) -> None:
    planted = Planted()
    watch = Watch(planted)
    with listening(watch), serving(troth) as served, served.http() as http:
        person = http.post("/v1/people", json={"kind": "individual"}).json()["person"]
        replays(http, watch, planted, person)
        for body in bodies(planted, person):
            content = json.dumps(body).encode()
            for path in ACTS:
                send(http, watch, path, content)
            send(http, watch, "collect", content[:-2])
        for path, body in events(planted):
            send(http, watch, f"people/{person}/{path}", json.dumps(body).encode())
        send(http, watch, "use", b"{}", authorization=f"Bearer {planted.email}")
        addresses(http, watch, planted)
        watch.store(troth)
    watch.saw("output", *capfd.readouterr())
    assert watch.here == []
    assert {"answer 401", "answer 404", "answer 405", "answer 422", "clash", "log", "output"} <= watch.places
