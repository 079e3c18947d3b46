"""The table of holds with its SQL; and what a sweep and an erasure ask of all tables at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Table, Text, and_, bindparam, func, insert, or_, select

from troth.db import Connection, Instant, PersonKey, Prepared, among, metadata
from troth.lifetimes.model import Hold
from troth.people.store import events, people
from troth.vault.givers.store import giver
from troth.vault.store import collection, item

hold = Table(
    "hold",
    metadata,
    Column("person", PersonKey, primary_key=True, autoincrement=False),
    Column("id", PersonKey, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("data", Text, nullable=False),  # terms, with a space between
    Column("reference", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("start", Instant, nullable=False),
    Column("until", Instant),
    Column("entered_by", Text, nullable=False),
    Column("recorded", Instant, nullable=False),
    Index("ix_hold_id", "id", unique=True),
)
hold_end = Table(
    "hold_end",
    metadata,
    Column("person", PersonKey, primary_key=True, autoincrement=False),
    Column("hold", PersonKey, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("entered_by", Text, nullable=False),
    Column("recorded", Instant, nullable=False),
)

# What of a person outlasts an erasure: sealed entries whose key is gone, bare events, and why something was held.
OUTLASTING = frozenset(
    (
        "ledger_entry",
        "ledger_pending",
        "person_event",
        "hold",
        "hold_end",
        "person_case",
        "person_case_step",
        "recipient_notice",
    )
)

_WITH_END = hold.outerjoin(hold_end, and_(hold_end.c.person == hold.c.person, hold_end.c.hold == hold.c.id))
_HOLD = (
    hold.c.id,
    hold.c.person,
    hold.c.kind,
    hold.c.data,
    hold.c.reference,
    hold.c.reason,
    hold.c.start,
    hold.c.entered_by,
    hold.c.until,
    hold_end.c.at,
    hold_end.c.reason.label("end_reason"),
)


_HOLDS = select(*_HOLD).select_from(_WITH_END)
_OF_PERSON = Prepared(_HOLDS.where(hold.c.person == bindparam("person")).order_by(hold.c.start, hold.c.id))
_BY_ID = Prepared(_HOLDS.where(hold.c.id == bindparam("number")))
_AFTER = Prepared(_HOLDS.where(hold.c.id > bindparam("after")).order_by(hold.c.id).limit(bindparam("most")))


def add_hold(tx: Connection, made: Hold, recorded: datetime) -> None:
    names = ("id", "person", "kind", "reference", "reason", "start", "until", "entered_by")
    row = {name: getattr(made, name) for name in names}
    tx.execute(insert(hold), row | {"data": " ".join(made.data), "recorded": recorded})


def add_end(tx: Connection, ended: Hold, at: datetime, reason: str, entered_by: str, recorded: datetime) -> None:
    row = {"person": ended.person, "hold": ended.id, "at": at, "reason": reason}
    tx.execute(insert(hold_end), row | {"entered_by": entered_by, "recorded": recorded})


def holds_of(tx: Connection, person: int) -> list[Hold]:
    """All holds on a person, also those that ended; in order of their start."""
    return [_hold(row) for row in _OF_PERSON.rows(tx, person=person)]


def hold_by_id(tx: Connection, number: int) -> Hold | None:
    row = _BY_ID.row(tx, number=number)
    return None if row is None else _hold(row)


def holds_after(tx: Connection, after: int, limit: int) -> list[Hold]:
    """Holds on anyone, by id."""
    return [_hold(row) for row in _AFTER.rows(tx, after=after, most=limit)]


def _hold(row: tuple[Any, ...]) -> Hold:
    id_, person, kind, data, reference, reason, start, entered_by, until, ended, end_reason = row
    from_, to, end = (None if moment is None else Instant.decode(moment) for moment in (start, until, ended))
    assert from_ is not None
    return Hold(id_, person, kind, tuple(data.split()), reference, reason, from_, entered_by, to, end, end_reason)


# -- whom a sweep has to look at --

_OVER = or_(
    events.c.kind.in_(("erasing", "purpose-done", "source-ended")),
    and_(events.c.kind == "fact", events.c.about == "account-open", events.c.value == "false"),
    and_(events.c.kind == "fact", events.c.about == "known-minor", events.c.value == "true"),
)
# Drill people live in other times, and their drills sweep them.
_LIVING = and_(people.c.erased_at.is_(None), people.c.realm != "drill")
_HERE = select(people.c.id).where(people.c.id == events.c.person, _LIVING).exists()
_OWNER_HERE = select(people.c.id).where(people.c.id == item.c.person, _LIVING).exists()
_MARKED = (
    select(events.c.person)
    .where(_OVER, _HERE, events.c.person > bindparam("after"))
    .distinct()
    .order_by(events.c.person)
    .limit(bindparam("most"))
)
_AGED = (
    select(item.c.person)
    .join(collection, and_(collection.c.person == item.c.person, collection.c.id == item.c.collection))
    .where(
        among(item.c.category, "categories"),
        collection.c.at <= bindparam("before"),
        item.c.person > bindparam("after"),
        _OWNER_HERE,
    )
    .distinct()
    .order_by(item.c.person)
    .limit(bindparam("most"))
)


_who = people.alias("who")
_GONE = func.coalesce(giver.c.ended, _who.c.erased_at)  # since when the giver's own data are
_GIVEN = giver.join(_who, _who.c.id == giver.c.giver)
_ENDED = Prepared(
    select(giver.c.collection, _GONE)
    .select_from(_GIVEN)
    .where(giver.c.person == bindparam("person"), _GONE.is_not(None))
)
_LEFT = (
    select(giver.c.person)
    .select_from(_GIVEN)
    .where(
        _GONE.is_not(None),
        giver.c.person > bindparam("after"),
        select(people.c.id).where(people.c.id == giver.c.person, _LIVING).exists(),
    )
    .distinct()
    .order_by(giver.c.person)
    .limit(bindparam("most"))
)


def marked(tx: Connection, after: int, most: int) -> list[int]:
    """People of whom something is recorded that may start a clock, by id."""
    return list(tx.execute(_MARKED, {"after": after, "most": most}).scalars())


def left_behind(tx: Connection, after: int, most: int) -> list[int]:
    """People of whom somebody told us whose own data are gone, by id."""
    return list(tx.execute(_LEFT, {"after": after, "most": most}).scalars())


def ended_for(tx: Connection, person: int) -> dict[int, datetime]:
    """The acts of collection about the person whose giver's own data are gone, and since when."""
    return {row[0]: Instant.decode(row[1]) for row in _ENDED.rows(tx, person=person)}


def aged(tx: Connection, categories: Sequence[str], before: datetime, after: int, most: int) -> list[int]:
    """People who have items of these categories that were collected by then, by id."""
    given = {"categories": list(categories), "before": before, "after": after, "most": most}
    return list(tx.execute(_AGED, given).scalars())


# -- what is there of a person, wherever --


def rows_of(tx: Connection, person: int, tables: Iterable[str] | None = None) -> dict[str, int]:
    """How many rows of the person each table has that knows people; without `tables`, all but the outlasting."""
    wanted = {name for name in metadata.tables if name not in OUTLASTING} if tables is None else set(tables)
    return {
        name: _counting(name).rows(tx, person=person)[0][0]
        for name, table in sorted(metadata.tables.items())
        if name in wanted and "person" in table.c
    }


_COUNTING: dict[str, Prepared] = {}


def _counting(name: str) -> Prepared:
    if name not in _COUNTING:
        table = metadata.tables[name]
        counted = select(func.count()).select_from(table).where(table.c.person == bindparam("person"))
        _COUNTING[name] = Prepared(counted)
    return _COUNTING[name]
