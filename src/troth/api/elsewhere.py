"""Accounts elsewhere that sign a person in to the privacy centre (OpenID Connect)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from troth.api.desk import ChangesPeople, person_at
from troth.api.documented import answers
from troth.api.wire import PersonRef, Strict
from troth.app.idempotency import Remembered
from troth.db import Connection
from troth.errors import NotFound
from troth.ledger import Entry
from troth.people import vouchers
from troth.people.sign_in import bind_subject, unbind_subjects

router = APIRouter(prefix="/v1/people/{person}/subject", tags=["people"])


class SubjectIn(Strict):
    """`subject`: what the provider calls the person (`sub` of its ID tokens). Kept as a keyed digest alone."""

    subject: Annotated[str, Field(min_length=1, max_length=255)]


@router.put("", status_code=204, response_model=None, responses=answers(None, 204, text="It signs them in"))
def bind(desk: ChangesPeople, person: PersonRef, body: SubjectIn) -> Response:
    """Bind an account at the sign-in provider to the person: who signs in there comes in here as them."""

    def do(tx: Connection) -> Remembered:
        troth, theirs = desk.troth, person_at(tx, person)
        there = vouchers.listed(tx, "provider")
        if not there:
            raise NotFound("no sign-in provider is on the register", help="enter it: troth provider add")
        newest, at = there[-1], troth.clock()
        bind_subject(tx, troth.vault, theirs, newest.about["issuer"], body.subject, at=at, by=desk.caller.id)
        details = {"voucher": newest.id, "bound": True, "actor": desk.caller.id}
        troth.ledger.append(tx, Entry("subject", at, theirs, details))
        return Remembered(204, b"", "", theirs)

    return desk.act(do)


@router.delete("", status_code=204, response_model=None, responses=answers(None, 204, text="None signs them in"))
def unbind(desk: ChangesPeople, person: PersonRef) -> Response:
    """From now on no account elsewhere signs the person in."""

    def do(tx: Connection) -> Remembered:
        theirs = person_at(tx, person)
        unbind_subjects(tx, theirs)
        details = {"bound": False, "actor": desk.caller.id}
        desk.troth.ledger.append(tx, Entry("subject", desk.troth.clock(), theirs, details))
        return Remembered(204, b"", "", theirs)

    return desk.act(do)
