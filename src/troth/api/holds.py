"""Holds: data kept beyond their time for a reason that the policy names; placed, looked at, ended."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from troth.api.desk import After, Limit, Reads, Registers, found, person_at, reply
from troth.api.documented import answers
from troth.api.wire import Line, Moment, Out, PersonRef, SomeWords, Strict, cursor, page, place_of
from troth.app.idempotency import Remembered
from troth.db import Connection
from troth.lifetimes import Hold
from troth.people import person_ref
from troth.people.ref import parse_ref, ref

router = APIRouter(prefix="/v1/holds", tags=["register"])
HoldRef = Annotated[str, Field(pattern=r"^h[0-9a-z]{13}$", examples=["h0123456789abc"])]
Of = Annotated[str | None, Query(pattern=r"^p[0-9a-z]{13}$", description="a person: only the holds on them")]


class HoldIn(Strict):
    """It keeps the data it names, and nothing else. `reference` and `reason`: never a person's value."""

    person: PersonRef
    kind: Literal["legal-obligation", "dispute", "agreement"]
    data: SomeWords
    reference: Line
    reason: Line
    until: Moment | None = None


class HoldEndIn(Strict):
    reason: Line


class HoldOut(Out):
    """A hold. `ended`: null while it holds; `until`: when it ends by itself."""

    hold: HoldRef
    person: PersonRef
    kind: str
    data: list[str]
    reference: str
    reason: str
    start: Moment
    until: Moment | None
    ended: Moment | None
    end_reason: str | None
    entered_by: str


class HoldsOut(Out):
    items: list[HoldOut]
    next: str | None


@router.post("", status_code=201, response_model=None, responses=answers(HoldOut, 201))
def place(desk: Registers, body: HoldIn) -> Response:
    """Hold data of a person, for a reason that the policy in force names."""

    def do(tx: Connection) -> Remembered:
        person = person_at(tx, body.person)
        words: dict[str, Any] = {"reference": body.reference, "reason": body.reason, "until": body.until}
        made = desk.troth.tell.hold(tx, desk.caller, person, body.kind, body.data, **words)
        return reply(_hold(desk.troth.lifetimes.one_hold(tx, made.id)), 201)

    return desk.act(do)


@router.get("", response_model=None, responses=answers(HoldsOut))
def every(desk: Reads, of: Of = None, after: After = None, limit: Limit = 100) -> Response:
    """All holds, or those on one person; also those that have ended."""
    place = place_of(after, (int,)) or (0,)
    with desk.read() as tx:
        if of is not None:
            listed = desk.troth.lifetimes.holds(tx, person_at(tx, of))
            return found(page([_hold(each) for each in listed], None))
        listed = desk.troth.lifetimes.holds(tx, after=place[0], limit=limit)
    following = cursor(listed[-1].id) if len(listed) == limit else None
    return found(page([_hold(each) for each in listed], following))


@router.get("/{hold}", response_model=None, responses=answers(HoldOut))
def one(desk: Reads, hold: HoldRef) -> Response:
    """A hold as it stands."""
    number = parse_ref("h", hold)
    with desk.read() as tx:
        return found(_hold(desk.troth.lifetimes.one_hold(tx, number)))


@router.post("/{hold}/end", response_model=None, responses=answers(HoldOut))
def end(desk: Registers, hold: HoldRef, body: HoldEndIn) -> Response:
    """End a hold: what is over goes with the next sweep, and an erasure that waited is finished."""
    number = parse_ref("h", hold)

    def do(tx: Connection) -> Remembered:
        desk.troth.tell.release(tx, desk.caller, number, reason=body.reason)
        return reply(_hold(desk.troth.lifetimes.one_hold(tx, number)))

    return desk.act(do)


def _hold(held: Hold) -> dict[str, Any]:
    plain = {name: getattr(held, name) for name in ("kind", "reference", "reason", "start", "until", "ended")}
    more = {"data": list(held.data), "end-reason": held.end_reason, "entered-by": held.entered_by}
    return plain | more | {"hold": ref("h", held.id), "person": person_ref(held.person)}
