"""Who may be reached: how many, how many each clause stops, and, one a line, who."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from troth.api.desk import Desk, Uses, reply
from troth.api.documented import answers, by_hand
from troth.api.wire import Moment, Name, Out, PersonRef, SomeWords, Strict, Word
from troth.app.idempotency import Remembered
from troth.audience import Audience, Question
from troth.db import Connection
from troth.errors import RequestError
from troth.language import Action

router = APIRouter(prefix="/v1", tags=["acts"])
LINES = "application/x-ndjson"
_PAGE = 1000


class AudienceIn(Strict):
    """A use, or a disclosure `to` a recipient on the register, of everyone's data. `in`: the property."""

    action: Literal["use", "disclose"] = "use"
    data: SomeWords
    for_: Annotated[Word, Field(alias="for")]
    channel: Word | None = None
    to: Word | None = None
    in_: Annotated[Name | None, Field(alias="in")] = None


class AudienceOut(Out):
    """How many may be reached, among those of whom such data are held.

    `stopped` and `permitted`: how many people each clause stops or permits; `reasons`: how many are refused why.
    `entry`: its entry in the ledger.
    """

    count: int
    among: int
    stopped: dict[str, int]
    permitted: dict[str, int]
    reasons: dict[str, int]
    policy: str | None
    version: str | None
    at: Moment
    entry: str


class ReachedOut(Out):
    """A line after the first: one person who may be reached."""

    person: PersonRef


by_hand(ReachedOut)
_LINES = {"schema": {"type": "string"}, "example": '{"count": 1, …}\n{"person": "p0123456789abc"}\n'}
_ANSWERS = answers(AudienceOut, refusal=True)
_ANSWERS[200]["content"] = {LINES: _LINES}


@router.post("/audience", response_model=None, responses=_ANSWERS)
def audience(desk: Uses, body: AudienceIn, request: Request) -> Response:
    """Whom a message may go to now, and how many each clause stops.

    With `Accept: application/x-ndjson` the answer is the first line, and a line for each person follows. Whether it
    is so still, the gate says again when it comes to the person.
    """
    question, lines = _question(desk, body), LINES in request.headers.get("accept", "")
    if lines and desk.once is not None:
        raise RequestError("a stream of people is not kept, so it cannot be sent again", help="leave the key out")
    found = desk.troth.audiences.look(question, "in-order" if lines else "count")
    head = desk.act(lambda tx: _entered(desk, tx, found))
    return StreamingResponse(_lines(bytes(head.body), found), media_type=LINES) if lines else head


def _question(desk: Desk, body: AudienceIn) -> Question:
    """Who may not disclose may not ask to whom it could be done."""
    if body.action == "disclose":
        desk.account.need("disclose")
    more: dict[str, Any] = {"channel": body.channel, "to": body.to, "property": body.in_ or ""}
    return Question(Action(body.action), tuple(body.data), body.for_, **more, roles=desk.caller.roles)


def _entered(desk: Desk, tx: Connection, found: Audience) -> Remembered:
    entered = desk.troth.audiences.enter(tx, desk.caller, found)
    return reply(entered.tally.to_json() | {"entry": entered.entry})


def _lines(head: bytes, found: Audience) -> Iterator[bytes]:
    page = [head, b"\n"]
    for number, ref in enumerate(found.refs(), start=1):
        page.append(b'{"person":"' + ref.encode() + b'"}\n')
        if number % _PAGE == 0:
            yield b"".join(page)
            page.clear()
    yield b"".join(page)
