"""Stop links: an address for a message, by which its reader says no to a topic without signing in."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from troth.api.desk import Records, person_at, reply
from troth.api.documented import answers
from troth.api.wire import Out, PersonRef, Strict, Word
from troth.app.idempotency import Remembered
from troth.db import Connection

router = APIRouter(prefix="/v1/people/{person}/stop-links", tags=["events"])


class StopLinkIn(Strict):
    """`channel` left out: the link stops the topic on all channels."""

    topic: Word
    channel: Word | None = None


class StopLinkOut(Out):
    """`path` on this server: a page with one button, and the address for `List-Unsubscribe` (RFC 8058)."""

    path: str


@router.post("", status_code=201, response_model=None, responses=answers(StopLinkOut, 201))
def make(desk: Records, person: PersonRef, body: StopLinkIn) -> Response:
    """Make a link that stops a topic for the person. It opens nothing else, and does not run out."""

    def do(tx: Connection) -> Remembered:
        number = person_at(tx, person)
        token = desk.troth.tell.stop_link(tx, number, body.topic, channel=body.channel)
        made: dict[str, Any] = {"path": f"/stop/{token}"}
        return reply(made, 201, number)

    return desk.act(do)
