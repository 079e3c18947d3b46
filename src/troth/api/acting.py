"""Who may act for a person: an organisation's contact, a minor's guardian, an agent with a signed mandate."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Response
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from troth import people
from troth.api.desk import ChangesPeople, Desk, SeesPeople, found, person_at, reply
from troth.api.documented import answers
from troth.api.wire import SEQ_LIMIT, Moment, Out, PersonRef, Strict, Word
from troth.app.idempotency import Remembered
from troth.cases.acting import Actings
from troth.db import Connection
from troth.errors import RequestError
from troth.people import Acting, Standing, parse_person_ref, person_ref

router = APIRouter(prefix="/v1/people/{person}/acting", tags=["people"])
Seq = Annotated[int, Path(ge=1, le=SEQ_LIMIT, description="the number of the event")]
AgentId = Annotated[str, Field(pattern=r"^[A-Z_]{1,64}$", examples=["AGENT_A"])]
Right = Literal["access", "correct", "erase", "restrict", "object", "port", "remove", "complaint"]


class ActingIn(Strict):
    """`as`: what staff saw. `who`: a contact or guardian, who is a person here. `agent`: one on the register, with
    `rights`: what they may ask for, and `until`."""

    as_: Annotated[Standing, Field(alias="as")]
    who: PersonRef | None = None
    agent: AgentId | None = None
    rights: Annotated[list[Right], Field(max_length=8, default_factory=list)]
    until: Moment | None = None
    via: Word | None = None

    @model_validator(mode="after")
    def whole(self) -> ActingIn:
        by_mandate = self.agent is not None and bool(self.rights) and self.until is not None
        if (self.as_ == "mandate") is not by_mandate or (self.who is None) is not (self.as_ == "mandate"):
            raise PydanticCustomError("whole", "give `who`; for a mandate `agent`, `rights` and `until`")
        return self


class ActingOut(Out):
    """Somebody who may act for the person. `event`: its number, to end it by."""

    event: int
    as_: Annotated[Standing, Field(alias="as")]
    who: PersonRef | None
    agent: str | None
    rights: list[Right]
    since: Moment
    until: Moment | None


class ActingsOut(Out):
    items: list[ActingOut]


@router.get("", response_model=None, responses=answers(ActingsOut))
def listed(desk: SeesPeople, person: PersonRef) -> Response:
    """Who may act for the person now."""
    with desk.read() as tx:
        there = people.acting_for(tx, person_at(tx, person), desk.troth.clock())
    return found({"items": [_acting(each) for each in there]})


@router.post("", status_code=201, response_model=None, responses=answers(ActingOut, 201))
def name(desk: ChangesPeople, person: PersonRef, body: ActingIn) -> Response:
    """Record who may act for the person, once staff have seen what shows it."""

    def do(tx: Connection) -> Remembered:
        theirs, at = person_at(tx, person), desk.troth.clock()
        seq = _named(tx, desk, theirs, body, at)
        return reply(next(_acting(each) for each in people.acting_for(tx, theirs, at) if each.seq == seq), 201, theirs)

    return desk.act(do)


@router.delete("/{event}", status_code=204, response_model=None, responses=answers(None, 204, text="It has ended"))
def end(desk: ChangesPeople, person: PersonRef, event: Seq) -> Response:
    """From now on nobody acts for the person by that event; sessions in which they do are over."""

    def do(tx: Connection) -> Remembered:
        theirs = person_at(tx, person)
        Actings(desk.troth.ledger).end(tx, desk.caller, theirs, event, at=desk.troth.clock())
        return Remembered(204, b"", "", theirs)

    return desk.act(do)


def _named(tx: Connection, desk: Desk, theirs: int, body: ActingIn, at: datetime) -> int:
    actings = Actings(desk.troth.ledger)
    if body.as_ == "mandate":
        if body.agent is None or body.until is None:
            raise RequestError("a mandate names its agent and its end")
        parts = (theirs, body.agent, body.rights)
        return actings.mandate(tx, desk.caller, *parts, until=body.until, at=at, via=body.via)
    who = parse_person_ref(body.who or "")
    people.revision(tx, who)  # they are here
    if body.as_ == "contact":
        return actings.contact(tx, desk.caller, theirs, who, at=at, via=body.via)
    return actings.guardian(tx, desk.caller, theirs, who, until=body.until, at=at, via=body.via)


def _acting(each: Acting) -> dict[str, Any]:
    told: dict[str, Any] = {"event": each.seq, "as": each.kind, "agent": each.agent, "rights": list(each.rights)}
    return told | {"who": person_ref(each.who) if each.who else None, "since": each.since, "until": each.until}
