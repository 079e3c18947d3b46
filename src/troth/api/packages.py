"""What was put together for a person, handed to them by the company's own app.

A key alone fetches nothing: the app signs, as it does to sign people in, that the person is there and showed lately who
they are. So whoever has the key, and not the app's signing key, reads of nobody what is held of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from troth.api.cases import CaseRef, Works
from troth.api.desk import Desk
from troth.api.documented import answers
from troth.api.wire import Strict
from troth.app.idempotency import Remembered
from troth.cases import Case, Paper, fetch, on_paper
from troth.cases.packages import MEDIA
from troth.db import Connection
from troth.errors import NotAllowed, NotFound
from troth.people.ref import parse_ref
from troth.people.sign_in import FRESH
from troth.people.vouchers import Vouched, look_at_token, take_token

router = APIRouter(prefix="/v1/cases/{case}/package", tags=["cases"])
_ANSWERS = answers(None, 200)
_ANSWERS[200] = {
    "description": "What was put together",
    "content": {media: {"schema": {"type": "string", "format": "binary"}} for media in ("application/pdf",)}
    | {"application/json": {"schema": {"type": "object"}}},
}


class PackageIn(Strict):
    """`token`: a JWT of the app, as it signs people in with; its `auth_time` is at most 15 minutes ago."""

    token: Annotated[str, Field(min_length=1, max_length=8000)]
    part: Literal["json", "pdf"] = "json"


@router.post("", response_model=None, responses=_ANSWERS)
def package(desk: Works, case: CaseRef, body: PackageIn) -> Response:
    """Fetch what was put together for a case of access or port, for the person who is there. That is an entry."""
    paper = _on_paper(desk, case, body) if body.part == "pdf" else None

    def do(tx: Connection) -> Remembered:
        held = _vouched(desk, tx, case, body, take_token)
        if body.part == "pdf" and paper is None:  # nothing was there a moment ago
            raise NotFound("there is nothing to be fetched, or not any more", help="ask for it again")
        content = fetch(desk.troth.cases.parts, tx, desk.caller, held, paper)
        return Remembered(200, content, MEDIA[body.part], held.person)

    return desk.act(do)


def _on_paper(desk: Desk, case: str, body: PackageIn) -> Paper | None:
    """The page, set before anything is written. None: there is none to set, or no app vouches for who is there, and
    the act will say so, or what it answered before."""
    try:
        with desk.read() as tx:
            held = _vouched(desk, tx, case, body, look_at_token)
        return on_paper(desk.troth.cases.parts, desk.troth.database, held)
    except (NotAllowed, NotFound):
        return None


def _vouched(desk: Desk, tx: Connection, case: str, body: PackageIn, found: Callable[..., Vouched | None]) -> Case:
    """The case, if an app says that its person is there. NotAllowed."""
    at, held = desk.troth.clock(), desk.troth.cases.get(tx, parse_ref("c", case))
    vouched = found(tx, body.token, desk.troth.pages(), at=at)
    if vouched is None or vouched.person != held.person or not _is_fresh(vouched, at):
        raise NotAllowed(
            "no app vouches that the person of this case is there",
            help="let the app sign a new token for them, with `auth_time`, once they have shown who they are",
        )
    return held


def _is_fresh(vouched: Vouched, at: datetime) -> bool:
    return vouched.proved is not None and at < vouched.proved + FRESH
