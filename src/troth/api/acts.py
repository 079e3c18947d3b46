"""The verbs: ask, collect, use, disclose, publish, link, verify. All of them through the gate."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from troth.api import files
from troth.api.desk import Desk, Discloses, Links, Publishes, Uses, person_at, reply
from troth.api.documented import answers
from troth.api.problems import MEDIA as PROBLEM
from troth.api.problems import of_error
from troth.api.quick import Short, shaped
from troth.api.wire import (
    Count,
    Flag,
    GroundRef,
    ItemRef,
    Moment,
    Name,
    Out,
    PersonRef,
    SomeWords,
    Strict,
    Word,
    disclosure_ref,
    item_ref,
    parse_item_ref,
    written,
)
from troth.app.idempotency import Remembered
from troth.db import Connection
from troth.engine import Output
from troth.gate import Act, Held, Outcome
from troth.language import Action
from troth.people import parse_ground_ref, parse_person_ref

router = APIRouter(prefix="/v1", tags=["acts"])


class OutputIn(Strict):
    """What comes out of a use: groups of at least so many people, with or without direct identifiers."""

    aggregated: Count | None = None
    direct_identifiers: Flag | None = None


class ActIn(Strict):
    """An act on one person's data, by terms of the policy. `in`: the property, else the deployment's own."""

    person: PersonRef
    data: SomeWords
    for_: Annotated[Word, Field(alias="for")]
    in_: Annotated[Name | None, Field(alias="in")] = None
    channel: Word | None = None
    ground: GroundRef | None = None
    output: OutputIn | None = None

    def act(self, action: Action, to: str | None = None, other: str | None = None) -> Act:
        ground = parse_ground_ref(self.ground) if self.ground else None
        out = Output(self.output.aggregated, self.output.direct_identifiers) if self.output else None
        person, place = parse_person_ref(self.person), self.in_ or ""
        return Act(action, person, tuple(self.data), self.for_, place, to, other, self.channel, ground, out)


class UseIn(ActIn):
    """`item`: only this item's file, as `application/octet-stream`."""

    item: ItemRef | None = None


class DiscloseIn(ActIn):
    """`to`: the id of a recipient on the register."""

    to: Word


class PublishIn(ActIn):
    """`to`: the audience. `item`: this item alone, else all that is held of the data."""

    to: Literal["public", "contacts"]
    item: ItemRef | None = None


class LinkIn(ActIn):
    """`with`: the other data."""

    with_: Annotated[Word, Field(alias="with")]


class VerifyIn(Strict):
    """`candidate`: what the person typed."""

    person: PersonRef
    category: Word
    candidate: Annotated[str, Field(max_length=1000)]


class ItemOut(Out):
    """One item with its value. A file is shown by name, media type and size; its bytes come with `use` and `item`."""

    item: ItemRef
    category: str
    version: str
    source: str
    at: Moment
    value: Any


class Permit(Out):
    """A permit: the clauses that permit, the duties that come with it, and the entry in the ledger."""

    answer: Literal["permit"]
    clauses: list[str]
    duties: list[str]
    version: str
    entry: str


class Used(Permit):
    """`values` has the newest of each category; `items` has all, oldest first."""

    values: dict[str, Any]
    items: list[ItemOut]


class Disclosed(Used):
    """`terms`: what the recipient must keep to, to be passed on with the values."""

    terms: str
    disclosure: str


class Verified(Out):
    """Whether the credential is right."""

    right: bool


@router.post(
    "/use",
    response_model=None,
    responses=answers(Used, refusal=True, octets=True),
    summary="Use values inside the company",
)
async def use(desk: Uses, body: UseIn, request: Request) -> Response:
    if files.wanted(request, body.item):
        return await run_in_threadpool(files.one, desk, body.act(Action.USE), body.item)
    return await _done(desk, body.act(Action.USE))


@router.post("/disclose", response_model=None, responses=answers(Disclosed, refusal=True))
async def disclose(desk: Discloses, body: DiscloseIn) -> Response:
    """Hand values to a recipient on the register, with its terms."""
    return await _done(desk, body.act(Action.DISCLOSE, body.to))


@router.post("/publish", response_model=None, responses=answers(Used, refusal=True))
async def publish(desk: Publishes, body: PublishIn) -> Response:
    """Values to be shown to an audience. What is published can be looked at (`/v1/published`) and taken down."""
    item = parse_item_ref(body.item) if body.item else None
    return await _done(desk, replace(body.act(Action.PUBLISH, body.to), item=item))


@router.post("/link", response_model=None, responses=answers(Used, refusal=True))
async def link(desk: Links, body: LinkIn) -> Response:
    """Values of both sides, to be joined."""
    return await _done(desk, body.act(Action.LINK, other=body.with_))


@router.post("/verify", response_model=None, responses=answers(Verified))
def verify(desk: Uses, body: VerifyIn) -> Response:
    """Whether a credential is right. It is never read."""

    def do(tx: Connection) -> Remembered:
        person = person_at(tx, body.person)
        checked = desk.troth.gate.check(tx, desk.caller, person, body.category, body.candidate)
        if checked.refusal is not None:
            told = of_error(checked.refusal)
            return Remembered(told["status"], written(told), PROBLEM, person)
        return reply({"right": checked.right}, person=person)

    return desk.act(do)  # alone: hashing a candidate takes as long as many acts


async def _done(desk: Desk, act: Act) -> Response:
    def do(tx: Connection) -> Remembered:
        done = desk.troth.gate.perform(tx, desk.caller, act)
        return desk.outcome(done, act.person, lambda permitted: reply(_given(permitted), person=act.person))

    return await desk.act_together(do, act.person)


class PlainUseIn(ActIn):
    """A use whose values come in JSON, as nearly all do."""


async def _plain_use(desk: Desk, body: PlainUseIn) -> Response:
    return await _done(desk, body.act(Action.USE))


SHORTS = {
    "/v1/use": Short("use", shaped(PlainUseIn), _plain_use),
    "/v1/disclose": Short("disclose", shaped(DiscloseIn), disclose),
    "/v1/publish": Short("publish", shaped(PublishIn), publish),
    "/v1/link": Short("link", shaped(LinkIn), link),
}


def permit(done: Outcome) -> dict[str, Any]:
    """What every permit tells."""
    answer = done.answer
    told = {"clauses": list(answer.clauses), "duties": list(answer.duties), "version": answer.version}
    return {"answer": "permit", **told, "entry": done.entry}


def _given(done: Outcome) -> dict[str, Any]:
    items = [_item(held) for held in done.held]
    values = {item["category"]: item["value"] for item in items}
    told = permit(done) | {"values": values, "items": items}
    if done.disclosure is not None:
        told |= {"terms": done.terms, "disclosure": disclosure_ref(done.disclosure)}
    return told


def _item(held: Held) -> dict[str, Any]:
    return {
        "item": item_ref(held.item),
        "category": held.category,
        "version": held.version,
        "source": held.source,
        "at": held.at,
        "value": files.shown(held),
    }
