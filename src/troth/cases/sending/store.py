"""The SQL of notices to recipients, and the table of recalls.

`next_at` of a notice is when it is tried next, and so also the claim of who is sending it: while they do, it lies a
little ahead. Null: nothing more is done by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from sqlalchemy import Column, ColumnElement, Index, Integer, String, Table, Text, and_, insert, or_, select, update

from troth.cases.model import RecipientNotice
from troth.cases.sending.model import STAFF, NoticeState, Recall
from troth.cases.store import notices
from troth.db import Connection, Instant, PersonKey, metadata
from troth.people.model import Realm
from troth.people.store import people

recalls = Table(
    "recall",
    metadata,
    Column("id", PersonKey, primary_key=True, autoincrement=False),
    Column("recipient", String(64), nullable=False),
    Column("data", Text, nullable=False),  # terms, with a space between
    Column("reason", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("after", PersonKey, nullable=False),
    Column("people", Integer, nullable=False),
    Column("ended_at", Instant),
    Index("ix_recall_ended_at", "ended_at"),
)

_NOTICE = tuple(notices.c[field.name] for field in fields(RecipientNotice))
_RECALL = tuple(recalls.c[field.name] for field in fields(Recall))
_SENT, _ANSWERED, _NEXT, _BY = (notices.c[name] for name in ("sent_at", "answered_at", "next_at", "by"))
_STATES: dict[NoticeState, ColumnElement[bool]] = {
    "answered": _ANSWERED.is_not(None),
    "sent": and_(_SENT.is_not(None), _ANSWERED.is_(None)),
    "waiting": and_(_NEXT.is_not(None), _SENT.is_(None), _ANSWERED.is_(None)),
    "unreachable": and_(_NEXT.is_(None), _SENT.is_(None), _ANSWERED.is_(None), _BY == STAFF),
    "failed": and_(_NEXT.is_(None), _SENT.is_(None), _ANSWERED.is_(None), _BY.is_(None)),
}


def claim(
    tx: Connection,
    realms: Sequence[Realm],
    at: datetime,
    lease: timedelta,
    limit: int,
    only: Collection[int] | None = None,
) -> list[RecipientNotice]:
    """Notices that are due, for who asks alone until the lease is over; of `only`, if they are given."""
    due = select(*_NOTICE).join(people, people.c.id == notices.c.person)
    due = due.where(notices.c.next_at <= at, people.c.realm.in_(realms))
    due = due if only is None else due.where(notices.c.id.in_(only))
    due = due.order_by(notices.c.next_at, notices.c.id).limit(limit)
    found = [_notice(row) for row in tx.execute(due.with_for_update(skip_locked=True, of=notices))]
    put_off(tx, [each.id for each in found], at + lease)
    return found


def put_off(tx: Connection, ids: Sequence[int], at: datetime) -> None:
    """Due (again) at that time."""
    open_ = and_(notices.c.id.in_(ids), notices.c.next_at.is_not(None))
    tx.execute(update(notices).where(open_).values(next_at=at))


def mark(tx: Connection, notice: int, **values: Any) -> bool:
    """False: it was sent or answered before."""
    open_ = and_(notices.c.id == notice, notices.c.sent_at.is_(None), notices.c.answered_at.is_(None))
    return tx.execute(update(notices).where(open_).values(values)).rowcount == 1


def mark_answered(tx: Connection, notice: int, at: datetime) -> bool:
    mine = and_(notices.c.id == notice, notices.c.answered_at.is_(None))
    return tx.execute(update(notices).where(mine).values(answered_at=at)).rowcount == 1


def begin_again(tx: Connection, notice: int, at: datetime) -> bool:
    """False: it was answered."""
    mine = and_(notices.c.id == notice, notices.c.answered_at.is_(None))
    fresh = {"next_at": at, "tries": 0, "sent_at": None, "by": None}
    return tx.execute(update(notices).where(mine).values(fresh)).rowcount == 1


def by_id(tx: Connection, notice: int, *, lock: bool = False) -> RecipientNotice | None:
    chosen = select(*_NOTICE).where(notices.c.id == notice)
    row = tx.execute(chosen.with_for_update() if lock else chosen).one_or_none()
    return None if row is None else _notice(row)


def of_person(tx: Connection, person: int) -> list[RecipientNotice]:
    """All about one person, the oldest first."""
    chosen = select(*_NOTICE).where(notices.c.person == person).order_by(notices.c.queued_at, notices.c.id)
    return [_notice(row) for row in tx.execute(chosen)]


def listed(
    tx: Connection,
    states: Iterable[NoticeState],
    realms: Sequence[Realm],
    after: tuple[datetime, int] | None,
    limit: int,
) -> list[RecipientNotice]:
    """The oldest first; of any of the states, or all."""
    wanted = [_STATES[state] for state in states]
    chosen = select(*_NOTICE).join(people, people.c.id == notices.c.person).where(people.c.realm.in_(realms))
    chosen = chosen.where(or_(*wanted)) if wanted else chosen
    if after is not None:
        queued = notices.c.queued_at
        chosen = chosen.where(or_(queued > after[0], and_(queued == after[0], notices.c.id > after[1])))
    return [_notice(row) for row in tx.execute(chosen.order_by(notices.c.queued_at, notices.c.id).limit(limit))]


def told_of(tx: Connection, person: int) -> set[tuple[str, str]]:
    """What was called back already, or told of an erasure: the entry of the disclosure, and the term."""
    mine = and_(notices.c.person == person, notices.c.kind.in_(("recall", "erasure")))
    rows = tx.execute(select(notices.c.entries, notices.c.fields).where(mine))
    return {pair for entries, terms in rows for pair in product(entries.split(), terms.split())}


# -- recalls --


def insert_recall(tx: Connection, made: Recall) -> None:
    row = {field.name: getattr(made, field.name) for field in fields(Recall)}
    tx.execute(insert(recalls), row | {"data": " ".join(made.data)})


def recall_by_id(tx: Connection, number: int, *, lock: bool = False) -> Recall | None:
    chosen = select(*_RECALL).where(recalls.c.id == number)
    row = tx.execute(chosen.with_for_update() if lock else chosen).one_or_none()
    return None if row is None else _recall(row)


def open_recalls(tx: Connection) -> list[int]:
    """Those that are not through with everyone, the oldest first."""
    chosen = select(recalls.c.id).where(recalls.c.ended_at.is_(None)).order_by(recalls.c.made_at)
    return list(tx.execute(chosen).scalars())


def move_recall(tx: Connection, moved: Recall) -> None:
    row = {"after": moved.after, "people": moved.people, "ended_at": moved.ended_at}
    tx.execute(update(recalls).where(recalls.c.id == moved.id).values(row))


def _notice(row: Iterable[Any]) -> RecipientNotice:
    named = dict(zip((field.name for field in fields(RecipientNotice)), row, strict=True))
    named["fields"], named["entries"] = tuple(named["fields"].split()), tuple(named["entries"].split())
    return RecipientNotice(**named)


def _recall(row: Iterable[Any]) -> Recall:
    named = dict(zip((field.name for field in fields(Recall)), row, strict=True))
    return Recall(**named | {"data": tuple(named["data"].split())})
