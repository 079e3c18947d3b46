"""One HTTP request at the desk: who asks, and the act done once (draft-ietf-httpapi-idempotency-key-header)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import Depends, Header, HTTPException, Query, Request, Response

from troth.api.problems import MEDIA as PROBLEM
from troth.api.problems import of_refusal
from troth.api.wire import written
from troth.app import Troth
from troth.app.accounts import Account, Scope, by_key
from troth.app.idempotency import Once, Remembered
from troth.db import Connection
from troth.errors import NotAllowed
from troth.gate import Caller, Outcome
from troth.ledger import HOUSE
from troth.people import parse_person_ref, revision

KEY = r'^"?[\x21\x23-\x5b\x5d-\x7e]{1,255}"?$'
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=KEY,
        max_length=257,
        description="A key of your own for this act, such as a UUID: sent twice, it acts once.",
    ),
]
Act = Callable[[Connection], Remembered]


def reply(body: Any, status: int = 200, person: int = HOUSE) -> Remembered:
    """An answer in JSON, speaking of a person."""
    return Remembered(status, written(body), "application/json", person)


def found(body: Any) -> Response:
    """An answer in JSON to a question that changes nothing."""
    return Response(written(body), media_type="application/json")


@dataclass(frozen=True, slots=True)
class Desk:
    """The deployment, the account that asks, and the idempotency key if one came."""

    troth: Troth
    account: Account
    key: str = field(repr=False)
    once: Once | None = None

    @property
    def caller(self) -> Caller:
        return self.account.caller

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """The store at one moment, for an account whose key is good at that moment."""
        with self.troth.database.read() as tx:
            self._good(tx)
            yield tx

    def _good(self, tx: Connection) -> None:
        if by_key(tx, self.key) is None:
            raise HTTPException(401)

    def act(self, do: Act) -> Response:
        """Does it in one transaction, once: decision, entry and remembered answer stand or fall together."""
        with self.troth.database.write() as tx:
            self._good(tx)
            before = self.once.claim(tx, self.troth.clock()) if self.once else None
            done = before or do(tx)
            if self.once and before is None:
                self.once.remember(tx, done)
        headers = {"idempotent-replayed": "true"} if before else {}
        return Response(done.body, done.status, headers, done.media or None)

    def look(self, do: Act) -> Response:
        """As `act`, for what changes nothing: without an idempotency key nothing is written."""
        if self.once is not None:
            return self.act(do)
        with self.read() as tx:
            done = do(tx)
        return Response(done.body, done.status, media_type=done.media)

    def outcome(self, done: Outcome, person: int, body: Callable[[Outcome], Remembered]) -> Remembered:
        """The answer to an act at the gate: what `body` makes of it, or the problem of its refusal."""
        if done.refusal is None:
            return body(done)
        told = of_refusal(done.refusal, done.answer, done.entry, self.troth.engine)
        return Remembered(told["status"], written(told), PROBLEM, person)

    def for_request(self, content: bytes) -> Desk:
        """The same, with the idempotency key bound to what was sent, where that is not the body as it came."""
        return self if self.once is None else replace(self, once=replace(self.once, request=content))


def person_at(tx: Connection, reference: str) -> int:
    """The id of a person who is here. NotFound otherwise, also once erased."""
    person = parse_person_ref(reference)
    revision(tx, person)
    return person


def _account(request: Request, scope: Scope) -> Account:
    account: Account | None = getattr(request.state, "account", None)
    if account is None:  # the doorkeeper lets nobody in without one
        raise NotAllowed("no account came with this")
    account.need(scope)
    return account


def _with_scope(desk: Callable[..., Any], scope: Scope) -> Any:
    """The dependency, and for the documentation the scope it wants."""
    desk.scope = scope  # type: ignore[attr-defined]
    return Depends(desk)


def reading(scope: Scope) -> Any:
    """The desk for a route that changes nothing."""

    async def desk(request: Request) -> Desk:
        return Desk(request.app.state.troth, _account(request, scope), request.state.key)

    return _with_scope(desk, scope)


def acting(scope: Scope, *, whole_body: bool = True) -> Any:
    """The desk for a route that acts. Without `whole_body` the route binds the key to what was sent itself."""

    async def desk(request: Request, idempotency_key: IdempotencyKey = None) -> Desk:
        troth: Troth = request.app.state.troth
        found = Desk(troth, _account(request, scope), request.state.key)
        if idempotency_key is None:
            return found
        place = f"{request.method} {request.url.path}\n{request.headers.get('accept', '')}\n".encode()
        content = place + (await request.body() if whole_body else b"")
        return replace(found, once=Once(found.account.id, idempotency_key.strip('"'), content, troth.vault))

    return _with_scope(desk, scope)


After = Annotated[str | None, Query(max_length=200, description="`next` of the answer before")]
Limit = Annotated[int, Query(ge=1, le=200)]

Asks = Annotated[Desk, acting("ask")]
Collects = Annotated[Desk, acting("collect", whole_body=False)]
Uses = Annotated[Desk, acting("use")]
Discloses = Annotated[Desk, acting("disclose")]
Publishes = Annotated[Desk, acting("publish")]
Links = Annotated[Desk, acting("link")]
ChangesPeople = Annotated[Desk, acting("people")]
SeesPeople = Annotated[Desk, reading("people")]
Records = Annotated[Desk, acting("record")]
Registers = Annotated[Desk, acting("register")]
Reads = Annotated[Desk, reading("read")]
