"""The table of addresses whose holder said no: digests, and no person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Column, ColumnElement, LargeBinary, String, Table, and_, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from troth.db import Connection, Instant, metadata

suppressions = Table(
    "suppression",
    metadata,
    Column("digest", LargeBinary(16), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("topic", String(64), primary_key=True),
    Column("channel", String(64), primary_key=True),  # empty: all
    Column("realm", String(8), primary_key=True),  # what drills leave keeps out nobody
    Column("at", Instant, nullable=False),
)
Place = tuple[str, bytes]  # the kind of address, and its digest


def add(tx: Connection, places: Collection[Place], topic: str, channel: str, realm: str, at: datetime) -> None:
    """Again it changes nothing."""
    upsert = postgresql.insert if tx.dialect.name == "postgresql" else sqlite.insert
    rest = {"topic": topic, "channel": channel, "realm": realm, "at": at}
    for kind, digest in places:
        tx.execute(upsert(suppressions).values(kind=kind, digest=digest, **rest).on_conflict_do_nothing())


def remove(tx: Connection, places: Collection[Place], topic: str, channel: str, realm: str) -> None:
    """A yes through no channel in particular ends all of the topic."""
    c = suppressions.c
    same = and_(c.topic == topic, c.realm == realm, *((c.channel == channel,) if channel else ()))
    tx.execute(delete(suppressions).where(same, _any_of(places)))


def there(tx: Connection, places: Collection[Place], realm: str) -> bool:
    chosen = select(suppressions.c.digest).where(_any_of(places), suppressions.c.realm == realm)
    return tx.execute(chosen.limit(1)).one_or_none() is not None


def _any_of(places: Collection[Place]) -> ColumnElement[bool]:
    c = suppressions.c
    return or_(*(and_(c.kind == kind, c.digest == digest) for kind, digest in places))
