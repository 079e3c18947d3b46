"""Finding whom somebody may act for: by the events that name them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Index, select

from troth.db import Connection
from troth.people.store import events

Index(
    "ix_person_event_other",
    events.c.other,
    sqlite_where=events.c.other.is_not(None),
    postgresql_where=events.c.other.is_not(None),
)


def select_named(tx: Connection, who: int, kinds: Sequence[str]) -> list[int]:
    """The people who have an event of those kinds that names them."""
    named = events.c.other == who
    chosen = select(events.c.person).where(named, events.c.kind.in_(kinds)).distinct().order_by(events.c.person)
    return list(tx.execute(chosen).scalars())
