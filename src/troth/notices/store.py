"""The tables of notices, and who is still to be told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    Select,
    String,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from troth.db import Connection, Instant, PersonKey, Prepared, metadata
from troth.language import Version
from troth.notices.announcing import Announcement
from troth.people.store import events, people
from troth.vault.store import collection, item

starts = Table(
    "version_start",
    metadata,
    Column("policy", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("since", Instant, nullable=False),
    Column("recorded", Instant, nullable=False),
)
messages = Table(
    "notice_message",
    metadata,
    Column("person", PersonKey, primary_key=True),
    Column("policy", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("way", String(8), nullable=False),
    Column("message", String(64), nullable=False),  # the random part of its Message-ID
    Column("words", String(64), nullable=False),  # SHA-256 of what it says
    Column("queued_at", Instant, nullable=False),
    Column("sent_at", Instant),
)


class Queued(NamedTuple):
    person: int
    message: str


# -- since when a version is in force --


def select_start(tx: Connection, version: Version) -> datetime | None:
    mine = and_(starts.c.policy == version.policy, starts.c.version == version.version)
    found: datetime | None = tx.execute(select(starts.c.since).where(mine)).scalar_one_or_none()
    return found


def insert_start(tx: Connection, version: Version, since: datetime, at: datetime) -> None:
    """Of processes at the same moment the first wins."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    row = {"policy": version.policy, "version": version.version, "since": since, "recorded": at}
    tx.execute(dialect.insert(starts).values(row).on_conflict_do_nothing())


# -- who is to be told --


def _told(told_of: Announcement) -> Select[Any]:
    return select(events.c.seq).where(
        events.c.person == people.c.id,
        events.c.kind == "notification",
        events.c.policy == told_of.new.policy,
        events.c.about.in_(told_of.newer),
    )


def _concerned(told_of: Announcement, realms: Sequence[str]) -> Select[Any]:
    """Everyone who holds something under an older version and can be reached."""
    own = (collection.c.person == item.c.person) & (collection.c.id == item.c.collection)
    old = (collection.c.policy == told_of.new.policy) & collection.c.version.in_(told_of.older)
    holds = exists().where(item.c.person == people.c.id, own, old)
    reached = exists().where(item.c.person == people.c.id, item.c.category.in_(told_of.reached_by))
    return select(people.c.id).where(people.c.erased_at.is_(None), people.c.realm.in_(realms), holds, reached)


def select_untold(
    tx: Connection, told_of: Announcement, realms: Sequence[str], among: Collection[int] | None, after: int, limit: int
) -> list[int]:
    untold = _concerned(told_of, realms).where(~_told(told_of).exists(), people.c.id > after)
    if among is not None:
        untold = untold.where(people.c.id.in_(sorted(among)))
    return list(tx.execute(untold.order_by(people.c.id).limit(limit)).scalars())


def count_untold(tx: Connection, told_of: Announcement, realms: Sequence[str]) -> int:
    untold = _concerned(told_of, realms).where(~_told(told_of).exists()).subquery()
    return int(tx.execute(select(func.count()).select_from(untold)).scalar_one())


def told_after(tx: Connection, told_of: Announcement, at: datetime) -> bool:
    """Whether somebody was told of it only after that time."""
    late = select(events.c.person).where(
        events.c.kind == "notification",
        events.c.policy == told_of.new.policy,
        events.c.about.in_(told_of.newer),
        events.c.at > at,
    )
    return tx.execute(late.limit(1)).one_or_none() is not None


# -- messages --


def queue(tx: Connection, told_of: Announcement, way: str, words: str, rows: Sequence[Queued], at: datetime) -> None:
    shared = {"policy": told_of.new.policy, "version": told_of.new.version, "way": way, "words": words}
    if rows:
        tx.execute(insert(messages), [shared | row._asdict() | {"queued_at": at} for row in rows])


def select_queued(tx: Connection, told_of: Announcement, way: str) -> list[Queued]:
    """What was queued and is not known to have been sent."""
    mine = and_(messages.c.policy == told_of.new.policy, messages.c.version == told_of.new.version)
    open_ = select(messages.c.person, messages.c.message).where(
        mine, messages.c.way == way, messages.c.sent_at.is_(None)
    )
    return [Queued(*row) for row in tx.execute(open_.order_by(messages.c.person))]


def select_words(
    tx: Connection, told_of: Announcement, realms: Sequence[str], among: Collection[int] | None
) -> set[str]:
    """The digests of what the messages to these people say."""
    mine = and_(messages.c.policy == told_of.new.policy, messages.c.version == told_of.new.version)
    said = select(messages.c.words).distinct().join(people, people.c.id == messages.c.person)
    said = said.where(mine, people.c.realm.in_(realms))
    if among is not None:
        said = said.where(messages.c.person.in_(sorted(among)))
    return set(tx.execute(said).scalars())


def select_queued_people(tx: Connection, told_of: Announcement, among: Collection[int]) -> set[int]:
    mine = and_(messages.c.policy == told_of.new.policy, messages.c.version == told_of.new.version)
    return set(tx.execute(select(messages.c.person).where(mine, messages.c.person.in_(sorted(among)))).scalars())


def mark_sent(tx: Connection, told_of: Announcement, person: int, at: datetime) -> bool:
    """False: it was marked before."""
    mine = and_(messages.c.policy == told_of.new.policy, messages.c.version == told_of.new.version)
    open_ = mine & (messages.c.person == person) & messages.c.sent_at.is_(None)
    return tx.execute(update(messages).where(open_).values(sent_at=at)).rowcount == 1


_DELETE_MESSAGES = Prepared(delete(messages).where(messages.c.person == bindparam("of")))


def delete_messages(tx: Connection, person: int) -> int:
    return _DELETE_MESSAGES.run(tx, of=person)
