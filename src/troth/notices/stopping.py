"""Saying no by the token of a message: in force at the next decision, and confirmed by a letter."""

from __future__ import annotations

from troth import people
from troth.db import Connection
from troth.gate import Telling
from troth.gate.telling import StopWay
from troth.notices.outbox import Outbox
from troth.people.stop_links import StopLink, find_stop_link

CONFIRMED = "choice-confirmed"


def stop_by_token(tx: Connection, tell: Telling, outbox: Outbox, token: str, *, via: StopWay) -> StopLink | None:
    """What was stopped, and None for an unknown token; a letter confirms it, unless it was stopped before.

    Whoever asks over the network must get the same answer either way.
    """
    link = find_stop_link(tx, token)
    if link is None:
        return None
    before = people.revision(tx, link.person)
    tell.stop(tx, token, via=via)
    if people.revision(tx, link.person) > before:
        confirm_choice(tx, outbox, link.person, link.topic, "no", via=via)
    return link


def confirm_choice(tx: Connection, outbox: Outbox, person: int, topic: str, value: str, *, via: str) -> None:
    """Queues the letter that says what was chosen, and how it came."""
    outbox.letter(tx, person, CONFIRMED, {"topic": topic, "value": value, "by": via})
