"""The tables of letters that wait, and of last letters to people who are gone.

`next_at` is when a letter is looked at next, and so also the claim of who is sending it: while they do, it lies a
little ahead. Null: nothing more is done by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from troth.db import Connection, Instant, PersonKey, Prepared, metadata
from troth.people.store import people

letters = Table(
    "letter",
    metadata,
    Column("person", PersonKey, primary_key=True, autoincrement=False),
    Column("id", String(32), primary_key=True, unique=True),
    Column("template", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # what it is about, under the person's key
    Column("state", String(12), nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("next_at", Instant, index=True),
    Column("tries", Integer, nullable=False),
    Column("ended_at", Instant),
)
# No backup holds them: what is restored writes to nobody who was erased meanwhile.
last_letters = Table(
    "last_letter",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("template", Text, nullable=False),
    Column("language", String(16), nullable=False),
    Column("master", Text, nullable=False),
    Column("key", LargeBinary, nullable=False),  # a key of its own, wrapped; it goes with the row
    Column("sealed", LargeBinary, nullable=False),  # the address, and what it is about
    Column("queued_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False, index=True),
    Column("tries", Integer, nullable=False),
    info={"derived": True},
)


class Waiting(NamedTuple):
    """A letter that is claimed for sending."""

    person: int
    id: str
    template: str
    sealed: bytes
    tries: int
    state: str = "waiting"


class Last(NamedTuple):
    """As `Waiting`, of a last letter."""

    id: str
    template: str
    language: str
    master: str
    key: bytes
    sealed: bytes
    tries: int


class Listed(NamedTuple):
    """A letter as it is listed for staff."""

    id: str
    person: int
    template: str
    state: str
    queued_at: datetime
    tries: int
    ended_at: datetime | None


def insert_letter(tx: Connection, person: int, id_: str, template: str, sealed: bytes, at: datetime) -> None:
    row = {"person": person, "id": id_, "template": template, "sealed": sealed, "state": "waiting"}
    tx.execute(insert(letters), row | {"queued_at": at, "next_at": at, "tries": 0})


def insert_last(tx: Connection, last: Last, at: datetime) -> None:
    tx.execute(insert(last_letters), last._asdict() | {"queued_at": at, "next_at": at})


def any_due(tx: Connection, realms: Sequence[str], at: datetime, *, last: bool) -> bool:
    """Whether there is something to send, last letters too if so asked."""
    due = select(letters.c.id).join(people, people.c.id == letters.c.person)
    due = due.where(letters.c.next_at <= at, people.c.realm.in_(realms))
    if tx.execute(due.limit(1)).one_or_none() is not None:
        return True
    return (
        last
        and tx.execute(select(last_letters.c.id).where(last_letters.c.next_at <= at).limit(1)).one_or_none() is not None
    )


def claim_letters(tx: Connection, realms: Sequence[str], at: datetime, lease: timedelta, limit: int) -> list[Waiting]:
    """Letters that are due, for who asks alone until the lease is over. Who asks at once gets others."""
    columns = (letters.c.person, letters.c.id, letters.c.template, letters.c.sealed, letters.c.tries)
    due = select(*columns).join(people, people.c.id == letters.c.person)
    due = due.where(letters.c.next_at <= at, people.c.realm.in_(realms)).order_by(letters.c.next_at).limit(limit)
    found = [Waiting(*row) for row in tx.execute(due.with_for_update(skip_locked=True, of=letters))]
    tx.execute(update(letters).where(letters.c.id.in_([w.id for w in found])).values(next_at=at + lease))
    return found


def claim_last(tx: Connection, at: datetime, lease: timedelta, limit: int) -> list[Last]:
    """As `claim_letters`, of last letters."""
    due = select(*(last_letters.c[name] for name in Last._fields)).where(last_letters.c.next_at <= at)
    found = [Last(*row) for row in tx.execute(due.limit(limit).with_for_update(skip_locked=True))]
    tx.execute(update(last_letters).where(last_letters.c.id.in_([w.id for w in found])).values(next_at=at + lease))
    return found


def release(tx: Connection, ids: Sequence[str], at: datetime) -> None:
    """What was claimed and not tried: due again at that time."""
    tx.execute(update(letters).where(letters.c.id.in_(ids), letters.c.next_at.is_not(None)).values(next_at=at))
    tx.execute(update(last_letters).where(last_letters.c.id.in_(ids)).values(next_at=at))


def mark_sent(tx: Connection, person: int, id_: str, at: datetime) -> bool:
    """False: it was marked before, or the person is gone."""
    mine = (letters.c.person == person) & (letters.c.id == id_) & letters.c.ended_at.is_(None)
    row = {"state": "sent", "next_at": None, "ended_at": at}
    return tx.execute(update(letters).where(mine).values(row)).rowcount == 1


def mark(tx: Connection, person: int, id_: str, state: str, tries: int, next_at: datetime | None) -> bool:
    """It was not sent: tried again then, or (None) no more."""
    mine = (letters.c.person == person) & (letters.c.id == id_) & letters.c.ended_at.is_(None)
    return tx.execute(update(letters).where(mine).values(state=state, tries=tries, next_at=next_at)).rowcount == 1


def put_off_last(tx: Connection, id_: str, tries: int, next_at: datetime) -> None:
    tx.execute(update(last_letters).where(last_letters.c.id == id_).values(tries=tries, next_at=next_at))


def delete_last(tx: Connection, id_: str) -> bool:
    return tx.execute(delete(last_letters).where(last_letters.c.id == id_)).rowcount == 1


def select_letters(tx: Connection, states: Sequence[str], realms: Sequence[str], limit: int) -> list[Listed]:
    """Oldest first."""
    wanted = select(*(letters.c[name] for name in Listed._fields)).join(people, people.c.id == letters.c.person)
    wanted = wanted.where(letters.c.state.in_(states), people.c.realm.in_(realms))
    return [Listed(*row) for row in tx.execute(wanted.order_by(letters.c.queued_at, letters.c.id).limit(limit))]


def select_letter(tx: Connection, id_: str) -> Waiting | None:
    columns = (letters.c[name] for name in Waiting._fields)
    row = tx.execute(select(*columns).where(letters.c.id == id_)).one_or_none()
    return None if row is None else Waiting(*row)


def count_waiting(tx: Connection) -> int:
    """Letters that are still to go out by themselves."""
    waiting = select(func.count()).select_from(letters).where(letters.c.next_at.is_not(None))
    return int(tx.execute(waiting).scalar_one())


_DELETE_LETTERS = Prepared(delete(letters).where(letters.c.person == bindparam("of")))


def delete_letters(tx: Connection, person: int) -> int:
    return _DELETE_LETTERS.run(tx, of=person)


def delete_old(tx: Connection, before: datetime) -> int:
    """Letters that were done with before that time."""
    return tx.execute(delete(letters).where(letters.c.ended_at < before)).rowcount


def person_of(tx: Connection, id_: str) -> int | None:
    """Whose letter it is."""
    found: int | None = tx.execute(select(letters.c.person).where(letters.c.id == id_)).scalar_one_or_none()
    return found


def mark_bounced(tx: Connection, id_: str) -> None:
    """It came back: staff sees it."""
    tx.execute(update(letters).where(letters.c.id == id_).values(state="bounced", ended_at=None))
