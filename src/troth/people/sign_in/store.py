"""Tables of links and sessions. No address is in them, and no secret: digests alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Column, LargeBinary, Table, delete, insert, select, update

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


def insert_session(tx: Connection, person: int, digest: bytes, at: datetime) -> None:
    tx.execute(insert(sessions), {"person": person, "digest": digest, "since": at, "seen": at})


def select_session(tx: Connection, digest: bytes) -> tuple[int, datetime, datetime, bytes] | None:
    """(person, since, seen, digest)."""
    wanted = select(sessions.c.person, sessions.c.since, sessions.c.seen).where(sessions.c.digest == digest)
    row = tx.execute(wanted).one_or_none()
    return None if row is None else (row.person, row.since, row.seen, digest)


def note_seen(tx: Connection, digest: bytes, at: datetime) -> None:
    tx.execute(update(sessions).where(sessions.c.digest == digest).values(seen=at))


def delete_session(tx: Connection, digest: bytes) -> None:
    tx.execute(delete(sessions).where(sessions.c.digest == digest))


def delete_old(tx: Connection, at: datetime) -> None:
    """Forgets what has run out, of everyone."""
    tx.execute(delete(links).where(links.c.ends_at <= at))
    tx.execute(delete(sessions).where(sessions.c.since <= at - LONGEST))


def delete_all(tx: Connection, person: int) -> int:
    """A person's links and sessions; gives their number."""
    return sum(tx.execute(delete(table).where(table.c.person == person)).rowcount for table in (links, sessions))
