"""Sessions of people. Each ends when it was not used for half an hour, and after eight hours whatever happens.

A quarter of an hour after signing in a session is no longer fresh: what shows or hands out values asks for a fresh
one, so that a browser left open shows nothing to who comes by (NIST SP 800-63B 7.2, reauthentication). Where somebody
else vouches for who they are, it counts from when they last showed it there.

Somebody may act for another: an organisation's contact, a minor's guardian. Whether they still may is looked at each
time that the session is used.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from troth.db import Connection
from troth.people.acting_for import may_act
from troth.people.sign_in import store
from troth.people.sign_in.link import BYTES, digest_of

IDLE: Final = timedelta(minutes=30)
WHOLE: Final = timedelta(hours=8)
FRESH: Final = timedelta(minutes=15)
SignInWay = Literal["link", "code", "app", "provider"]
NOTED: Final = timedelta(minutes=1)  # how exactly it is noted when a session was last used


@dataclass(frozen=True, slots=True)
class Session:
    """A running session, since a person signed in. `proved`: when they last showed who they are, by `way`.

    `person`: whose data it is about; `actor`: who sits there, where that is another.
    """

    person: int
    since: datetime
    seen: datetime
    proved: datetime
    way: SignInWay
    actor: int | None
    digest: bytes = field(repr=False)

    @property
    def who(self) -> int:
        """Who signed in."""
        return self.actor or self.person

    def is_fresh(self, at: datetime) -> bool:
        return at < self.proved + FRESH

    def is_stale(self, at: datetime) -> bool:
        """Whether it is time to note that it is still used."""
        return at >= self.seen + NOTED

    def note(self, tx: Connection, at: datetime) -> None:
        """It was used now, and so goes on."""
        store.note_seen(tx, self.digest, at)


def start_session(
    tx: Connection, person: int, *, at: datetime, way: SignInWay = "link", proved: datetime | None = None
) -> str:
    """The secret for the browser's cookie; it is not kept, and so not shown again. `proved`: left out, now."""
    return _start(tx, {"person": person, "since": at, "seen": at, "proved": proved or at, "way": way, "actor": None})


def act_for(tx: Connection, session: Session, person: int, *, at: datetime) -> str:
    """A session of who sits there, about another person from now on, in place of theirs. It lives no longer.

    Whether they may is the caller's to check; it is checked again whenever the session is used.
    """
    store.delete_digest(tx, session.digest)
    actor = None if person == session.who else session.who
    row = {"person": person, "since": session.since, "seen": at, "proved": session.proved, "way": session.way}
    return _start(tx, {**row, "actor": actor})


def _start(tx: Connection, row: Mapping[str, Any]) -> str:
    cookie = secrets.token_urlsafe(BYTES)
    store.insert_session(tx, {**row, "digest": digest_of(cookie)})
    return cookie


def find_session(tx: Connection, cookie: str, *, at: datetime) -> Session | None:
    """The running session of that cookie."""
    row = store.select_session(tx, digest_of(cookie))
    if row is None:
        return None
    found = Session(*row)
    runs = at < found.seen + IDLE and at < found.since + WHOLE
    allowed = found.actor is None or may_act(tx, found.actor, found.person, at)
    return found if runs and allowed else None


def end_session(tx: Connection, cookie: str) -> None:
    store.delete_digest(tx, digest_of(cookie))


def end_sessions(tx: Connection, person: int) -> int:
    """Ends every session of the person, and every link on its way; gives the number."""
    return store.delete_all(tx, person)


def end_acted(tx: Connection, person: int, *, at: datetime) -> None:
    """Ends the sessions in which others act for the person who may not any more, so that no later right opens them."""
    for actor in store.select_actors(tx, person):
        if not may_act(tx, actor, person, at):
            store.delete_acted(tx, person, actor)
