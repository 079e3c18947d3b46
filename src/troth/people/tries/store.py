"""All SQL of wrong tries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select

from troth.db import Connection, Instant, Prepared
from troth.people.store import events

_COUNT = Prepared(
    select(func.count())
    .select_from(events)
    .where(events.c.person == bindparam("person"), events.c.kind == "wrong-try")
    .where(events.c.about == bindparam("about"), events.c.at > bindparam("since", type_=Instant))
)


def count(tx: Connection, person: int, category: str, since: datetime) -> int:
    ((found,),) = _COUNT.rows(tx, person=person, about=category, since=since)
    return int(found)
