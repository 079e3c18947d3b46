"""One HTTP request at the desk: who asks, and the act done once (draft-ietf-httpapi-idempotency-key-header)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Annotated, Any

from fastapi import Depends, Header, Query, Request, Response

from troth.api.problems import MEDIA as PROBLEM
from troth.api.problems import of_refusal
from troth.api.wire import written
from troth.app import Troth
from troth.app.accounts import Account, Scope, is_good
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
_REPLAYED = {"idempotent-replayed": "true"}


class NoKey(NotAllowed):
    """The key that came in is good no longer."""

    status = 401


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
        if not is_good(tx, self.key):
            raise NoKey("no valid key came with this")

    def act(self, do: Act) -> Response:
        """Does it in one transaction, once: decision, entry and remembered answer stand or fall together."""
        with self.troth.database.write() as tx:
            done = self._done(tx, do)
        return _answer(*done)

    async def act_together(self, do: Act, person: int) -> Response:
        """As `act`, in a group with what others do at this moment. `do` may be called again after it was undone."""
        return _answer(*await self.troth.database.together.arun(partial(self._done, do=do), person))

    def _done(self, tx: Connection, do: Act) -> tuple[Remembered, bool]:
        """The answer, and whether it was given before."""
        self._good(tx)
        if self.once is None:
            return do(tx), False
        before = self.once.claim(tx, self.troth.clock())
        if before is not None:
            return before, True
        done = do(tx)
        self.once.remember(tx, done)
        return done, False

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


def _answer(done: Remembered, replayed: bool) -> Response:
    return Response(done.body, done.status, _REPLAYED if replayed else None, done.media or None)


def desk_of(
    troth: Troth, account: Account, key: str, once: str | None, method: str, path: str, accept: str, body: bytes
) -> Desk:
    """The desk for an act; an idempotency key is bound to all that was sent."""
    if once is None:
        return Desk(troth, account, key)
    content = f"{method} {path}\n{accept}\n".encode() + body
    return Desk(troth, account, key, Once(account.id, once.strip('"'), content, troth.vault))


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
        account, accept = _account(request, scope), request.headers.get("accept", "")
        body = await request.body() if whole_body and idempotency_key is not None else b""
        place = (request.method, request.url.path, accept)
        return desk_of(request.app.state.troth, account, request.state.key, idempotency_key, *place, body)

    return _with_scope(desk, scope)


After = Annotated[str | None, Query(max_length=200, description="`next` of the answer before")]
Limit = Annotated[int, Query(ge=1, le=200)]

Asks = Annotated[Desk, acting("ask")]
Collects = Annotated[Desk, acting("collect", whole_body=False)]
Uses = Annotated[Desk, acting("use")]
Discloses = Annotated[Desk, acting("disclose")]
Publishes = Annotated[Desk, acting("publish")]
Links = Annotated[Desk, acting("link")]
Sees = Annotated[Desk, reading("publish")]
ChangesPeople = Annotated[Desk, acting("people")]
SeesPeople = Annotated[Desk, reading("people")]
Records = Annotated[Desk, acting("record")]
Registers = Annotated[Desk, acting("register")]
Reads = Annotated[Desk, reading("read")]
