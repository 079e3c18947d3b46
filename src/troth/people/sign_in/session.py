"""Sessions of people. Each ends when it was not used for half an hour, and after eight hours whatever happens.

A quarter of an hour after signing in a session is no longer fresh: what shows or hands out values asks for a fresh
one, so that a browser left open shows nothing to who comes by (NIST SP 800-63B 7.2, reauthentication).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from troth.db import Connection
from troth.people.sign_in import store
from troth.people.sign_in.link import BYTES, digest_of

IDLE: Final = timedelta(minutes=30)
WHOLE: Final = timedelta(hours=8)
FRESH: Final = timedelta(minutes=15)
NOTED: Final = timedelta(minutes=1)  # how exactly it is noted when a session was last used


@dataclass(frozen=True, slots=True)
class Session:
    """A running session, since a person signed in."""

    person: int
    since: datetime
    seen: datetime
    digest: bytes = field(repr=False)

    def is_fresh(self, at: datetime) -> bool:
        return at < self.since + FRESH

    def is_stale(self, at: datetime) -> bool:
        """Whether it is time to note that it is still used."""
        return at >= self.seen + NOTED

    def note(self, tx: Connection, at: datetime) -> None:
        """It was used now, and so goes on."""
        store.note_seen(tx, self.digest, at)


def start_session(tx: Connection, person: int, *, at: datetime) -> str:
    """The secret for the browser's cookie; it is not kept, and so not shown again."""
    cookie = secrets.token_urlsafe(BYTES)
    store.insert_session(tx, person, digest_of(cookie), at)
    return cookie


def find_session(tx: Connection, cookie: str, *, at: datetime) -> Session | None:
    """The running session of that cookie."""
    row = store.select_session(tx, digest_of(cookie))
    if row is None:
        return None
    found = Session(*row)
    runs = at < found.seen + IDLE and at < found.since + WHOLE
    return found if runs else None


def end_session(tx: Connection, cookie: str) -> None:
    store.delete_session(tx, digest_of(cookie))


def end_sessions(tx: Connection, person: int) -> int:
    """Ends every session of the person, and every link on its way; gives the number."""
    return store.delete_all(tx, person)
