"""The table of stop links."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, LargeBinary, Table, Text, delete, insert, select

from troth.db import Connection, Instant, PersonKey, metadata

links = Table(
    "stop_link",
    metadata,
    Column("person", PersonKey, primary_key=True),
    Column("digest", LargeBinary(32), primary_key=True, unique=True),
    Column("topic", Text, nullable=False),
    Column("channel", Text),
    Column("made_at", Instant, nullable=False),
)


def insert_link(tx: Connection, digest: bytes, person: int, topic: str, channel: str | None, at: datetime) -> None:
    row = {"person": person, "digest": digest, "topic": topic, "channel": channel, "made_at": at}
    tx.execute(insert(links), row)


def select_link(tx: Connection, digest: bytes) -> tuple[int, str, str | None] | None:
    """(person, topic, channel) of a link."""
    found = tx.execute(select(links.c.person, links.c.topic, links.c.channel).where(links.c.digest == digest))
    row = found.one_or_none()
    return None if row is None else (row.person, row.topic, row.channel)


def delete_links(tx: Connection, person: int) -> int:
    return tx.execute(delete(links).where(links.c.person == person)).rowcount
