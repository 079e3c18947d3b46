"""Who may come in: keys, scopes, rates."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.api.house import EVERYTHING, Served, opened, serving
from troth.app import accounts

ROUTES = [
    ("ask", "POST", "/v1/ask", {}),
    ("collect", "POST", "/v1/collect", {}),
    ("use", "POST", "/v1/use", {"person": "p0000000000001", "data": ["email"], "for": "support"}),
    ("use", "POST", "/v1/verify", {"person": "p0000000000001", "category": "pin", "candidate": "1"}),
    ("disclose", "POST", "/v1/disclose", {"person": "p0000000000001", "data": ["email"], "for": "support", "to": "x"}),
    (
        "publish",
        "POST",
        "/v1/publish",
        {"person": "p0000000000001", "data": ["name"], "for": "support", "to": "public"},
    ),
    ("link", "POST", "/v1/link", {"person": "p0000000000001", "data": ["name"], "for": "support", "with": "email"}),
    ("people", "POST", "/v1/people", {}),
    ("people", "DELETE", "/v1/people/p0000000000001", None),
    ("people", "GET", "/v1/people/p0000000000001/items", None),
    ("record", "POST", "/v1/people/p0000000000001/signals", {"gpc": True}),
    ("register", "POST", "/v1/notices", {}),
    ("register", "DELETE", "/v1/recipients/x", None),
    ("read", "GET", "/v1/policies", None),
    ("read", "GET", "/v1/ledger/key", None),
]


@pytest.mark.parametrize(("scope", "method", "path", "body"), ROUTES)
def test_a_route_wants_its_scope_and_no_other(served: Served, scope: str, method: str, path: str, body: object) -> None:
    with served.http(*(other for other in EVERYTHING if other != scope)) as without, served.http(scope) as with_it:
        turned_away = without.request(method, path, json=body)
        assert (turned_away.status_code, turned_away.json()["code"]) == (403, "not-allowed")
        assert with_it.request(method, path, json=body).status_code != 403


@pytest.mark.parametrize("header", [None, "Basic YTpi", "Bearer", "Bearer troth_short", "Bearer troth_" + "a" * 52])
def test_without_a_valid_key_nobody_comes_in(served: Served, header: str | None) -> None:
    headers = {"authorization": header} if header else {}
    answer = httpx.post(f"{served.url}/v1/use", headers=headers, content=b"not even JSON")
    assert (answer.status_code, answer.json()["code"]) == (401, "no-key")
    assert answer.headers["www-authenticate"] == 'Bearer realm="troth"'


def test_a_revoked_key_and_an_unknown_one_look_alike(served: Served) -> None:
    with served.troth.database.write() as tx:
        account, key = accounts.make(tx, "gone", ["read"], (), served.troth.clock())
        accounts.revoke(tx, account.id, served.troth.clock())
    keys = (key, "troth_" + "b" * 52)
    revoked, unknown = (httpx.get(f"{served.url}/v1/policies", headers={"authorization": f"Bearer {k}"}) for k in keys)
    headers = [{n: v for n, v in answer.headers.items() if n != "date"} for answer in (revoked, unknown)]
    assert (revoked.status_code, revoked.content, headers[0]) == (401, unknown.content, headers[1])


def test_health_needs_no_key_and_says_nothing_else(served: Served) -> None:
    answer = httpx.get(f"{served.url}/v1/health")
    assert (answer.status_code, answer.content) == (200, b'{"ok":true}')


def test_a_key_and_an_address_without_one_each_have_their_rate(tmp_path: Path) -> None:
    with opened(tmp_path, rate="3/hour", rate_unknown="2/hour") as troth, serving(troth) as served:
        with served.http("read") as one:
            statuses = [one.get("/v1/policies").status_code for _ in range(5)]
        unknown = [httpx.get(f"{served.url}/v1/policies") for _ in range(3)]
    assert statuses == [200, 200, 200, 429, 429]
    assert [answer.status_code for answer in unknown] == [401, 401, 429]
    assert 0 < int(unknown[-1].headers["retry-after"]) <= 3600
    assert unknown[-1].json()["code"] == "too-often"


def test_a_key_that_was_good_a_moment_ago_is_out_once_revoked(served: Served) -> None:
    with served.troth.database.write() as tx:
        account, key = accounts.make(tx, "soon gone", ["people"], (), served.troth.clock())
    with httpx.Client(base_url=served.url, headers={"authorization": f"Bearer {key}"}) as http:
        assert http.post("/v1/people", json={}).status_code == 201
        with served.troth.database.write() as tx:
            accounts.revoke(tx, account.id, served.troth.clock())
        turned_away = [http.post("/v1/people", json={}), http.get("/v1/people")]
    assert [answer.status_code for answer in turned_away] == [401, 401]
    assert turned_away[0].headers["www-authenticate"] == 'Bearer realm="troth"'
