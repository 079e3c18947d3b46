"""What holds of every answer: headers, sizes, and that nothing which was sent is told again."""

from __future__ import annotations

import json
import logging
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.api.house import Served, opened, serving
from troth.api import server
from troth.errors import SettingsError
from troth.gate import Gate

PLANTED = "planted-a1b2c3@quill.example"


def test_every_answer_has_the_security_headers(served: Served, http: httpx.Client) -> None:
    answers = [
        http.get("/v1/policies"),
        http.get("/v1/nowhere"),
        http.post("/v1/use", content=b"{"),
        httpx.get(served.url + "/v1/use"),
    ]
    for answer in [*answers, httpx.get(served.url + "/v1/health"), httpx.get(served.url + "/openapi.json")]:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert not {"server", "strict-transport-security", "access-control-allow-origin"} & set(answer.headers)


def test_behind_tls_the_browser_is_told_to_stay_there(http: httpx.Client) -> None:
    answer = http.get("/v1/policies", headers={"x-forwarded-proto": "https"})
    assert answer.headers["strict-transport-security"].startswith("max-age=63072000")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with opened(tmp_path_factory.mktemp("small"), body_limit=2000) as troth, serving(troth) as running:
        yield running


def test_a_body_beyond_the_limit_is_not_read(small: Served) -> None:
    with small.http() as http:
        for path in ("/v1/use", "/v1/ask", "/v1/collect"):
            for content in (b" " * 2001, iter([b" " * 1500, b" " * 1500])):  # announced, and found out on the way
                answer = http.post(path, content=content, headers={"content-type": "application/json"})
                assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_a_form_beyond_the_limit_is_not_read(small: Served) -> None:
    with small.http() as http:
        answer = http.post("/v1/collect", data={"request": "{}"}, files={"health": b"x" * 3000})
    assert answer.status_code == 413


def test_a_head_without_an_end_is_turned_away(served: Served) -> None:
    port = int(served.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(b"GET /v1/health HTTP/1.1\r\n")
        with suppress(ConnectionError):  # it may hang up while we still send
            for _ in range(100):
                connection.sendall(b"x-more: " + b"y" * 2000 + b"\r\n")
        with suppress(ConnectionError):
            answer = connection.recv(65_536)
            assert not answer or answer.startswith(b"HTTP/1.1 400")
        with suppress(ConnectionError):
            assert connection.recv(1) == b""
    assert httpx.get(f"{served.url}/v1/health", headers={"x-long": "y" * 20_000}).status_code == 200


WRONG = [
    ("/v1/use", {"person": PLANTED, "data": ["email"], "for": "support"}),
    ("/v1/use", {"person": "p0000000000001", "data": [PLANTED], "for": "support"}),
    ("/v1/use", {"person": "p0000000000001", "data": ["email"], "for": PLANTED, PLANTED: 1}),
    ("/v1/collect", {"person": "p0000000000001", "values": {PLANTED: 1, "email": PLANTED}}),
    ("/v1/collect", {"person": "p0000000000001", "values": {"email": PLANTED}, "for": "support", "notice": "nope"}),
    ("/v1/ask", {"action": PLANTED, PLANTED: PLANTED}),
    ("/v1/ask/batch", [{"person": PLANTED, "action": "use", "data": [PLANTED], "for": PLANTED}]),
    ("/v1/people/find", {"email": PLANTED, "phone": PLANTED}),
    ("/v1/verify", {"person": "p0000000000001", "category": "pin", "candidate": PLANTED}),
    (f"/v1/people/{PLANTED}/facts", {"fact": PLANTED, "value": PLANTED, "at": PLANTED}),
    (f"/v1/nowhere/{PLANTED}", {}),
    (f"/v1/use?{PLANTED}={PLANTED}", {"person": PLANTED}),
]


@pytest.mark.parametrize(("path", "body"), WRONG)
def test_no_error_and_no_log_tells_what_was_sent(
    http: httpx.Client, caplog: pytest.LogCaptureFixture, path: str, body: object
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore"):  # the test's own side
        caplog.set_level(logging.CRITICAL, name)
    answers = [http.post(path, json=body), http.post(path, content=json.dumps(body)[:-1])]
    for answer in answers:
        assert answer.status_code in (200, 401, 404, 422)
        assert "planted" not in answer.text + str(answer.headers)
    assert "planted" not in caplog.text


def test_a_refusal_tells_no_value_either(http: httpx.Client, person: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sent = {"person": person, "values": {"health": PLANTED}, "for": "product-advice"}
    answer = http.post("/v1/collect", json=sent)
    assert (answer.status_code, "planted" in answer.text, "planted" in caplog.text) == (403, False, False)


class Broken(Gate):
    """A gate with a fault: its error says a value."""

    def perform(self, *_: object) -> object:  # type: ignore[override]
        raise ZeroDivisionError(PLANTED)


def test_what_was_not_foreseen_gets_a_number_and_no_words(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with opened(tmp_path) as troth, serving(troth) as served, served.http() as http:
        troth.gate = Broken(troth.database, troth.engine, troth.vault, troth.ledger, troth.clock)
        answer = http.post("/v1/use", json={"person": "p0000000000001", "data": ["email"], "for": "support"})
    told = answer.json()
    assert (answer.status_code, told["code"], answer.headers["cache-control"]) == (500, "incident", "no-store")
    assert f"incident {told['incident']}: ZeroDivisionError at" in caplog.text
    assert "planted" not in answer.text + caplog.text


def _logged(caplog: pytest.LogCaptureFixture, start: str) -> bool:
    """Whether such a line comes: it is written after the answer went out."""
    for _ in range(500):
        if any(record.message.startswith(start) for record in caplog.records if record.name == "troth.access"):
            return True
        time.sleep(0.01)
    return False


def test_the_access_log_has_the_route_and_not_the_path(
    http: httpx.Client, person: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "troth.access")
    http.get(f"/v1/people/{person}", params={"limit": 3})
    assert _logged(caplog, "GET /v1/people/{person} 200")
    assert person not in caplog.text


def test_without_a_certificate_only_loopback_is_served(tmp_path: Path) -> None:
    with opened(tmp_path, host="192.0.2.1") as troth, pytest.raises(SettingsError):
        server(lambda *_: None, troth.settings)  # type: ignore[arg-type, return-value]
