"""Each route of /v1 has a call of the client, or a reason why not."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Literal, get_args, get_origin, get_type_hints

import httpx
import pytest

from troth.api.app import described
from troth.client import Client

# What no app of the company calls: by the beginning of the path.
NOT_OURS = {
    "/v1/agent/": "other companies' agents call it, signed, as the Data Rights Protocol says",
    "/v1/data-rights-request": "as above",
    "/v1/app-keys": "who runs the place enters the keys that vouch for people: troth app-key",
    "/v1/holds": "who answers for a hold places it, at the console: an app knows of no lawsuit",
    "/v1/attestations": "the owner of what no machine can see attests it: troth attest",
    "/v1/health": "for monitors: it needs neither key nor words",
}
OF_WIRE = ("close", "fresh_key")


class Seen(Exception):
    """An HTTP request left the client."""


class Watched(httpx.BaseTransport):
    """Tells what was asked, and answers nothing."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        raise Seen(request.method, request.url.path)


def routes() -> list[tuple[str, str]]:
    paths = described().openapi()["paths"]
    return [(method.upper(), path) for path, ways in paths.items() for method in ways]


def some(kind: Any) -> list[Any]:
    """Arguments of that type: each of those that a Literal lists, else one."""
    if get_origin(kind) is Literal:
        return list(get_args(kind))
    by_type: dict[Any, Any] = {str: "x", bool: True, int: 1, datetime: datetime(2014, 3, 1, tzinfo=UTC)}
    return [by_type[kind] if kind in by_type else {} if "Mapping" in str(kind) else []]


def called(name: str) -> Iterator[tuple[str, str]]:
    """What a call asks of the server, once for each word of its Literals."""
    client = Client("http://127.0.0.1", "troth_x", transport=Watched())
    call = getattr(client, name)
    hints = get_type_hints(getattr(Client, name))
    wanted = [p for p in inspect.signature(call).parameters.values() if p.kind is not p.VAR_KEYWORD]
    first = {p.name: some(hints[p.name])[0] for p in wanted if p.default is p.empty}
    each = [(p.name, value) for p in wanted for value in some(hints[p.name]) if get_origin(hints[p.name]) is Literal]
    for one in [{}, *({word: value} for word, value in each)]:
        with pytest.raises(Seen) as seen:
            list(call(**first | one))
        yield seen.value.args


def calls() -> list[str]:
    found = inspect.getmembers(Client, inspect.isfunction)
    return [name for name, _ in found if not name.startswith("_") and name not in OF_WIRE]


def asked_by_the_client() -> set[tuple[str, str]]:
    there = [(method, path, re.compile(re.sub(r"{[^}]+}", "[^/]+", path))) for method, path in routes()]
    asked = set()
    for name in calls():
        for way, place in called(name):
            found = [(method, path) for method, path, form in there if method == way and form.fullmatch(place)]
            assert len(found) == 1, f"{name} asks {way} {place}, which is no route"
            asked |= set(found)
    return asked


def test_each_route_has_a_call_or_a_reason() -> None:
    missing = set(routes()) - asked_by_the_client()
    assert sorted(path for _, path in missing if not path.startswith(tuple(NOT_OURS))) == []


def test_each_reason_is_still_needed() -> None:
    missing = {path for _, path in set(routes()) - asked_by_the_client()}
    assert [start for start in NOT_OURS if not any(path.startswith(start) for path in missing)] == []
