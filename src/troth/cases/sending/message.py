"""What a recipient is told, and the two ways to tell it: JSON to its endpoint, a letter to its mailbox.

Both name the person by the entries of the disclosures, which came with the data. Only the endpoint, which proves who
it is, is sent what is right now; a mailbox is read by whoever reads it, and so gets no value.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPSConnection
from typing import Any, Final
from urllib.parse import urlsplit

from troth import __version__
from troth.cases.model import RecipientNotice, Word
from troth.errors import EndpointUnsafe, Unavailable
from troth.notices.words import Words
from troth.parties import connected
from troth.people.ref import ref

_MOST: Final = 1 << 16  # bytes of an answer that are read
_ASKS: Final[Mapping[Word, str]] = {
    "correction": "These data were corrected. What you hold of them is no longer right: fetch them from us anew, or "
    "reply and say how we can hand you what is right.",
    "erasure": "We have erased these data. Please erase them too, and tell us when it is done.",
    "restriction": "The person has restricted the use of these data. Please keep them and use them no more until "
    "you hear from us.",
    "recall": "We call these data back. Please use them no more, erase them, and tell us when it is done.",
}
_SUBJECTS: Final[Mapping[Word, str]] = {
    "correction": "Data that you had from us were corrected",
    "erasure": "Please erase data that you had from us",
    "restriction": "Please stop using data that you had from us",
    "recall": "We call back data that you had from us",
}


@dataclass(frozen=True, slots=True)
class NotTaken(Exception):
    """It was not taken, for now. `by`: a word for the reason."""

    by: str


def number_of(notice: RecipientNotice) -> str:
    """How a notice is named outside: `n` and 13 signs."""
    return ref("n", notice.id)


def body(notice: RecipientNotice, sender: str, right: Mapping[str, Any] | None) -> bytes:
    """The JSON for an endpoint. `right`: what is right now, by term."""
    told: dict[str, Any] = {
        "kind": notice.kind,
        "notice": number_of(notice),
        "from": sender,
        "at": notice.queued_at.isoformat(),
        "entries": list(notice.entries),
        "fields": list(notice.fields),
        "text": _ASKS[notice.kind] if not right else "These data were corrected. Please keep what is right now.",
    }
    return json.dumps(told | ({"right": dict(right)} if right else {}), ensure_ascii=False).encode()


def post(url: str, content: bytes, notice: str, context: ssl.SSLContext | None) -> None:
    """Sends it over a connection that has proven whose it is. NotTaken for anything but a 2xx; it follows nowhere."""
    place = urlsplit(url)
    target = (place.path or "/") + (f"?{place.query}" if place.query else "")
    head = {
        "content-type": "application/json",
        "idempotency-key": f'"{notice}"',
        "user-agent": f"troth/{__version__}",
        "connection": "close",
    }
    try:
        with connected(url, context) as line:
            carrier = HTTPSConnection(place.hostname or "", place.port or 443)
            carrier.sock = line
            carrier.request("POST", target, content, head)
            answer = carrier.getresponse()
            answer.read(_MOST)
    except (EndpointUnsafe, HTTPException) as error:
        raise NotTaken(type(error).__name__) from None
    if not 200 <= answer.status < 300:
        raise NotTaken(f"status {answer.status}")


def letter(told: Sequence[RecipientNotice], sender: str, controller: str) -> Words:
    """One letter of several notices of one kind to one recipient."""
    if not told:
        raise Unavailable("a letter of no notices has nothing to say")
    kind = told[0].kind
    parts = [_ASKS[kind], "You know whose data these are by the numbers that came with them."]
    for each in told:
        numbers = ", ".join(each.entries) or "none"
        parts.append(f"Notice {number_of(each)}\nData: {', '.join(each.fields)}\nNumbers: {numbers}")
    parts.append(f"Please name the notice when you reply, to {controller}.\n{sender}")
    return Words(_SUBJECTS[kind], "\n\n".join(parts) + "\n")
