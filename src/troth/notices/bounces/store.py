"""The table of addresses that bounce, by the item that holds the address: a new address is another item."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, String, Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from troth.db import Connection, Instant, PersonKey, Prepared, metadata

bounces = Table(
    "bounce",
    metadata,
    Column("person", PersonKey, primary_key=True, autoincrement=False),
    Column("item", PersonKey, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("status", String(16), nullable=False),  # RFC 3463, or the server's code
)


def note_bounce(tx: Connection, person: int, item: int, at: datetime, status: str) -> None:
    """There is no such address; once is enough."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    row = {"person": person, "item": item, "at": at, "status": status[:16]}
    tx.execute(dialect.insert(bounces).values(row).on_conflict_do_nothing())


def bouncing(tx: Connection, person: int, item: int) -> bool:
    mine = (bounces.c.person == person) & (bounces.c.item == item)
    return tx.execute(select(bounces.c.at).where(mine)).one_or_none() is not None


_DELETE_BOUNCES = Prepared(delete(bounces).where(bounces.c.person == bindparam("of")))


def delete_bounces(tx: Connection, person: int) -> int:
    return _DELETE_BOUNCES.run(tx, of=person)
