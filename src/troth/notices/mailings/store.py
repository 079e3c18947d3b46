"""The tables of mailings and of whom each goes to.

`next_at` of a recipient is when the row is looked at next, and so also the claim of who is sending: while they do, it
lies a little ahead. Null: nothing more is done by itself.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    Index,
    Integer,
    Select,
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
from sqlalchemy.dialects import postgresql, sqlite

from troth.db import Connection, Instant, PersonKey, Prepared, metadata
from troth.notices.mailings.model import Mailing, Plan, read_texts

mailings = Table(
    "mailing",
    metadata,
    Column("id", PersonKey, primary_key=True, autoincrement=False),
    Column("kind", String(12), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("topic", Text),
    Column("channel", String(8), nullable=False),
    Column("property", Text, nullable=False),
    Column("texts", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("state", String(12), nullable=False, index=True),
    Column("made_at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("ended_at", Instant),
)
recipients = Table(
    "mailing_recipient",
    metadata,
    Column("person", PersonKey, primary_key=True, autoincrement=False),
    Column("mailing", PersonKey, primary_key=True, autoincrement=False),
    Column("message", String(32), nullable=False, unique=True),  # the random part of its Message-ID
    Column("state", String(12), nullable=False),
    Column("item", PersonKey),  # that holds the address it went to
    Column("entry", String(16)),  # of the decision, in the ledger
    Column("tries", Integer, nullable=False),
    Column("next_at", Instant, index=True),
    Column("ended_at", Instant),
    Index("ix_mailing_recipient_mailing_state", "mailing", "state"),
)
OPEN = ("waiting", "handing")


class Waiting(NamedTuple):
    """A person whose message is claimed for sending. `state` handing: who claimed it before left in that moment."""

    person: int
    mailing: int
    message: str
    state: str
    tries: int


# -- mailings --


def insert_mailing(tx: Connection, mailing: Mailing) -> None:
    plan = mailing.plan
    row: dict[str, Any] = {"id": mailing.id, "kind": plan.kind, "purpose": plan.purpose, "topic": mailing.topic}
    row |= {"channel": plan.channel, "property": plan.place, "texts": plan.written(), "digest": plan.digest}
    row |= {"state": mailing.state, "made_at": mailing.made_at, "by": mailing.by}
    tx.execute(insert(mailings), row | {"roles": json.dumps(sorted(mailing.roles))})


def select_mailing(tx: Connection, mailing: int) -> Mailing | None:
    row = tx.execute(select(mailings).where(mailings.c.id == mailing)).one_or_none()
    return None if row is None else _mailing(row)


def hold_mailing(tx: Connection, mailing: int) -> Mailing | None:
    """The mailing, kept from others until the end of `tx`."""
    row = tx.execute(select(mailings).where(mailings.c.id == mailing).with_for_update()).one_or_none()
    return None if row is None else _mailing(row)


def select_mailings(
    tx: Connection,
    states: Sequence[str] | None = None,
    *,
    before: tuple[datetime, int] | None = None,
    limit: int = 200,
) -> list[Mailing]:
    """Newest first."""
    wanted: Select[Any] = select(mailings).order_by(mailings.c.made_at.desc(), mailings.c.id.desc()).limit(limit)
    if before is not None:
        at, id_ = before
        wanted = wanted.where((mailings.c.made_at < at) | ((mailings.c.made_at == at) & (mailings.c.id < id_)))
    if states is not None:
        wanted = wanted.where(mailings.c.state.in_(states))
    return [_mailing(row) for row in tx.execute(wanted)]


def set_state(tx: Connection, mailing: int, before: Collection[str], state: str, ended: datetime | None) -> bool:
    """False: it was in no state of `before`."""
    mine = (mailings.c.id == mailing) & mailings.c.state.in_(sorted(before))
    return tx.execute(update(mailings).where(mine).values(state=state, ended_at=ended)).rowcount == 1


def _mailing(row: Any) -> Mailing:
    plan = Plan(row.kind, row.purpose, read_texts(row.texts), row.topic, row.channel, row.property)
    roles = frozenset(json.loads(row.roles))
    return Mailing(row.id, plan, row.topic, row.state, row.made_at, row.by, roles, row.ended_at)


# -- whom they go to --


def add_people(tx: Connection, mailing: int, people: Sequence[int], at: datetime) -> int:
    """Who is on the list already stays as they are; how many are new."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    shared = {"mailing": mailing, "state": "waiting", "tries": 0, "next_at": at}
    rows = [shared | {"person": person, "message": secrets.token_hex(16)} for person in people]
    return tx.execute(dialect.insert(recipients).on_conflict_do_nothing(), rows).rowcount if rows else 0


def any_due(tx: Connection, at: datetime) -> bool:
    return tx.execute(_due(at).limit(1)).one_or_none() is not None


def claim(tx: Connection, at: datetime, lease: timedelta, limit: int) -> list[Waiting]:
    """People whose message is due, for who asks alone until the lease is over. Who asks at once gets others."""
    due = _due(at).order_by(recipients.c.next_at).limit(limit)
    found = [Waiting(*row) for row in tx.execute(due.with_for_update(skip_locked=True, of=recipients))]
    mine = recipients.c.message.in_([each.message for each in found])
    tx.execute(update(recipients).where(mine).values(next_at=at + lease))
    return found


def _due(at: datetime) -> Select[Any]:
    columns = (recipients.c[name] for name in Waiting._fields)
    due = select(*columns).join(mailings, mailings.c.id == recipients.c.mailing)
    return due.where(recipients.c.next_at <= at, mailings.c.state == "sending", mailings.c.channel == "email")


def release(tx: Connection, messages: Sequence[str], at: datetime) -> None:
    """What was claimed and not tried: due again at that time."""
    mine = recipients.c.message.in_(messages) & (recipients.c.state == "waiting")
    tx.execute(update(recipients).where(mine).values(next_at=at))


def is_open(tx: Connection, waiting: Waiting) -> bool:
    """Whether it is still to be sent: the person is here, and the mailing goes on. Kept so until the end of `tx`."""
    mine = (recipients.c.person == waiting.person) & (recipients.c.mailing == waiting.mailing)
    row = tx.execute(select(recipients.c.state).where(mine).with_for_update()).one_or_none()
    goes_on = select(mailings.c.state).where(mailings.c.id == waiting.mailing)
    return row is not None and row.state in OPEN and tx.execute(goes_on).scalar_one() == "sending"


def mark(tx: Connection, waiting: Waiting, state: str, next_at: datetime | None = None, **more: Any) -> bool:
    """False: it came to its end before, or the person is gone. `more`: item, entry, tries, ended_at."""
    mine = (recipients.c.person == waiting.person) & (recipients.c.mailing == waiting.mailing)
    row = {"state": state, "next_at": next_at} | more
    return tx.execute(update(recipients).where(mine, recipients.c.state.in_(OPEN)).values(row)).rowcount == 1


def page(tx: Connection, mailing: int, states: Sequence[str], after: int, limit: int) -> list[Waiting]:
    """People of a mailing by id, for an export."""
    wanted = select(*(recipients.c[name] for name in Waiting._fields)).where(
        recipients.c.mailing == mailing, recipients.c.state.in_(states), recipients.c.person > after
    )
    return [Waiting(*row) for row in tx.execute(wanted.order_by(recipients.c.person).limit(limit))]


def select_message(tx: Connection, message: str) -> tuple[int, int | None] | None:
    """(person, item) that a message went to."""
    row = tx.execute(select(recipients.c.person, recipients.c.item).where(recipients.c.message == message))
    found = row.one_or_none()
    return None if found is None else (found.person, found.item)


def mark_bounced(tx: Connection, message: str, at: datetime) -> None:
    tx.execute(update(recipients).where(recipients.c.message == message).values(state="bounced", ended_at=at))


def counts(tx: Connection, mailing: int) -> dict[str, int]:
    grouped = select(recipients.c.state, func.count()).where(recipients.c.mailing == mailing)
    return {row[0]: row[1] for row in tx.execute(grouped.group_by(recipients.c.state))}


def any_left(tx: Connection, mailing: int) -> bool:
    """Whether there is somebody for whom it is not settled yet."""
    mine = (recipients.c.mailing == mailing) & recipients.c.state.in_([*OPEN, "listed"])
    return tx.execute(select(recipients.c.person).where(mine).limit(1)).one_or_none() is not None


_DELETE_RECIPIENT = Prepared(delete(recipients).where(recipients.c.person == bindparam("of")))


def delete_recipient(tx: Connection, person: int) -> int:
    return _DELETE_RECIPIENT.run(tx, of=person)


# -- lists of numbers and addresses --


def list_one(tx: Connection, waiting: Waiting, item: int | None, entry: str) -> None:
    mine = (recipients.c.person == waiting.person) & (recipients.c.mailing == waiting.mailing)
    tx.execute(update(recipients).where(mine).values(state="listed", item=item, entry=entry, next_at=None))


def end_listed(tx: Connection, waiting: Waiting, state: str, entry: str, at: datetime) -> None:
    mine = (recipients.c.person == waiting.person) & (recipients.c.mailing == waiting.mailing)
    tx.execute(update(recipients).where(mine).values(state=state, entry=entry, next_at=None, ended_at=at))


def send_listed(tx: Connection, mailing: int, listed: str, at: datetime) -> int:
    mine = (recipients.c.mailing == mailing) & (recipients.c.state == listed)
    return tx.execute(update(recipients).where(mine).values(state="sent", ended_at=at)).rowcount
