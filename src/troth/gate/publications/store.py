"""The tables of publications with their SQL. What is shown goes with its item, wherever that is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Row,
    Select,
    String,
    Table,
    Text,
    and_,
    bindparam,
    insert,
    select,
)

from troth.db import Connection, Instant, PersonKey, Prepared, metadata
from troth.gate.publications.model import Publication

publication = Table(
    "publication",
    metadata,
    Column("person", PersonKey, primary_key=True, autoincrement=False),
    Column("id", PersonKey, primary_key=True, autoincrement=False),
    Column("item", PersonKey, nullable=False),
    Column("category", Text, nullable=False),
    Column("audience", String(16), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("property", Text, nullable=False),
    Column("roles", Text, nullable=False),  # with a space between
    Column("ground", PersonKey),
    Column("channel", Text),
    Column("policy", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    ForeignKeyConstraint(
        ["person", "item"], ["item.person", "item.id"], name="fk_publication_item", ondelete="CASCADE"
    ),
    Index("ix_publication_item", "item"),
)
publication_end = Table(
    "publication_end",
    metadata,
    Column("person", PersonKey, primary_key=True, autoincrement=False),
    Column("publication", PersonKey, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("why", Text, nullable=False),
    Column("by", Text, nullable=False),
    ForeignKeyConstraint(
        ["person", "publication"],
        ["publication.person", "publication.id"],
        name="fk_publication_end_publication",
        ondelete="CASCADE",
    ),
)

_PLAIN = ("id", "person", "item", "category", "audience", "purpose", "property")
_REST = ("ground", "channel", "policy", "version", "entry", "at", "by")
_ENDED = and_(publication_end.c.person == publication.c.person, publication_end.c.publication == publication.c.id)
_EACH = select(
    *(publication.c[name] for name in (*_PLAIN, "roles", *_REST)),
    publication_end.c.at.label("ended"),
    publication_end.c.why,
).select_from(publication.outerjoin(publication_end, _ENDED))
_STANDING = _EACH.where(publication_end.c.at.is_(None)).order_by(publication.c.at, publication.c.id)


def put(tx: Connection, made: Publication) -> None:
    """Keeps a publication, unless the same is shown to the same audience already."""
    same = [each for each in standing(tx, made.person, made.item) if _alike(each, made)]
    if not same:
        row = {name: getattr(made, name) for name in (*_PLAIN, *_REST)}
        tx.execute(insert(publication), row | {"roles": " ".join(made.roles)})


def _alike(one: Publication, other: Publication) -> bool:
    names = ("audience", "purpose", "property", "roles", "ground", "channel")
    return all(getattr(one, name) == getattr(other, name) for name in names)


_EVER = Prepared(select(publication.c.id).where(publication.c.person == bindparam("person")).limit(1))


def standing(tx: Connection, person: int, item: int | None = None) -> list[Publication]:
    """What is shown of the person, the oldest first; or of one item."""
    if _EVER.row(tx, person=person) is None:  # as of most people
        return []
    mine = _STANDING.where(publication.c.person == person)
    return _read(tx, mine if item is None else mine.where(publication.c.item == item))


def standing_of_item(tx: Connection, item: int) -> list[Publication]:
    """To whom the item is shown, whosever it is."""
    return _read(tx, _STANDING.where(publication.c.item == item))


def listed(
    tx: Connection,
    person: int,
    *,
    item: int | None = None,
    before: tuple[datetime, int] | None = None,
    limit: int = 100,
) -> list[Publication]:
    """What was ever shown of the person, also what was taken down, the newest first."""
    theirs = _EACH.where(publication.c.person == person)
    if item is not None:
        theirs = theirs.where(publication.c.item == item)
    if before is not None:
        at, number = before
        earlier = (publication.c.at < at) | ((publication.c.at == at) & (publication.c.id < number))
        theirs = theirs.where(earlier)
    return _read(tx, theirs.order_by(publication.c.at.desc(), publication.c.id.desc()).limit(limit))


def end(tx: Connection, ended: Sequence[Publication], *, at: datetime, why: str, by: str) -> None:
    """Takes them down."""
    if ended:
        rows = [{"person": e.person, "publication": e.id, "at": at, "why": why, "by": by} for e in ended]
        tx.execute(insert(publication_end), rows)


def people_showing(tx: Connection, after: int, limit: int) -> list[int]:
    """The people of whom something is shown, by id."""
    shown = select(publication.c.person).select_from(publication.outerjoin(publication_end, _ENDED)).distinct()
    open_ones = shown.where(publication_end.c.at.is_(None), publication.c.person > after)
    return list(tx.execute(open_ones.order_by(publication.c.person).limit(limit)).scalars())


def _read(tx: Connection, query: Select[Any]) -> list[Publication]:
    return [_publication(row) for row in tx.execute(query)]


def _publication(row: Row[Any]) -> Publication:
    found = dict(row._mapping)
    return Publication(**found | {"roles": tuple(found["roles"].split())})
