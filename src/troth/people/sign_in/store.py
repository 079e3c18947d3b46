"""Tables of links and sessions. No address is in them, and no secret: digests alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Column, LargeBinary, String, Table, delete, insert, or_, select, update

from troth.db import Connection, Instant, PersonKey, metadata

LONGEST: Final = timedelta(days=1)  # after which no session runs any more

links = Table(
    "sign_in_link",
    metadata,
    Column("person", PersonKey, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary(32), primary_key=True, unique=True),
    Column("made_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False, index=True),
)
sessions = Table(
    "person_session",
    metadata,
    Column("person", PersonKey, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary(32), primary_key=True, unique=True),
    Column("since", Instant, nullable=False, index=True),
    Column("seen", Instant, nullable=False),
    Column("proved", Instant, nullable=False),  # when they last showed who they are
    Column("way", String(16), nullable=False),
    Column("actor", PersonKey, index=True),  # who sits there, where that is another
)
subjects = Table(
    "sign_in_subject",
    metadata,
    Column("person", PersonKey, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary(16), primary_key=True, unique=True),
    Column("made_at", Instant, nullable=False),
    Column("entered_by", String(64), nullable=False),
)


def insert_link(tx: Connection, person: int, digest: bytes, at: datetime, ends: datetime) -> None:
    tx.execute(insert(links), {"person": person, "digest": digest, "made_at": at, "ends_at": ends})


def take_link(tx: Connection, digest: bytes, at: datetime) -> int | None:
    """Whose link it is; it is gone with the asking."""
    mine = (links.c.digest == digest) & (links.c.ends_at > at)
    found: int | None = tx.execute(delete(links).where(mine).returning(links.c.person)).scalar_one_or_none()
    return found


def delete_links(tx: Connection, person: int) -> None:
    tx.execute(delete(links).where(links.c.person == person))


_SESSION = ("person", "since", "seen", "proved", "way", "actor", "digest")


def insert_session(tx: Connection, row: Mapping[str, Any]) -> None:
    tx.execute(insert(sessions), dict(row))


def select_session(tx: Connection, digest: bytes) -> tuple[Any, ...] | None:
    """(person, since, seen, proved, way, actor, digest)."""
    wanted = select(*(sessions.c[name] for name in _SESSION)).where(sessions.c.digest == digest)
    row = tx.execute(wanted).one_or_none()
    return None if row is None else tuple(row)


def note_seen(tx: Connection, digest: bytes, at: datetime) -> None:
    tx.execute(update(sessions).where(sessions.c.digest == digest).values(seen=at))


def delete_digest(tx: Connection, digest: bytes) -> None:
    tx.execute(delete(sessions).where(sessions.c.digest == digest))


def select_actors(tx: Connection, person: int) -> list[int]:
    """Who has a session in which they act for the person."""
    named = sessions.c.person == person, sessions.c.actor.is_not(None)
    return list(tx.execute(select(sessions.c.actor).where(*named).distinct()).scalars())


def delete_acted(tx: Connection, person: int, actor: int) -> None:
    """The sessions in which they act for the person."""
    tx.execute(delete(sessions).where(sessions.c.person == person, sessions.c.actor == actor))


def delete_old(tx: Connection, at: datetime) -> None:
    """Forgets what has run out, of everyone."""
    tx.execute(delete(links).where(links.c.ends_at <= at))
    tx.execute(delete(sessions).where(sessions.c.since <= at - LONGEST))


def delete_all(tx: Connection, person: int) -> int:
    """A person's links and sessions, those too in which they act for others; gives their number."""
    theirs = or_(sessions.c.person == person, sessions.c.actor == person)
    gone = tx.execute(delete(links).where(links.c.person == person)).rowcount
    return gone + tx.execute(delete(sessions).where(theirs)).rowcount


def forget(tx: Connection, person: int) -> int:
    """As `delete_all`, and the accounts elsewhere that they signed in with."""
    return delete_all(tx, person) + tx.execute(delete(subjects).where(subjects.c.person == person)).rowcount


# -- accounts elsewhere --


def insert_subject(tx: Connection, person: int, digest: bytes, at: datetime, by: str) -> None:
    """Whoever had it before has it no longer."""
    tx.execute(delete(subjects).where(subjects.c.digest == digest))
    tx.execute(insert(subjects), {"person": person, "digest": digest, "made_at": at, "entered_by": by})


def select_subject(tx: Connection, digest: bytes) -> int | None:
    found: int | None = tx.execute(select(subjects.c.person).where(subjects.c.digest == digest)).scalar_one_or_none()
    return found


def delete_subjects(tx: Connection, person: int) -> int:
    return tx.execute(delete(subjects).where(subjects.c.person == person)).rowcount
