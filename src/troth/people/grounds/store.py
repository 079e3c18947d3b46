"""All SQL of grounds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Table,
    Text,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    type_coerce,
)

from troth.db import Connection, Instant, PersonKey, Prepared, metadata
from troth.people.model import Ground, Proof
from troth.people.store import insert_new, join, split

grounds = Table(
    "ground",
    metadata,
    Column("id", PersonKey, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("start", Instant, nullable=False),
    Column("until", Instant),
    Column("once", Boolean, nullable=False),
    Column("data", Text, nullable=False),
    Column("recipients", Text, nullable=False),
    Column("everyone", Boolean, nullable=False),
    Column("reference", Text, nullable=False),
    Column("approver", Text, nullable=False),
    Column("recorded", Instant, nullable=False),
)

covered = Table(
    "ground_person",
    metadata,
    Column("person", PersonKey, primary_key=True),
    Column("ground", PersonKey, primary_key=True),
)

# One row a ground at the most: its key is what makes "once" hold when many ask at the same moment.
uses = Table(
    "ground_use",
    metadata,
    Column("ground", PersonKey, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
)

ends = Table(
    "ground_end",
    metadata,
    Column("ground", PersonKey, primary_key=True, autoincrement=False),
    Column("at", Instant, primary_key=True),
    Column("entered_by", Text, nullable=False),
    Column("recorded", Instant, nullable=False),
)

Index("ix_ground_person_ground", covered.c.ground, covered.c.person)


def insert_ground(tx: Connection, ground: Ground, people_: Sequence[int], recorded: datetime) -> None:
    row = {name: getattr(ground, name) for name in ("id", "kind", "start", "until", "once", "everyone")}
    row |= {"reference": ground.reference, "approver": ground.approver, "recorded": recorded}
    tx.execute(insert(grounds), row | {"data": join(ground.data), "recipients": join(ground.recipients)})
    if people_:
        tx.execute(insert(covered), [{"person": person, "ground": ground.id} for person in people_])


_ENDED = select(func.min(ends.c.at)).where(ends.c.ground == grounds.c.id).scalar_subquery()
_GROUND = select(
    grounds,
    type_coerce(_ENDED, Instant).label("ended"),
    exists().where(uses.c.ground == grounds.c.id).label("used"),
    exists().where(covered.c.ground == grounds.c.id, covered.c.person == bindparam("person")).label("covered"),
).where(grounds.c.id == bindparam("ground"))


def select_ground(tx: Connection, ground: int, person: int) -> tuple[Ground, bool, bool] | None:
    """The ground as it now stands, whether it is used up, and whether it names the person."""
    row = tx.execute(_GROUND, {"ground": ground, "person": person}).mappings().one_or_none()
    if row is None:
        return None
    until = min((end for end in (row["until"], row["ended"]) if end is not None), default=None)
    plain = {name: row[name] for name in ("id", "kind", "start", "once", "everyone", "reference", "approver")}
    plain |= {"data": split(row["data"]) or (), "recipients": split(row["recipients"]) or ()}
    return Ground(**plain, until=until), row["used"], row["covered"]


def select_covered(tx: Connection, ground: int) -> list[int]:
    return list(tx.execute(select(covered.c.person).where(covered.c.ground == ground)).scalars())


def insert_use(tx: Connection, ground: int, at: datetime) -> bool:
    return insert_new(tx, uses, [{"ground": ground, "at": at}]) == 1


def insert_end(tx: Connection, ground: int, at: datetime, proof: Proof) -> None:
    insert_new(tx, ends, [{"ground": ground, "at": at, "entered_by": proof.entered_by, "recorded": proof.recorded}])


_UNCOVER = Prepared(delete(covered).where(covered.c.person == bindparam("of")))


def uncover(tx: Connection, person: int) -> None:
    """No ground names them from now on."""
    _UNCOVER.run(tx, of=person)
