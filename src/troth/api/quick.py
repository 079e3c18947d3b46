"""The short way for the busiest acts: straight from the body to the desk, without the framework in between.

Only what is plainly in order goes this way. Whatever is not (a query, another media type, a field that is wrong, a
key that does not reach that far) goes on to the route of the framework, which says what is the matter. So the two
differ in time alone: the shape of the body and what is done are the route's own.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import FastAPI, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic_core import from_json
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from troth.api.desk import KEY, Desk, desk_of
from troth.api.problems import told
from troth.app import Troth
from troth.app.accounts import Scope as Right
from troth.db import StoreError
from troth.errors import TrothError

M = TypeVar("M", bound=BaseModel)
_KEY = re.compile(KEY)
_PLAIN = frozenset((b"authorization", b"content-type", b"idempotency-key", b"accept"))


@dataclass(frozen=True, slots=True)
class Short:
    """What a POST of JSON needs: the scope of its key, how its body is read (ValueError: not so), and what is done."""

    right: Right
    read: Callable[[bytes], Any]
    do: Callable[[Desk, Any], Awaitable[Response]]
    marked: bytes = b""  # stands before the body where an idempotency key is bound to it


def shaped(model: type[M]) -> Callable[[bytes], M]:
    """Reads a body of that shape."""
    return lambda body: model.model_validate(from_json(body, allow_inf_nan=False))


class Quick:
    """Behind the doorkeeper, before the framework. `shorts`: by path."""

    def __init__(self, app: ASGIApp, troth: Troth, shorts: Mapping[str, Short], routes: Mapping[str, APIRoute]) -> None:
        self._app, self._troth, self._shorts, self._routes = app, troth, shorts, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        short = self._shorts.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        headers = _headers(scope) if short is not None and not scope["query_string"] else None
        if short is None or headers is None:
            await self._app(scope, receive, send)
            return
        body, again = await _whole(receive)
        found = self._read(scope, short, headers, body) if body is not None else None
        if found is None:
            await self._app(scope, again, send)
            return
        scope["route"] = self._routes[scope["path"]]
        await (await _done(short, *found))(scope, receive, send)

    def _read(self, scope: Scope, short: Short, headers: dict[bytes, bytes], body: bytes) -> tuple[Desk, Any] | None:
        """The desk and what is asked of it; None when anything is out of order."""
        account, key = scope["state"]["account"], headers.get(b"idempotency-key", b"").decode("latin-1")
        if short.right not in account.scopes or (b"idempotency-key" in headers and not _KEY.fullmatch(key)):
            return None
        try:
            asked = short.read(body)
        except ValueError:  # no JSON, or not of that shape
            return None
        accept = headers.get(b"accept", b"").decode("latin-1")
        content = (scope["method"], scope["path"], accept, short.marked + body)
        return desk_of(self._troth, account, scope["state"]["key"], key or None, *content), asked


async def _done(short: Short, desk: Desk, asked: Any) -> Response:
    try:
        return await short.do(desk, asked)
    except (TrothError, StoreError) as error:
        if (problem := told(error)) is None:
            raise
        return problem


def _headers(scope: Scope) -> dict[bytes, bytes] | None:
    """Those that matter, each once, of a body in JSON; else None."""
    found: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in _PLAIN and found.setdefault(name, value) is not value:
            return None
    return found if found.get(b"content-type") == b"application/json" else None


async def _whole(receive: Receive) -> tuple[bytes | None, Receive]:
    """The body, None when it did not come to its end; and what gives all that came, and then goes on."""
    came: list[Message] = []

    async def again() -> Message:
        return came.pop(0) if came else await receive()

    while True:
        try:
            message = await receive()
        except HTTPException as error:  # too large: the framework answers
            return None, _raising(error)
        came.append(message)
        if message["type"] != "http.request":
            return None, again
        if not message.get("more_body", False):
            return b"".join(each.get("body", b"") for each in came), again


def _raising(error: HTTPException) -> Receive:
    async def receive() -> Message:
        raise error

    return receive


def install(app: FastAPI, troth: Troth, shorts: Mapping[str, Short], routes: Iterable[BaseRoute]) -> None:
    """`routes`: among them those of the shorts."""
    found = {route.path: route for route in routes if isinstance(route, APIRoute) and route.path in shorts}
    app.add_middleware(Quick, troth=troth, shorts=shorts, routes=found)
