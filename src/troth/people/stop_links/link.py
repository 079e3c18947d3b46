"""A token that stops one topic for one person: 128 random bits, so that no one guesses it, and nothing else in it.

Kept is its SHA-256 alone: who reads the store cannot press anyone's link. It works for as long as the person is here
(CAN-SPAM 15 U.S.C. 7704(a)(3) asks for thirty days after the message; nobody is served by an end).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from troth.db import Connection
from troth.people.model import Event
from troth.people.set_apart import counts, set_apart
from troth.people.stop_links import store

BYTES = 16
LENGTH = 22  # characters of a token: 16 bytes in base64url, without padding


@dataclass(frozen=True, slots=True)
class StopLink:
    """What a token stops. `channel` None: all channels."""

    person: int
    topic: str
    channel: str | None


def make_stop_link(tx: Connection, link: StopLink, *, at: datetime) -> str:
    """A new token; it is not kept, and so not shown again."""
    token = secrets.token_urlsafe(BYTES)
    store.insert_link(tx, _digest(token), link.person, link.topic, link.channel, at)
    return token


def find_stop_link(tx: Connection, token: str) -> StopLink | None:
    """What the token stops; None for one that was never given out, or whose person is gone."""
    row = store.select_link(tx, _digest(token)) if len(token) == LENGTH else None
    return StopLink(*row) if row is not None else None


def left_on(link: StopLink, choices: Sequence[Event]) -> list[str | None]:
    """The channels on which a press of the link has yet to say no; `choices`: what the person said until now.

    A link for all of them stops each that was turned on apart as well.
    """
    own = [] if counts(choices, link.topic, link.channel) == "no" else [link.channel]
    return [*own, *(set_apart(choices, link.topic, "no") if link.channel is None else ())]


def forget_stop_links(tx: Connection, person: int) -> int:
    """A person's links go with the person; gives their number."""
    return store.delete_links(tx, person)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
