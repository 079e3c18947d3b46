"""The edge: what holds of every HTTP request and answer, whatever route they take.

Nothing that was sent is logged: a line has the method, the route's template, the status, the time it took and the
opaque id of the account.
"""

from __future__ import annotations

import logging
import secrets
import time
import traceback
from collections.abc import Iterable

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from troth.api.problems import problem, response

access = logging.getLogger("troth.access")
incidents = logging.getLogger("troth.incidents")

_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), browsing-topics=()"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
_HSTS = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
_ADDED = ([*_HEADERS], [*_HEADERS, _HSTS])  # over HTTP, over TLS
_TO_PAGES = ([(b"x-content-type-options", b"nosniff")], [(b"x-content-type-options", b"nosniff"), _HSTS])
_OURS = frozenset((*(name for name, _ in _ADDED[True]), b"server"))


def is_api(path: str) -> bool:
    """Whether a path is the API's: pages that are mounted beside it bring headers of their own."""
    return path == "/openapi.json" or path == "/v1" or path.startswith("/v1/")


class Edge:
    """Security headers, the limit of a body's size, the access log, and a quiet end for what was not foreseen."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app, self._limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visit = _Visit(scope, receive, send, self._limit)
        try:
            if visit.announced > self._limit:
                await self._too_large(scope, visit)
            else:
                await self._app(scope, visit.receive, visit.send)
        except Exception as error:  # noqa: BLE001  the last one to see it: it must become an answer, and show no value
            await _incident(scope, visit, error)
        finally:
            visit.log()

    async def _too_large(self, scope: Scope, visit: _Visit) -> None:
        told = problem(413, "too-large", f"the body is larger than {self._limit} bytes")
        await response(told, {"connection": "close"})(scope, visit.receive, visit.send)


class _Visit:
    """One HTTP request passing the edge: counts what comes, adds headers to what goes."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._left, self._start = limit, time.perf_counter()
        self.status: int | None = None
        self.announced = _announced(scope["headers"])

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413, headers={"connection": "close"})
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": self._headers(message.get("headers", ()))}
        await self._send(message)

    def _headers(self, given: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        added = (_ADDED if is_api(self._scope["path"]) else _TO_PAGES)[self._scope["scheme"] == "https"]
        headers = list(given)
        have = {name.lower() for name, _ in headers}
        if _OURS.isdisjoint(have):
            return headers + added
        kept = [(name, value) for name, value in headers if name.lower() != b"server"]
        return kept + [(name, value) for name, value in added if name not in have]

    def log(self) -> None:
        if not access.isEnabledFor(logging.INFO):
            return
        route = self._scope.get("route")
        account = self._scope.get("state", {}).get("account")
        access.info(
            "%s %s %s %.1fms %s",
            self._scope["method"] if route else "-",
            getattr(route, "path", "-"),
            self.status,
            (time.perf_counter() - self._start) * 1000,
            getattr(account, "id", "-"),
        )


def _announced(headers: Iterable[tuple[bytes, bytes]]) -> int:
    length = next((value for name, value in headers if name == b"content-length"), b"0")
    return int(length) if length.isdigit() else 0


async def _incident(scope: Scope, visit: _Visit, error: Exception) -> None:
    """Answers 500 with a number to find it by. The log has the kind of error and its places, not its message."""
    number = secrets.token_hex(8)
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = " > ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames)
    incidents.error("incident %s: %s at %s", number, type(error).__qualname__, places)
    if visit.status is None:
        told = problem(500, "incident", "something went wrong that was not foreseen", incident=number)
        await response(told)(scope, visit.receive, visit.send)


def install(app: FastAPI, limit: int) -> None:
    app.add_middleware(Edge, limit=limit)
