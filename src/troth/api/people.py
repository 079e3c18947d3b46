"""People: made, found, looked at without their values, erased."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from troth import people
from troth.api.desk import After, ChangesPeople, Limit, SeesPeople, found, person_at, reply
from troth.api.documented import answers
from troth.api.state import StateOut, state_of
from troth.api.wire import Moment, Out, PersonRef, Strict, cursor, page, place_of
from troth.app.idempotency import Remembered
from troth.db import Connection
from troth.gate import Erased
from troth.people import person_ref

router = APIRouter(prefix="/v1/people", tags=["people"])


class PersonIn(Strict):
    kind: Literal["individual", "organisation"] = "individual"


class PersonOut(Out):
    """`person` is the reference to use from now on; it says nothing about the person."""

    person: PersonRef


class PeopleOut(Out):
    items: list[PersonRef]
    next: str | None


class FindIn(Strict):
    """Exactly one. It stands in the body, never in a URL: URLs are logged."""

    email: Annotated[str | None, Field(max_length=1000)] = None
    phone: Annotated[str | None, Field(max_length=1000)] = None
    account_id: Annotated[str | None, Field(max_length=1000)] = None

    @model_validator(mode="after")
    def one(self) -> FindIn:
        if sum(value is not None for value in (self.email, self.phone, self.account_id)) != 1:
            raise PydanticCustomError("one", "give one of email, phone, account-id")
        return self


class FoundOut(Out):
    people: list[PersonRef]


class WhyOut(Out):
    kind: str
    reference: str
    until: Moment | None


class KeptOut(Out):
    category: str
    count: int
    holds: list[WhyOut]


class ErasedOut(Out):
    """What there was (rows by table), what a look afterwards still found, and whether that is nothing.

    `kept`: what holds keep, how much of it, and why; it goes when they end. `certificate` says the same, signed with
    the ledger's key (C2SP signed-note).
    """

    before: dict[str, int]
    after: dict[str, int]
    complete: bool
    kept: list[KeptOut]
    certificate: str


@router.post("", status_code=201, response_model=None, responses=answers(PersonOut, 201))
def make(desk: ChangesPeople, body: PersonIn) -> Response:
    """A new person, with a key of their own."""

    def do(tx: Connection) -> Remembered:
        made = desk.troth.tell.person(tx, desk.caller, kind=body.kind)
        return reply({"person": person_ref(made.id)}, 201, made.id)

    return desk.act(do)


@router.get("", response_model=None, responses=answers(PeopleOut))
def every(desk: SeesPeople, after: After = None, limit: Limit = 100) -> Response:
    """References of all people who are here, without drill people."""
    place = place_of(after, (int,)) or (0,)
    with desk.read() as tx:
        listed = people.list_people(tx, after=place[0], limit=limit)
    following = cursor(listed[-1].id) if len(listed) == limit else None
    return found(page([person_ref(each.id) for each in listed], following))


@router.post("/find", response_model=None, responses=answers(FoundOut))
def find(desk: ChangesPeople, body: FindIn) -> Response:
    """The people who have that email, phone or account-id."""
    kind, value = next((k, v) for k, v in body.model_dump(by_alias=True).items() if v is not None)

    def do(tx: Connection) -> Remembered:
        there = people.listed(tx, desk.troth.vault.find(tx, kind, value))
        return reply({"people": [person_ref(person) for person in there]})

    return desk.look(do)


@router.get("/{person}", response_model=None, responses=answers(StateOut))
def state(desk: SeesPeople, person: PersonRef) -> Response:
    """What is known of a person, without any value."""
    with desk.read() as tx:
        return found(state_of(tx, desk.troth, person_at(tx, person)))


@router.delete("/{person}", response_model=None, responses=answers(ErasedOut))
def erase(desk: ChangesPeople, person: PersonRef) -> Response:
    """Erase a person; the answer is what a look afterwards found."""

    def do(tx: Connection) -> Remembered:
        erasure = desk.troth.tell.erase(tx, desk.caller, person_at(tx, person))
        return reply(_certified(erasure))

    answer = desk.act(do)
    desk.troth.database.flush_deleted()
    return answer


def _certified(erased: Erased) -> dict[str, Any]:
    told = erased.to_json()
    return {name: told[name] for name in ("before", "after", "complete", "kept")} | {"certificate": erased.note}
