"""Who may come in: application keys (RFC 6750), before a body is read; and how often (RFC 6585, section 4)."""

from __future__ import annotations

import hashlib
import math
import re
import time
from collections.abc import Iterable

from fastapi import FastAPI, Response
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from troth.api.edge import is_api
from troth.api.problems import problem, response, who_are_you
from troth.app import Troth, accounts
from troth.app.rates import Rate

_A_WHILE = 1.0  # seconds
_MANY = 10_000
AGENTS = ("/v1/agent/", "/v1/data-rights-request")  # who prove themselves in another way
OPEN = frozenset(("/v1/health",))
_BEARER = re.compile(rb"Bearer (troth_[a-z2-7]{20,100})", re.IGNORECASE)


class Doorkeeper:
    """Lets in who has a key, and puts their account into the request's state.

    An unknown key and a revoked one get the same answer. Those without a valid key are counted by their address.
    A key that was good a second ago comes in at once: what touches the store looks again, in its own transaction.
    """

    def __init__(self, app: ASGIApp, troth: Troth) -> None:
        self._app, self._troth = app, troth
        self._good: dict[bytes, tuple[float, accounts.Account]] = {}
        self._rate, self._rate_unknown = Rate.read(troth.settings.rate), Rate.read(troth.settings.rate_unknown)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_api(scope["path"]) or scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        turned_away = await self._turned_away(scope)
        await (turned_away or self._app)(scope, receive, send)

    async def _turned_away(self, scope: Scope) -> Response | None:
        key = _key(scope["headers"])
        account = await self._account(key) if key else None
        if account is not None:
            scope.setdefault("state", {}).update(account=account, key=key)
            return _too_often(self._rate, account.id)
        address = scope["client"][0] if scope.get("client") else "unknown"
        too_often = _too_often(self._rate_unknown, address)
        public = scope["path"] == "/openapi.json" or scope["path"].startswith(AGENTS)
        return too_often or (None if public else who_are_you())

    async def _account(self, key: str) -> accounts.Account | None:
        digest, now = hashlib.sha256(key.encode()).digest(), time.monotonic()
        until, account = self._good.get(digest, (0.0, None))
        if now < until:
            return account
        account = await run_in_threadpool(self._looked_up, key)
        if account is not None:
            if len(self._good) >= _MANY:
                self._good.clear()
            self._good[digest] = (now + _A_WHILE, account)
        return account

    def _looked_up(self, key: str) -> accounts.Account | None:
        with self._troth.database.read() as tx:
            return accounts.by_key(tx, key)


def _too_often(rate: Rate, who: str) -> Response | None:
    wait = rate.wait(who)
    if not wait:
        return None
    told = problem(429, "too-often", "too many HTTP requests", help="wait as long as Retry-After says")
    return response(told, {"retry-after": str(max(1, math.ceil(wait)))})


def _key(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    found = next((value for name, value in headers if name == b"authorization"), b"")
    match = _BEARER.fullmatch(found)
    return match[1].decode() if match else None


def install(app: FastAPI, troth: Troth) -> None:
    app.add_middleware(Doorkeeper, troth=troth)
