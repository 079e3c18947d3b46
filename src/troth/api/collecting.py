"""Collect: values and files, under a notice or for a purpose."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field
from pydantic_core import from_json
from starlette.concurrency import run_in_threadpool

from troth.api.acts import Permit, permit
from troth.api.desk import Act, Collects, Desk, reply
from troth.api.documented import answers, by_hand
from troth.api.files import form_of
from troth.api.quick import Short, shaped
from troth.api.wire import Flag, ItemRef, Name, PersonRef, Strict, Word, item_ref
from troth.app.idempotency import Remembered
from troth.db import Connection
from troth.errors import RequestError
from troth.gate import Intake, Outcome, usual_source
from troth.people import parse_person_ref

router = APIRouter(prefix="/v1", tags=["acts"])
_MARK = b"json\n"  # an idempotency key of JSON is never one of a form


class CollectIn(Strict):
    """Values by term. `notice`: the one that was shown; without `for` the values are for all that it names.

    `source`: where they come from; left out, the person, or a third party where `given-by` names who told us.

    `replace` left out: an attribute (a name, an address) replaces the one held, an event (an order) is added.
    """

    person: PersonRef
    values: Annotated[dict[Word, Any], Field(max_length=100, default_factory=dict)]
    for_: Annotated[Word | None, Field(alias="for")] = None
    in_: Annotated[Name | None, Field(alias="in")] = None
    source: Word | None = None
    given_by: Annotated[PersonRef | None, Field(alias="given-by")] = None
    notice: Word | None = None
    replace: Flag | None = None


class Collected(Permit):
    """`items`: what was stored, by term."""

    items: dict[str, ItemRef]


_FORM = {
    "type": "object",
    "description": "`request` in JSON as above; each file in a part of its own, named by its term",
    "properties": {"request": {"type": "string", "contentMediaType": "application/json"}},
    "additionalProperties": {"type": "string", "format": "binary"},
    "required": ["request"],
}
_BODY = {
    "required": True,
    "content": {"application/json": {"schema": by_hand(CollectIn)[0]}, "multipart/form-data": {"schema": _FORM}},
}


@router.post(
    "/collect",
    response_model=None,
    responses=answers(Collected, refusal=True),
    openapi_extra={"requestBody": _BODY},
)
async def collect(desk: Collects, request: Request) -> Response:
    """Store values, if the policy permits to collect them. All or none."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        async with form_of(request) as form:
            desk = desk.for_request(b"form\n" + form.digest)
            return await run_in_threadpool(_with_files, desk, form.request, form.files)
    body = await request.body()
    return await _take(desk.for_request(_MARK + body), CollectIn.model_validate(_read(body, kind)))


def _read(body: bytes, kind: str) -> Any:
    if kind != "application/json" and not kind.endswith("+json"):
        raise RequestError("the body is neither JSON nor a form", help="send Content-Type: application/json")
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError:
        raise RequestError("the body is not JSON") from None


def _with_files(desk: Desk, raw: Any, files: dict[str, Any]) -> Response:
    """Alone in its transaction: files take their time, and are read once."""
    asked = CollectIn.model_validate(raw)
    if twice := files.keys() & asked.values.keys():
        raise RequestError(f"{len(twice)} terms have a value and a file", help="give each once")
    named = CollectIn.model_validate({"person": asked.person, "values": dict.fromkeys(files)}).values
    return desk.act(_taking(desk, _intake(asked, {**asked.values, **{term: files[term] for term in named}})))


async def _take(desk: Desk, asked: CollectIn) -> Response:
    what = _intake(asked, asked.values)
    return await desk.act_together(_taking(desk, what), what.person)


def _intake(asked: CollectIn, values: dict[str, Any]) -> Intake:
    person, place = parse_person_ref(asked.person), asked.in_ or ""
    giver = None if asked.given_by is None else parse_person_ref(asked.given_by)
    source = asked.source or usual_source(giver)
    return Intake(person, values, asked.for_, place, source, asked.notice, asked.replace, giver)


def _taking(desk: Desk, what: Intake) -> Act:
    def do(tx: Connection) -> Remembered:
        done = desk.troth.gate.take(tx, desk.caller, what)
        items = {term: item_ref(item) for term, item in done.items.items()}
        told = partial(_collected, items=items, person=what.person)
        return desk.outcome(done, what.person, told)

    return do


def _collected(permitted: Outcome, items: dict[str, str], person: int) -> Remembered:
    return reply(permit(permitted) | {"items": items}, person=person)


SHORTS = {"/v1/collect": Short("collect", shaped(CollectIn), _take, _MARK)}
