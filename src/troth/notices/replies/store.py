"""The table of letters by which people said stop: sealed, the proof of what we were told, for three years."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, LargeBinary, String, Table, bindparam, delete, func, insert, select

from troth.db import Connection, Instant, PersonKey, Prepared, metadata

stop_letters = Table(
    "stop_letter",
    metadata,
    Column("person", PersonKey, primary_key=True, autoincrement=False),
    Column("id", String(32), primary_key=True),
    Column("topic", String(100), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("until", Instant, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
)


def insert_stop_letter(
    tx: Connection, person: int, id_: str, topic: str, at: datetime, until: datetime, sealed: bytes
) -> None:
    row = {"person": person, "id": id_, "topic": topic, "received_at": at, "until": until, "sealed": sealed}
    tx.execute(insert(stop_letters), row)


def count_stop_letters(tx: Connection, person: int) -> int:
    counted = select(func.count()).select_from(stop_letters).where(stop_letters.c.person == person)
    return int(tx.execute(counted).scalar_one())


def select_stop_letters(tx: Connection, person: int) -> list[tuple[str, str, datetime, bytes]]:
    """(id, topic, received, sealed), oldest first."""
    columns = (stop_letters.c.id, stop_letters.c.topic, stop_letters.c.received_at, stop_letters.c.sealed)
    wanted = select(*columns).where(stop_letters.c.person == person).order_by(stop_letters.c.received_at)
    return [(row.id, row.topic, row.received_at, row.sealed) for row in tx.execute(wanted)]


def delete_old(tx: Connection, at: datetime) -> int:
    """Those whose time is over."""
    return tx.execute(delete(stop_letters).where(stop_letters.c.until <= at)).rowcount


_DELETE_STOP_LETTERS = Prepared(delete(stop_letters).where(stop_letters.c.person == bindparam("of")))


def delete_stop_letters(tx: Connection, person: int) -> int:
    return _DELETE_STOP_LETTERS.run(tx, of=person)
