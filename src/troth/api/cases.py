"""Cases: what people ask for about their own data, entered for them, worked on, answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from troth.api.desk import After, Desk, Limit, acting, found, person_at, reading, reply
from troth.api.documented import answers
from troth.api.wire import (
    AnyWords,
    ItemRef,
    Moment,
    Out,
    PersonRef,
    Strict,
    cursor,
    item_ref,
    page,
    parse_item_ref,
    place_of,
)
from troth.app.idempotency import Remembered
from troth.cases import Asked, Case, CaseKind, Level, Step, Way, number_of
from troth.cases.looking import look
from troth.db import Connection
from troth.people import person_ref
from troth.people.ref import parse_ref

router = APIRouter(prefix="/v1/cases", tags=["cases"])
Works = Annotated[Desk, acting("cases")]
Sees = Annotated[Desk, reading("cases")]
CaseRef = Annotated[str, Field(pattern=r"^c[0-9a-z]{13}$", examples=["c0123456789abc"])]
Text = Annotated[str, Field(max_length=20_000)]
Check = Literal["id-document", "call-back", "signed-letter", "known-details", "mandate", "guardian"]
OfPerson = Annotated[str | None, Query(pattern=r"^p[0-9a-z]{13}$", description="a person: only their cases")]
State = Literal["unverified", "undo", "open", "staff", "paused", "done", "denied", "cancelled"]
States = Annotated[list[State], Query(description="only those in one of these states")]
Kinds = Annotated[list[CaseKind], Query(description="only those of one of these kinds")]


class RightIn(Strict):
    """An item of theirs, and what is right instead."""

    item: ItemRef
    value: Any


class CaseIn(Strict):
    """What a person asks for. `data`, `for`: terms, to restrict, object to, or erase alone; `items`: to take away;
    `values`: to correct; `text`: in their words. `check`: what staff looked at to know who asks; left out, it is not
    known yet. `received`: when it came in; left out, now."""

    person: PersonRef
    kind: CaseKind
    via: Way = "api"
    data: AnyWords
    for_: Annotated[AnyWords, Field(alias="for")]
    items: Annotated[list[ItemRef], Field(max_length=1000, default_factory=list)]
    values: Annotated[list[RightIn], Field(max_length=1000, default_factory=list)]
    text: Text = ""
    check: Check | None = None
    received: Moment | None = None


class CheckIn(Strict):
    """What staff looked at, and words about it that stay sealed."""

    check: Check
    text: Text = ""


class WordIn(Strict):
    """`code`: the reason, which is sent; `text`: words beside it."""

    code: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    text: Text = ""


class LaterIn(Strict):
    """The new day, and the reason, which is sent."""

    until: Moment
    code: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]


class TextIn(Strict):
    text: Annotated[str, Field(min_length=1, max_length=20_000)]


class StepOut(Out):
    """Something that happened to a case. `entry`: of the ledger; `note`: what was signed, such as a certificate."""

    step: str
    at: Moment
    by: str
    code: str | None
    until: Moment | None
    entry: str | None
    note: str | None
    text: str


class CaseOut(Out):
    """A case as it stands. `source`: the clause or article that sets the day; `late`: the day has passed."""

    case: CaseRef
    person: PersonRef
    kind: CaseKind
    via: Way
    state: State
    known: Literal["nobody", "address", "fresh", "checked"]
    received: Moment
    due: Moment
    source: str
    late: bool
    policy: str | None
    version: str | None
    clauses: list[str]
    entered_by: str


class WholeOut(CaseOut):
    """With what was asked for, and its steps."""

    data: list[str]
    for_: Annotated[list[str], Field(alias="for")]
    items: list[ItemRef]
    text: str
    steps: list[StepOut]


class CasesOut(Out):
    items: list[CaseOut]
    next: str | None


@router.post("", status_code=201, response_model=None, responses=answers(CaseOut, 201))
def enter(desk: Works, body: CaseIn) -> Response:
    """Enter a case. Its clock runs from the day it came in."""

    def do(tx: Connection) -> Remembered:
        person = person_at(tx, body.person)
        items = tuple(parse_item_ref(item) for item in body.items)
        values = {parse_item_ref(right.item): right.value for right in body.values}
        asked = Asked(tuple(body.data), tuple(body.for_), items, values, body.text)
        level = Level.CHECKED if body.check else Level.NOBODY
        more: dict[str, Any] = {"via": body.via, "level": level, "check": body.check, "received": body.received}
        made = desk.troth.cases.open(tx, desk.caller, person, body.kind, asked, **more)
        return reply(_case(desk, made), 201, person)

    return desk.act(do)


@router.get("", response_model=None, responses=answers(CasesOut))
def every(
    desk: Sees,
    state: States = [],  # noqa: B006  never changed
    kind: Kinds = [],  # noqa: B006
    of: OfPerson = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """Cases by the day they are due; or all of one person."""
    place = place_of(after, (str, int))
    with desk.read() as tx:
        if of is not None:
            return found(page([_case(desk, each) for each in desk.troth.cases.of(tx, person_at(tx, of))], None))
        listed = desk.troth.cases.listed(tx, state, kind, place, limit)
    following = cursor(f"{listed[-1].due.isoformat()}", listed[-1].id) if len(listed) == limit else None
    return found(page([_case(desk, each) for each in listed], following))


@router.get("/{case}", response_model=None, responses=answers(WholeOut))
def one(desk: Works, case: CaseRef) -> Response:
    """A case with all its steps, and what was asked for; that it was looked at is an entry."""

    def do(tx: Connection) -> Remembered:
        cases = desk.troth.cases
        held = cases.get(tx, parse_ref("c", case))
        seen = look(cases, tx, desk.caller, held)
        asked = seen.asked
        told: dict[str, Any] = {"data": list(asked.data), "for": list(asked.purposes), "text": asked.text}
        told |= {"items": [item_ref(item) for item in asked.items]}
        told |= {"steps": [_step(*each) for each in seen.steps]}
        return reply(_case(desk, held) | told, person=held.person)

    return desk.act(do)


@router.post("/{case}/confirm", response_model=None, responses=answers(CaseOut))
def confirm(desk: Works, case: CaseRef, body: CheckIn) -> Response:
    """Record what was looked at to know who asks."""
    return _act(
        desk,
        case,
        lambda tx, n: desk.troth.cases.confirm(tx, desk.caller, n, Level.CHECKED, check=body.check, words=body.text),
    )


@router.post("/{case}/pause", response_model=None, responses=answers(CaseOut))
def pause(desk: Works, case: CaseRef, body: WordIn) -> Response:
    """Stop the clock, for a reason that lies with the person: need_user_verification, need_details."""
    return _act(desk, case, lambda tx, n: desk.troth.cases.pause(tx, desk.caller, n, body.code, words=body.text))


@router.post("/{case}/resume", response_model=None, responses=answers(CaseOut))
def resume(desk: Works, case: CaseRef) -> Response:
    """Let the clock go on; the days of the pause do not count."""
    return _act(desk, case, lambda tx, n: desk.troth.cases.resume(tx, desk.caller, n))


@router.post("/{case}/extend", response_model=None, responses=answers(CaseOut))
def extend(desk: Works, case: CaseRef, body: LaterIn) -> Response:
    """Put the day off, as far as the law lets: complex, many."""
    return _act(desk, case, lambda tx, n: desk.troth.cases.extend(tx, desk.caller, n, body.until, body.code))


@router.post("/{case}/note", response_model=None, responses=answers(CaseOut))
def note(desk: Works, case: CaseRef, body: TextIn) -> Response:
    """Write something down for those who work on it."""
    return _act(desk, case, lambda tx, n: desk.troth.cases.note(tx, desk.caller, n, body.text))


@router.post("/{case}/cancel", response_model=None, responses=answers(CaseOut))
def cancel(desk: Works, case: CaseRef) -> Response:
    """The person takes it back."""
    return _act(desk, case, lambda tx, n: desk.troth.cases.cancel(tx, desk.caller, n))


@router.post("/{case}/deny", response_model=None, responses=answers(CaseOut))
def deny(desk: Works, case: CaseRef, body: WordIn) -> Response:
    """Refuse, with a reason that is sent: one of the Data Rights Protocol, or of law."""
    return _act(desk, case, lambda tx, n: desk.troth.cases.deny(tx, desk.caller, n, body.code, words=body.text))


@router.post("/{case}/answer", response_model=None, responses=answers(CaseOut))
def answer(desk: Works, case: CaseRef, body: TextIn) -> Response:
    """End it with an answer: what was done, in words that the person gets to see."""
    return _act(desk, case, lambda tx, n: desk.troth.cases.answer(tx, desk.caller, n, body.text))


def _act(desk: Desk, case: str, step: Callable[[Connection, int], Case]) -> Response:
    def do(tx: Connection) -> Remembered:
        done = step(tx, parse_ref("c", case))
        return reply(_case(desk, done), person=done.person)

    return desk.act(do)


def _case(desk: Desk, case: Case) -> dict[str, Any]:
    plain = {name: getattr(case, name) for name in ("kind", "via", "state", "received", "due", "source")}
    plain |= {"policy": case.policy, "version": case.version, "clauses": list(case.clauses)}
    plain |= {"known": case.level.name.lower(), "late": case.late(desk.troth.clock()), "entered-by": case.entered_by}
    return plain | {"case": number_of(case), "person": person_ref(case.person)}


def _step(step: Step, words: str) -> dict[str, Any]:
    plain = {name: getattr(step, name) for name in ("at", "by", "code", "until", "entry", "note")}
    return plain | {"step": step.kind, "text": words}
