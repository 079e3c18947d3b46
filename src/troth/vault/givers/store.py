"""The table of givers with its SQL. It goes with the act of collection that it is about."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Table,
    and_,
    bindparam,
    insert,
    select,
    update,
)

from troth.db import Connection, Instant, PersonKey, Prepared, metadata
from troth.vault.store import collection, item

giver = Table(
    "giver",
    metadata,
    Column("person", PersonKey, nullable=False, autoincrement=False),
    Column("collection", PersonKey, nullable=False, autoincrement=False),
    Column("giver", PersonKey, nullable=False, autoincrement=False),
    Column("ended", Instant),  # since when the giver's own data are gone, though the giver is here still
    PrimaryKeyConstraint("person", "collection"),
    ForeignKeyConstraint(
        ["person", "collection"], ["collection.person", "collection.id"], name="fk_giver_collection", ondelete="CASCADE"
    ),
    Index("ix_giver_giver", "giver"),
)


class Told(NamedTuple):
    """Something that somebody told us of another `person`; of what is in it nothing."""

    person: int
    item: int
    category: str
    at: datetime


_ADD = Prepared(insert(giver))
_END = Prepared(
    update(giver).where(giver.c.giver == bindparam("of"), giver.c.ended.is_(None)).values(ended=bindparam("at"))
)
_OF = Prepared(select(giver.c.collection).where(giver.c.person == bindparam("person")))
_TOLD = Prepared(
    select(item.c.person, item.c.id, item.c.category, collection.c.at)
    .join_from(giver, item, and_(item.c.person == giver.c.person, item.c.collection == giver.c.collection))
    .join(collection, and_(collection.c.person == giver.c.person, collection.c.id == giver.c.collection))
    .where(giver.c.giver == bindparam("giver"))
    .order_by(collection.c.at, item.c.category, item.c.id)
)


def add_giver(tx: Connection, person: int, number: int, told_by: int) -> None:
    """That act of collection, about `person`, was told by another."""
    _ADD.run(tx, person=person, collection=number, giver=told_by, ended=None)


def end_giver(tx: Connection, told_by: int, at: datetime) -> None:
    """The giver's own data are gone since then; who is said to have ended before keeps that time."""
    _END.run(tx, of=told_by, at=at)


def given_of(tx: Connection, person: int) -> set[int]:
    """The acts of collection about the person that somebody else told us."""
    return {row[0] for row in _OF.rows(tx, person=person)}


def told_by(tx: Connection, giver_: int) -> list[Told]:
    """What somebody told us of others, oldest first."""
    rows = _TOLD.rows(tx, giver=giver_)
    return [Told(person, number, category, Instant.decode(at)) for person, number, category, at in rows]
