"""The page of a stop link, and mail programs' one click (RFC 8058): a no without signing in.

Looking changes nothing, for programs look at every link of a message. Pressing counts wherever it comes from: the
token in the address is all the leave it needs, and one click is sent by a mail server, not by a page of ours. Every
token gets the same pages, so that nobody learns who is in the store.
"""

from __future__ import annotations

from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from troth.gate.telling import StopWay
from troth.notices import stop_by_token
from troth.web.house import House

LARGEST = 4096
ONE_CLICK = (b"List-Unsubscribe", b"One-Click")  # in a form of either kind


def look(house: House) -> Response:
    """One button."""
    return house.page("stop.html", None, done=False)


def press(house: House, token: str, way: StopWay) -> Response:
    """Says no at once."""
    troth = house.troth
    with troth.database.write() as tx:
        stop_by_token(tx, troth.tell, troth.outbox, token, via=way)
    return house.page("stop.html", None, done=True)


async def way_of(http: HttpRequest) -> StopWay:
    """How the link was pressed, by the first bytes of what was sent: a body tells nothing else."""
    body = b""
    async for piece in http.stream():
        body = (body + piece)[:LARGEST]
    return "one-click" if all(part in body for part in ONE_CLICK) else "link"
