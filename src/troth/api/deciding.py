"""Decide: up to a thousand questions in one body, over facts that are sent, and read, once.

Pure, as `ask` of facts is: nothing happens, nothing is recorded, the store is not touched. An answer that was given
before is not written anew: the engine keeps its answers, and we keep each as the JSON that it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Request, Response
from msgspec import Meta, Struct
from pydantic import Field, ValidationError
from starlette.concurrency import run_in_threadpool

from troth.api.asked import ActionName, CellIn, Shared
from troth.api.asking import Answers
from troth.api.desk import Asks, Desk
from troth.api.documented import answers, by_hand
from troth.api.quick import Short, shaped
from troth.api.wire import Strict, written
from troth.app.idempotency import Remembered
from troth.engine import Answer, CompiledVersion, Engine, Facts, Sparing, read_request
from troth.engine import Request as Asked
from troth.errors import RequestError

router = APIRouter(prefix="/v1", tags=["acts"])
MOST = 1000
_MANY = 20_000  # answers whose JSON is kept


class DecideIn(Strict):
    """`given` holds for all that is `asked`."""

    given: Shared
    asked: Annotated[list[CellIn], Field(min_length=1, max_length=MOST)]


class _Cell(Struct, gc=False, forbid_unknown_fields=True, rename={"purpose": "for", "other": "with"}):
    action: ActionName
    data: str
    purpose: str
    to: str | None = None
    other: str | None = None

    def lacks(self) -> bool:
        """Whether it needs a recipient or another datum, and names none."""
        return (self.to is None and self.action == "disclose") or (self.other is None and self.action == "link")


class _Body(Struct, gc=False, forbid_unknown_fields=True):
    given: dict[str, Any]
    asked: Annotated[list[_Cell], Meta(min_length=1, max_length=MOST)]


_decode = msgspec.json.Decoder(_Body).decode
_BODY = {"required": True, "content": {"application/json": {"schema": by_hand(DecideIn)[0]}}}


@router.post("/decide", response_model=None, responses=answers(Answers), openapi_extra={"requestBody": _BODY})
async def decide(desk: Asks, request: Request) -> Response:
    """Many questions over the same facts: an answer to each, in their order. Nothing happens or is recorded."""
    body = await request.body()
    try:
        return await _answered(desk, _read(body))
    except ValueError:
        _explain(body)  # says which field is wrong
        raise RequestError("the body is not as documented", help="see DecideIn in the documentation") from None


def _explain(body: bytes) -> None:
    """Raises what is wrong with a body: ValidationError, or RequestError."""
    try:
        shaped(DecideIn)(body)
    except ValidationError:
        raise
    except ValueError:
        raise RequestError("the body is not JSON") from None


def _read(body: bytes) -> _Body:
    try:
        return _decode(body)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise ValueError(str(type(error))) from None


async def _answered(desk: Desk, body: _Body) -> Response:
    told = b'{"answers":[' + b",".join(_each(desk.troth.engine, body)) + b"]}"
    if desk.once is None:
        return Response(told, media_type="application/json")
    return await run_in_threadpool(desk.act, lambda _: Remembered(200, told))


SHORTS = {"/v1/decide": Short("ask", _read, _answered)}


def _each(engine: Engine, body: _Body) -> Iterable[bytes]:
    """The answers as JSON; of a question that is none, its error."""
    first = body.asked[0]
    base = read_request({**body.given, "action": "use", "data": [first.data], "for": first.purpose})
    engine.words.check_facts(base)
    covering = engine.covering(base.property, base.at)
    version = covering[0][1] if len(covering) == 1 else None
    if version is None:
        near = Sparing()
        return (_one_by_one(engine, base, body.given, cell, near) for cell in body.asked)
    return _under(engine, version, base, body)


def _under(engine: Engine, version: CompiledVersion, base: Asked, body: _Body) -> Iterator[bytes]:
    """All under one version, over facts made ready once."""
    facts, place, source, of, told = Facts.of(base), base.property, base.datum.source, engine.decide, _told
    near = Sparing()
    for cell in body.asked:
        try:
            key = (cell.action, cell.data, cell.purpose, place, cell.to, cell.other, source)
            answer = None if cell.lacks() else of(version.cell(key, near), facts)
        except RequestError as error:
            yield _wrong(error)
            continue
        if answer is None:
            yield _one_by_one(engine, base, body.given, cell, near)
            continue
        kept = told.get(id(answer))
        yield kept[1] if kept is not None else _written(answer)


def _one_by_one(engine: Engine, base: Asked, given: dict[str, Any], cell: _Cell, near: Sparing) -> bytes:
    try:
        if cell.lacks():
            read_request({**given, "action": cell.action, "data": [cell.data], "for": cell.purpose})
        data, purpose = (cell.data,), cell.purpose
        asked = replace(base, action=cell.action, data=data, purpose=purpose, to=cell.to, other=cell.other)
        return written(engine.ask(asked, near).to_json())
    except RequestError as error:
        return _wrong(error)


def _wrong(error: RequestError) -> bytes:
    return written({"error": error.code, "detail": error.message})


_told: dict[int, tuple[Answer, bytes]] = {}  # by the answer's id: it is kept beside, so that no other takes its place


def _written(answer: Answer) -> bytes:
    if len(_told) >= _MANY:
        _told.clear()
    made = written(answer.to_json())
    _told[id(answer)] = answer, made
    return made
