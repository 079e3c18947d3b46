"""Who may see a person's data, as they say; and what is published of them, seen and taken down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from fastapi import APIRouter, Response
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from troth.api.desk import After, Limit, Records, SeesPeople, found, person_at, reply
from troth.api.documented import answers
from troth.api.events import Told
from troth.api.wire import (
    Flag,
    ItemRef,
    Moment,
    Out,
    PersonRef,
    Strict,
    Word,
    cursor,
    item_ref,
    page,
    parse_item_ref,
    place_of,
)
from troth.app.idempotency import Remembered
from troth.db import Connection
from troth.gate import Publication, publications
from troth.people import parse_person_ref
from troth.people.ref import ref

router = APIRouter(prefix="/v1/people/{person}", tags=["visibility"])
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MADE: dict[str, Any] = {"status_code": 201, "response_model": None, "responses": answers(Told, 201)}


class VisibilityIn(Strict):
    """Who may see all data of a term, or one `item`. `at`: since when; left out, now. `via`: the way it came in."""

    value: Literal["public", "contacts", "private"]
    data: Word | None = None
    item: ItemRef | None = None
    at: Moment | None = None
    via: Word | None = None

    @model_validator(mode="after")
    def one(self) -> VisibilityIn:
        if (self.data is None) is (self.item is None):
            raise PydanticCustomError("one", "give one of data, item")
        return self


class ContactIn(Strict):
    """Another person whom this one counts as a contact, or (`named` false) no longer."""

    contact: PersonRef
    named: Flag = True
    via: Word | None = None


class TakingDownIn(Strict):
    via: Word | None = None


class TakenDown(Out):
    """How many publications of the item ended."""

    ended: int


class PublicationOut(Out):
    """One item shown to one audience. `ended`: when it was taken down, and `why`; both null while it is shown."""

    publication: str
    item: ItemRef
    category: str
    to: Literal["public", "contacts"]
    purpose: str
    policy: str
    version: str
    entry: str
    at: Moment
    ended: Moment | None
    why: str | None


class PublicationsOut(Out):
    items: list[PublicationOut]
    next: str | None


@router.post("/visibility", **_MADE)
def visibility(desk: Records, person: PersonRef, body: VisibilityIn) -> Response:
    """Record who may see data of a kind, or one item. It counts at once, and takes down what too many see."""
    item = parse_item_ref(body.item) if body.item else None

    def do(tx: Connection) -> Remembered:
        theirs = person_at(tx, person)
        more: Any = {"data": body.data, "item": item, "at": body.at, "via": body.via}
        return reply(
            {"event": desk.troth.tell.set_visibility(tx, desk.caller, theirs, body.value, **more)}, 201, theirs
        )

    return desk.act(do)


@router.post("/contacts", **_MADE)
def contact(desk: Records, person: PersonRef, body: ContactIn) -> Response:
    """Record whom the person counts as a contact, who then sees what is for contacts; or no longer."""
    other = parse_person_ref(body.contact)

    def do(tx: Connection) -> Remembered:
        theirs = person_at(tx, person)
        told = desk.troth.tell.own_contact(tx, desk.caller, theirs, other, named=body.named, via=body.via)
        return reply({"event": told}, 201, theirs)

    return desk.act(do)


@router.get("/publications", response_model=None, responses=answers(PublicationsOut))
def published(desk: SeesPeople, person: PersonRef, after: After = None, limit: Limit = 50) -> Response:
    """What is published of the person, and what was and is taken down; newest first."""
    place = place_of(after, (int, int))
    before = (_EPOCH + place[0] * _MICROSECOND, place[1]) if place else None
    with desk.read() as tx:
        there = publications.listed(tx, person_at(tx, person), before=before, limit=limit)
    last = there[-1] if len(there) == limit else None
    following = cursor((last.at - _EPOCH) // _MICROSECOND, last.id) if last else None
    return found(page([_told(each) for each in there], following))


@router.post("/publications/{item}/withdraw", response_model=None, responses=answers(TakenDown))
def unpublish(desk: Records, person: PersonRef, item: ItemRef, body: TakingDownIn) -> Response:
    """Take an item down, whoever sees it; it stays down until the person shows it again."""
    number = parse_item_ref(item)

    def do(tx: Connection) -> Remembered:
        theirs = person_at(tx, person)
        ended = desk.troth.tell.unpublish(tx, desk.caller, theirs, number, via=body.via)
        return reply({"ended": ended}, person=theirs)

    return desk.act(do)


def _told(shown: Publication) -> dict[str, Any]:
    names = ("category", "purpose", "policy", "version", "entry", "at", "ended", "why")
    told = {name: getattr(shown, name) for name in names}
    return {"publication": ref("u", shown.id), "item": item_ref(shown.item), "to": shown.audience, **told}
