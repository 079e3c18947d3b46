"""Suspicion of a stolen password: told by the company's own app, or entered by staff."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from troth.api.cases import CaseRef
from troth.api.desk import Records, person_at, reply
from troth.api.documented import answers
from troth.api.wire import Out, PersonRef, Strict
from troth.app.idempotency import Remembered
from troth.cases import number_of
from troth.cases.suspicion import suspect
from troth.db import Connection

router = APIRouter(prefix="/v1/people/{person}/suspicion", tags=["people"])


class SuspicionIn(Strict):
    """`text`: what happened, in somebody's words; it stays sealed."""

    via: Literal["api", "email", "phone", "letter", "fax"] = "api"
    text: Annotated[str, Field(max_length=20_000)] = ""


class SuspicionOut(Out):
    """The case that looks into it."""

    case: CaseRef


@router.post("", status_code=201, response_model=None, responses=answers(SuspicionOut, 201))
def suspected(desk: Records, person: PersonRef, body: SuspicionIn) -> Response:
    """Somebody else may have been in: end all sessions and links of the person, and open an urgent case."""

    def do(tx: Connection) -> Remembered:
        theirs = person_at(tx, person)
        case = suspect(tx, desk.troth.cases, desk.caller, theirs, via=body.via, words=body.text)
        return reply({"case": number_of(case)}, 201, theirs)

    return desk.act(do)
