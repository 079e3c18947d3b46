"""What an act needs to know of a person, in one statement: revision, realm, newest key, and the items it is about.

The key's row then stays until the end of the transaction: an erasure or rotation waits (PostgreSQL; SQLite has one
writer anyway), so what is sealed under the key in this transaction can be opened after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select

from troth.db import Connection, Prepared, among
from troth.people.model import Realm
from troth.people.store import people
from troth.vault.store import COLLECTED, KEYED, SEALED, KeyRow, collection, item, person_key


class Met(NamedTuple):
    """A person as this transaction met them. `rows`: the items asked for, as `Vault.listed` takes them."""

    revision: int
    realm: Realm
    key: KeyRow
    rows: list[tuple[Any, ...]]


_NEWEST, _EVERY = person_key.alias("newest"), person_key.alias("every")
_NUMBER = select(func.max(_EVERY.c.number)).where(_EVERY.c.person == people.c.id).scalar_subquery()
_HEAD = (people.c.revision, people.c.realm, _NEWEST.c.number, _NEWEST.c.master, _NEWEST.c.wrapped)
_THEIRS = people.join(_NEWEST, and_(_NEWEST.c.person == people.c.id, _NEWEST.c.number == _NUMBER))
_FIRST, _ID = len(_HEAD), len(_HEAD) + 1


_THERE = (people.c.id == bindparam("person"), people.c.erased_at.is_(None))


def _held(query: Select[Any]) -> Prepared:
    return Prepared(query.where(*_THERE).with_for_update(read=True, key_share=True, of=_NEWEST))


def _with_items(wanted: ColumnElement[bool]) -> Prepared:
    tables = _THEIRS.outerjoin(item, and_(item.c.person == people.c.id, wanted))
    tables = tables.outerjoin(collection, COLLECTED).outerjoin(person_key, KEYED)
    return _held(select(*_HEAD, *SEALED).select_from(tables).order_by(collection.c.at, item.c.id))


_PERSON = _held(select(*_HEAD).select_from(_THEIRS))
# First the person, then the key: in the order in which an erasure takes them, so that the two never deadlock.
_ALONE = Prepared(
    select(*_HEAD).select_from(_THEIRS).where(*_THERE).with_for_update(key_share=True, of=[people, _NEWEST])
)
_ITEMS_OF_CATEGORY = _with_items(item.c.category == bindparam("category"))
_ITEMS_OF_CATEGORIES = _with_items(among(item.c.category, "categories"))


_MANY = (people.c.id, *_HEAD, *SEALED)
_WANTED = and_(item.c.person == people.c.id, among(item.c.category, "categories"))
_ITEMS_OF_MANY = Prepared(
    select(*_MANY)
    .select_from(_THEIRS.outerjoin(item, _WANTED).outerjoin(collection, COLLECTED).outerjoin(person_key, KEYED))
    .where(among(people.c.id, "people"), people.c.erased_at.is_(None))
    .order_by(people.c.id, collection.c.at, item.c.id)  # in one order, so that no two callers deadlock
    .with_for_update(read=True, key_share=True, of=_NEWEST)
)


def meet_many(tx: Connection, people_: Sequence[int], categories: Sequence[str]) -> dict[int, Met]:
    """As `meet`, for many: person to what was met. Who is not there is left out."""
    found: dict[int, Met] = {}
    for row in _ITEMS_OF_MANY.rows(tx, people=people_, categories=categories):
        person = row[0]
        met = found.get(person)
        if met is None:
            met = found[person] = Met(row[1], row[2], KeyRow(person, row[3], row[4], row[5]), [])
        if row[_ID + 1] is not None:
            met.rows.append(row[_FIRST + 1 :])
    return found


def meet(tx: Connection, person: int, categories: Sequence[str] = (), *, alone: bool = False) -> Met | None:
    """The person, with their items of these categories. None: no such person, erased, or without a key.

    `alone`: waits for who is changing the person, and keeps others from it until the end of `tx`; without items.
    """
    if alone or not categories:
        found = (_ALONE if alone else _PERSON).rows(tx, person=person)
    elif len(categories) == 1:
        found = _ITEMS_OF_CATEGORY.rows(tx, person=person, category=categories[0])
    else:
        found = _ITEMS_OF_CATEGORIES.rows(tx, person=person, categories=categories)
    if not found:
        return None
    revision, realm, number, master, wrapped = found[0][:_FIRST]
    items = [row[_FIRST:] for row in found] if categories and found[0][_ID] is not None else []
    return Met(revision, realm, KeyRow(person, number, master, wrapped), items)
