"""What recipients are told of people's data: corrections, erasures, restrictions, recalls; and calling data back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from troth.api.cases import OfPerson, Sees, Works
from troth.api.desk import After, Desk, Limit, found, person_at, reply
from troth.api.documented import answers
from troth.api.recipients import Id
from troth.api.wire import Line, Moment, Out, PersonRef, SomeWords, Strict, Word, cursor, page, place_of
from troth.app.idempotency import Remembered
from troth.cases import Recall
from troth.cases.model import RecipientNotice
from troth.cases.sending.message import number_of
from troth.cases.sending.model import NoticeState, state_of
from troth.db import Connection
from troth.errors import RequestError
from troth.people import person_ref
from troth.people.ref import parse_ref, ref

router = APIRouter(tags=["cases"])
NoticeRef = Annotated[str, Field(pattern=r"^n[0-9a-z]{13}$", examples=["n0123456789abc"])]
RecallRef = Annotated[str, Field(pattern=r"^k[0-9a-z]{13}$", examples=["k0123456789abc"])]
States = Annotated[list[NoticeState], Query(description="only those in one of these states")]


class RecipientNoticeOut(Out):
    """What a recipient is told. `entries`: of the disclosures it is about, by which the recipient knows whose data
    they are; `by`: how it went out. `unreachable`: staff tell it; `failed`: it was not taken, again and again."""

    notice: NoticeRef
    person: PersonRef
    recipient: str
    kind: Literal["correction", "erasure", "restriction", "recall"]
    case: str | None
    state: NoticeState
    fields: list[str]
    entries: list[str]
    queued: Moment
    next: Moment | None
    tries: int
    sent: Moment | None
    by: str | None
    answered: Moment | None


class RecipientNoticesOut(Out):
    items: list[RecipientNoticeOut]
    next: str | None


class RecallIn(Strict):
    """The data called back, of these people or of everyone. `reason`: never a person's value."""

    data: SomeWords
    people: Annotated[list[PersonRef], Field(min_length=1, max_length=1000)] | None = None
    everyone: bool = False
    reason: Line

    @model_validator(mode="after")
    def one_of_the_two(self) -> RecallIn:
        if self.everyone is (self.people is not None):
            raise PydanticCustomError("people", "name people, or say everyone: one of the two")
        return self


class RecallFromIn(RecallIn):
    """`from`: a kind of recipient; data are called back from each that is or was of that kind."""

    from_: Annotated[Word, Field(alias="from")]


class RecallOut(Out):
    """How far it is. `people`: of how many the recipient is told by now; `ended`: null while it goes on."""

    recall: RecallRef
    recipient: str
    data: list[str]
    reason: str
    begun: Moment
    people: int
    ended: Moment | None


class RecallsOut(Out):
    items: list[RecallOut]
    next: str | None


@router.get("/v1/recipient-notices", response_model=None, responses=answers(RecipientNoticesOut))
def listed(
    desk: Sees,
    state: States = [],  # noqa: B006  never changed
    of: OfPerson = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """What recipients are told, the oldest first; or all about one person."""
    on, place = desk.troth.sending_on, place_of(after, (str, int))
    with desk.read() as tx:
        if of is not None:
            return found(page([_notice(each) for each in on.about(tx, person_at(tx, of))], None))
        some = on.listed(tx, state, None if place is None else (_moment(place[0]), place[1]), limit)
    following = cursor(some[-1].queued_at.isoformat(), some[-1].id) if len(some) == limit else None
    return found(page([_notice(each) for each in some], following))


@router.get("/v1/recipient-notices/{notice}", response_model=None, responses=answers(RecipientNoticeOut))
def one(desk: Sees, notice: NoticeRef) -> Response:
    """One of them, as it stands."""
    with desk.read() as tx:
        return found(_notice(desk.troth.sending_on.get(tx, parse_ref("n", notice))))


@router.post("/v1/recipient-notices/{notice}/answer", response_model=None, responses=answers(RecipientNoticeOut))
def answer(desk: Works, notice: NoticeRef) -> Response:
    """Record that the recipient answered; one that was not sent yet was then told by staff."""
    return _act(desk, notice, lambda tx, n: desk.troth.sending_on.answer(tx, desk.caller, n))


@router.post("/v1/recipient-notices/{notice}/again", response_model=None, responses=answers(RecipientNoticeOut))
def again(desk: Works, notice: NoticeRef) -> Response:
    """Tell the recipient again, under the same number."""
    return _act(desk, notice, desk.troth.sending_on.again)


@router.post(
    "/v1/recipients/{recipient}/recall", status_code=201, response_model=None, responses=answers(RecallOut, 201)
)
def recall(desk: Works, recipient: Id, body: RecallIn) -> Response:
    """Call data back from a recipient. Of everyone it goes on by itself: see how far it is."""

    def do(tx: Connection) -> Remembered:
        more: dict[str, Any] = {"people": _people(tx, body), "reason": body.reason}
        return reply(_recall(desk.troth.recalls.begin(tx, desk.caller, recipient, body.data, **more)), 201)

    return desk.act(do)


@router.post("/v1/recalls", status_code=201, response_model=None, responses=answers(RecallsOut, 201))
def recall_from(desk: Works, body: RecallFromIn) -> Response:
    """Call data back from every recipient that is or was of a kind."""

    def do(tx: Connection) -> Remembered:
        more: dict[str, Any] = {"people": _people(tx, body), "reason": body.reason}
        made = desk.troth.recalls.begin_from(tx, desk.caller, body.from_, body.data, **more)
        return reply(page([_recall(each) for each in made], None), 201)

    return desk.act(do)


@router.get("/v1/recalls/{recall}", response_model=None, responses=answers(RecallOut))
def progress(desk: Sees, recall: RecallRef) -> Response:
    """How far a recall is."""
    with desk.read() as tx:
        return found(_recall(desk.troth.recalls.get(tx, parse_ref("k", recall))))


def _act(desk: Desk, notice: str, step: Callable[[Connection, int], RecipientNotice]) -> Response:
    def do(tx: Connection) -> Remembered:
        done = step(tx, parse_ref("n", notice))
        return reply(_notice(done), person=done.person)

    return desk.act(do)


def _people(tx: Connection, body: RecallIn) -> list[int] | None:
    return None if body.people is None else [person_at(tx, each) for each in body.people]


def _notice(told: RecipientNotice) -> dict[str, Any]:
    plain = {name: getattr(told, name) for name in ("recipient", "kind", "tries", "by")}
    plain |= {"notice": number_of(told), "person": person_ref(told.person), "state": state_of(told)}
    plain |= {"case": None if told.case is None else ref("c", told.case)}
    plain |= {"fields": list(told.fields), "entries": list(told.entries)}
    return plain | {
        "queued": told.queued_at,
        "next": told.next_at,
        "sent": told.sent_at,
        "answered": told.answered_at,
    }


def _recall(made: Recall) -> dict[str, Any]:
    plain = {name: getattr(made, name) for name in ("recipient", "reason", "people")}
    return plain | {
        "recall": ref("k", made.id),
        "data": list(made.data),
        "begun": made.made_at,
        "ended": made.ended_at,
    }


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise RequestError("the cursor is none that an answer gave", help="take `next` of the answer before") from None
