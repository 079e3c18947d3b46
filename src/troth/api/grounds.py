"""Grounds: reasons of law or of the moment, registered before they are cited (SPEC 3)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from troth import people
from troth.api.desk import Reads, Registers, found, reply
from troth.api.documented import answers
from troth.api.wire import AnyWords, Flag, GroundRef, Line, Moment, Out, PersonRef, SomeWords, Strict, Word
from troth.app.idempotency import Remembered
from troth.db import Connection
from troth.ledger import Entry
from troth.people import CitedGround, Proof, ground_ref, parse_ground_ref, parse_person_ref, person_ref, revision

router = APIRouter(prefix="/v1/grounds", tags=["register"])


class GroundIn(Strict):
    """It covers what it names, and nothing else. `reference`: the issuer's own number, never a person's name."""

    kind: Word
    people: Annotated[list[PersonRef], Field(max_length=1000, default_factory=list)]
    everyone: Flag = False
    data: SomeWords
    to: AnyWords
    from_: Annotated[Moment | None, Field(alias="from")] = None
    until: Moment | None = None
    once: Flag = False
    reference: Line


class EndIn(Strict):
    """`at`: when it ended; left out, now."""

    at: Moment | None = None


class GroundOut(Out):
    """A ground as it stands. `used`: a once-only ground that has carried a permit."""

    ground: GroundRef
    kind: str
    from_: Annotated[Moment, Field(alias="from")]
    until: Moment | None
    once: bool
    used: bool
    data: list[str]
    to: list[str]
    everyone: bool
    people: list[PersonRef]
    reference: str
    approver: str


@router.post("", status_code=201, response_model=None, responses=answers(GroundOut, 201))
def register(desk: Registers, body: GroundIn) -> Response:
    """Register a ground; the account that does approves it."""

    def do(tx: Connection) -> Remembered:
        named = [parse_person_ref(person) for person in body.people]
        for person in named:
            revision(tx, person)
        made = desk.troth.tell.ground(
            tx,
            desk.caller,
            body.kind,
            people=named,
            everyone=body.everyone,
            data=body.data,
            recipients=body.to,
            start=body.from_,
            until=body.until,
            once=body.once,
            reference=body.reference,
        )
        return reply(_ground(people.cite_ground(tx, made.id, 0), named), 201)

    return desk.act(do)


@router.get("/{ground}", response_model=None, responses=answers(GroundOut))
def one(desk: Reads, ground: GroundRef) -> Response:
    """A ground as it stands."""
    number = parse_ground_ref(ground)
    with desk.read() as tx:
        return found(_ground(people.cite_ground(tx, number, 0), people.people_of(tx, number)))


@router.post("/{ground}/end", response_model=None, responses=answers(GroundOut))
def end(desk: Registers, ground: GroundRef, body: EndIn) -> Response:
    """End a ground before its time; of several ends the first counts."""
    number, now = parse_ground_ref(ground), desk.troth.clock()

    def do(tx: Connection) -> Remembered:
        people.end_ground(tx, number, at=body.at or now, proof=Proof(desk.caller.id, now))
        details = {"ground": f"{number:016x}", "ended": (body.at or now).isoformat(), "actor": desk.caller.id}
        desk.troth.ledger.append(tx, Entry("ground-end", now, None, details))
        return reply(_ground(people.cite_ground(tx, number, 0), people.people_of(tx, number)))

    return desk.act(do)


def _ground(cited: CitedGround, named: list[int]) -> dict[str, Any]:
    ground = cited.ground
    plain = {name: getattr(ground, name) for name in ("kind", "until", "once", "everyone", "reference", "approver")}
    scope = {"data": list(ground.data), "to": list(ground.recipients), "people": sorted(map(person_ref, named))}
    return plain | scope | {"ground": ground_ref(ground.id), "from": ground.start, "used": cited.used}
