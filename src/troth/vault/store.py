"""The vault's tables and all its SQL. Nothing here is ever plain but who, which category and when."""

from __future__ import annotations

import json
from collections.abc import Collection as Several
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
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

from troth.db import Connection, Insert, Instant, PersonKey, Prepared, among, metadata
from troth.vault.model import Collection, ItemFacts, Kind

person_key = Table(
    "person_key",
    metadata,
    Column("person", PersonKey, nullable=False, autoincrement=False),
    Column("number", SmallInteger, nullable=False, autoincrement=False),
    Column("master", String(64), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
    PrimaryKeyConstraint("person", "number"),
)

collection = Table(
    "collection",
    metadata,
    Column("person", PersonKey, nullable=False, autoincrement=False),
    Column("id", PersonKey, nullable=False, autoincrement=False),
    Column("policy", String, nullable=False),
    Column("version", String, nullable=False),
    Column("source", String, nullable=False),
    Column("notice", String),
    Column("property", String),
    Column("purposes", String, nullable=False),  # a JSON array
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("person", "id"),
)

# The foreign key to the person's key does more than keep order: once the key is erased, no value can be added,
# and on PostgreSQL each insert holds the key's row, so that an erasure waits for it and then sees it.
item = Table(
    "item",
    metadata,
    Column("person", PersonKey, nullable=False, autoincrement=False),
    Column("id", PersonKey, nullable=False, autoincrement=False),
    Column("category", String, nullable=False),
    Column("collection", PersonKey, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("number", SmallInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("person", "id"),
    ForeignKeyConstraint(["person", "number"], ["person_key.person", "person_key.number"], name="fk_item_key"),
    ForeignKeyConstraint(["person", "collection"], ["collection.person", "collection.id"], name="fk_item_collection"),
    Index("ix_item_collection", "person", "collection"),  # each collection that goes is looked for among the items
)

item_chunk = Table(
    "item_chunk",
    metadata,
    Column("person", PersonKey, nullable=False, autoincrement=False),
    Column("item", PersonKey, nullable=False, autoincrement=False),
    Column("chunk", Integer, nullable=False, autoincrement=False),
    Column("number", SmallInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("person", "item", "chunk"),
    ForeignKeyConstraint(["person", "number"], ["person_key.person", "person_key.number"], name="fk_chunk_key"),
    ForeignKeyConstraint(["person", "item"], ["item.person", "item.id"], name="fk_chunk_item"),
)

LASTING = 0  # the number of the index key that is never renewed, for digests whose values are not kept
index_key = Table(
    "index_key",
    metadata,
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("master", String(64), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
)

lookup = Table(
    "lookup",
    metadata,
    Column("person", PersonKey, nullable=False, autoincrement=False),
    Column("item", PersonKey, nullable=False, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("number", SmallInteger, nullable=False),
    Column("digest", LargeBinary(16), nullable=False),
    PrimaryKeyConstraint("person", "item", "kind"),
    ForeignKeyConstraint(["number"], ["index_key.number"]),
    ForeignKeyConstraint(["person", "item"], ["item.person", "item.id"], name="fk_lookup_item"),
    Index(None, "digest"),
)

OF_A_PERSON = (lookup, item_chunk, item, collection, person_key)  # in the order in which they can be emptied


class KeyRow(NamedTuple):
    person: int
    number: int
    master: str
    wrapped: bytes


class NewItem(NamedTuple):
    person: int
    id: int
    category: str
    collection: int
    kind: Kind
    number: int
    sealed: bytes


class Lookup(NamedTuple):
    person: int
    item: int
    kind: str
    number: int
    digest: bytes


class SealedItem(NamedTuple):
    facts: ItemFacts
    key: KeyRow
    sealed: bytes


_KEY = (person_key.c.person, person_key.c.number, person_key.c.master, person_key.c.wrapped)
_FACTS = (
    item.c.person,
    item.c.id,
    item.c.category,
    item.c.kind,
    item.c.collection,
    *(collection.c[name] for name in ("policy", "version", "source", "at", "notice", "property", "purposes")),
)
COLLECTED = and_(collection.c.person == item.c.person, collection.c.id == item.c.collection)
KEYED = and_(person_key.c.person == item.c.person, person_key.c.number == item.c.number)

_THEIRS = select(*_KEY).where(person_key.c.person == bindparam("person")).order_by(person_key.c.number)
_OF_MANY = select(*_KEY).where(among(person_key.c.person, "people")).order_by(person_key.c.person, person_key.c.number)
_KEYS_OF = Prepared(_THEIRS)
_KEYS_TO_ADD = Prepared(_THEIRS.with_for_update(read=True, key_share=True))
_KEYS_OF_MANY = Prepared(_OF_MANY)
_KEYS_OF_MANY_TO_ADD = Prepared(_OF_MANY.with_for_update(read=True, key_share=True))
_KEYS_HELD = Prepared(_THEIRS.with_for_update())
_ADD_KEY = Prepared(insert(person_key))


def add_keys(tx: Connection, keys: Sequence[KeyRow], made_at: datetime) -> None:
    _ADD_KEY.run_all(tx, [{**key._asdict(), "made_at": made_at} for key in keys])


def keys_of(tx: Connection, person: int, *, to_add: bool = False) -> list[KeyRow]:
    """All keys of the person, the newest last; none when erased or never opened.

    `to_add`: the keys then stay until the end of `tx`; an erasure or rotation waits (PostgreSQL; SQLite has one
    writer anyway).
    """
    return [KeyRow._make(row) for row in (_KEYS_TO_ADD if to_add else _KEYS_OF).rows(tx, person=person)]


def keys_of_many(tx: Connection, people: Several[int], *, to_add: bool = False) -> list[KeyRow]:
    """As `keys_of`, person by person; in one order, so that no two callers deadlock."""
    if len(people) == 1:
        return keys_of(tx, next(iter(people)), to_add=to_add)
    rows = (_KEYS_OF_MANY_TO_ADD if to_add else _KEYS_OF_MANY).rows(tx, people=people)
    return [KeyRow._make(row) for row in rows]


def hold_keys(tx: Connection, person: int) -> None:
    """Waits for everybody who is adding to the person, and keeps others out until the end of `tx`."""
    _KEYS_HELD.rows(tx, person=person)


_ADD_COLLECTION = Insert(collection)
_ADD_ITEM = Insert(item)
_ADD_LOOKUP = Prepared(insert(lookup))
_ADD_CHUNK = Prepared(insert(item_chunk))
_RESEAL = Prepared(
    update(item)
    .where(item.c.person == bindparam("of"), item.c.id == bindparam("item"))
    .values(number=bindparam("number"), sealed=bindparam("sealed"))
)


def add_collection(tx: Connection, person: int, number: int, facts: Collection) -> None:
    add_collections(tx, [(person, number, facts)])


def add_collections(tx: Connection, made: Sequence[tuple[int, int, Collection]]) -> None:
    """Acts of collection: whose, the number, and the facts."""
    _ADD_COLLECTION.put(tx, [_collection_row(person, number, facts) for person, number, facts in made])


def _collection_row(person: int, number: int, facts: Collection) -> tuple[Any, ...]:
    at, purposes = Instant.encode(facts.at), _written(facts.purposes)
    named = (facts.policy, facts.version, facts.source, facts.notice, facts.property)
    return (person, number, *named, purposes, at)


@lru_cache(maxsize=1024)
def _written(purposes: tuple[str, ...]) -> str:
    return json.dumps(purposes)


def add_items(tx: Connection, rows: Sequence[NewItem]) -> None:
    _ADD_ITEM.put(tx, rows)


def add_lookup(tx: Connection, row: Lookup) -> None:
    _ADD_LOOKUP.run(tx, **row._asdict())


def add_chunk(tx: Connection, person: int, item_id: int, chunk: int, number: int, sealed: bytes) -> None:
    _ADD_CHUNK.run(tx, person=person, item=item_id, chunk=chunk, number=number, sealed=sealed)


def set_sealed(tx: Connection, person: int, item_id: int, number: int, sealed: bytes) -> None:
    _RESEAL.run(tx, of=person, item=item_id, number=number, sealed=sealed)


SEALED = (*_FACTS, *_KEY[2:], item.c.number, item.c.sealed)  # what `sealed_in` reads
# Outer joins of what is always there: whatever statistics say, one starts from the person's items.
_SEALED = select(*SEALED).select_from(item.outerjoin(collection, COLLECTED).outerjoin(person_key, KEYED))
_SEALED_OF = _SEALED.where(item.c.person == bindparam("person")).order_by(collection.c.at, item.c.id)
_ITEMS_OF = Prepared(_SEALED_OF)
_ITEMS_OF_CATEGORY = Prepared(_SEALED_OF.where(item.c.category == bindparam("category")))
_ITEMS_OF_CATEGORIES = Prepared(_SEALED_OF.where(among(item.c.category, "categories")))
_ITEMS_OF_IDS = Prepared(_SEALED_OF.where(among(item.c.id, "ids")))


def sealed_items(tx: Connection, person: int, categories: Sequence[str] | None = None) -> Iterator[SealedItem]:
    """The person's items of these categories, or all; the oldest collection first."""
    if categories is None:
        return sealed_in(_ITEMS_OF.rows(tx, person=person))
    if len(categories) == 1:
        return sealed_in(_ITEMS_OF_CATEGORY.rows(tx, person=person, category=categories[0]))
    return sealed_in(_ITEMS_OF_CATEGORIES.rows(tx, person=person, categories=categories))


def sealed_items_by_id(tx: Connection, person: int, ids: Sequence[int]) -> Iterator[SealedItem]:
    return sealed_in(_ITEMS_OF_IDS.rows(tx, person=person, ids=ids))


def sealed_in(rows: Iterable[tuple[Any, ...]]) -> Iterator[SealedItem]:
    """The items in rows of `SEALED`."""
    collections: dict[int, Collection] = {}
    for row in rows:
        yield SealedItem(_facts(row, collections), KeyRow(row[0], row[14], row[12], row[13]), row[15])


_FACTS_OF = Prepared(
    select(*_FACTS)
    .select_from(item.outerjoin(collection, COLLECTED))
    .where(item.c.person == bindparam("person"))
    .order_by(collection.c.at, item.c.id)
)


def item_facts(tx: Connection, person: int) -> list[ItemFacts]:
    collections: dict[int, Collection] = {}
    return [_facts(row, collections) for row in _FACTS_OF.rows(tx, person=person)]


_KINDS = tuple(Kind)


def _facts(row: tuple[Any, ...], collections: dict[int, Collection]) -> ItemFacts:
    """`collections` holds those read so far: items of one act share them."""
    number = row[4]
    facts = collections.get(number)
    if facts is None:
        policy, version, source, at, notice, property_, purposes = row[5:12]
        facts = Collection(policy, version, source, Instant.decode(at), notice, property_, _named(purposes))
        collections[number] = facts
    return ItemFacts(row[0], row[1], row[2], _KINDS[row[3]], number, facts)


@lru_cache(maxsize=1024)
def _named(purposes: str) -> tuple[str, ...]:
    """The purposes of a notice, as they are kept: the same few come again and again."""
    return tuple(json.loads(purposes))


_CHUNK = Prepared(
    select(item_chunk.c.number, item_chunk.c.sealed).where(
        item_chunk.c.person == bindparam("person"),
        item_chunk.c.item == bindparam("item"),
        item_chunk.c.chunk == bindparam("chunk"),
    )
)


def chunk_of(tx: Connection, person: int, item_id: int, chunk: int) -> tuple[int, bytes] | None:
    """The number of the key and the sealed bytes of one piece."""
    row = _CHUNK.row(tx, person=person, item=item_id, chunk=chunk)
    return None if row is None else (row[0], row[1])


_CHOSEN = and_(item.c.person == bindparam("of"), among(item.c.id, "items"))
_USED = exists().where(item.c.person == collection.c.person, item.c.collection == collection.c.id)
_COLLECTIONS_OF = Prepared(select(item.c.collection).where(_CHOSEN).distinct())
_HANGING = tuple(
    Prepared(delete(table).where(table.c.person == bindparam("of"), among(table.c.item, "items")))
    for table in (lookup, item_chunk)
)
_DELETE_ITEMS = Prepared(delete(item).where(_CHOSEN))
_DELETE_EMPTIED = Prepared(
    delete(collection).where(collection.c.person == bindparam("of"), among(collection.c.id, "collections"), ~_USED)
)


def delete_items(tx: Connection, person: int, items: Sequence[int]) -> int:
    """Takes the items away with all that hangs on them, and collections that thereby stand empty."""
    collections = [row[0] for row in _COLLECTIONS_OF.rows(tx, of=person, items=items)]
    for statement in _HANGING:
        statement.run(tx, of=person, items=items)
    gone = _DELETE_ITEMS.run(tx, of=person, items=items)
    _DELETE_EMPTIED.run(tx, of=person, collections=collections)
    return gone


def delete_lookups(tx: Connection, person: int) -> int:
    return tx.execute(delete(lookup).where(lookup.c.person == person)).rowcount


def credentials_of(tx: Connection, person: int, category: str) -> list[int]:
    """The ids of the person's credentials of that category."""
    query = select(item.c.id).where(item.c.person == person, item.c.category == category)
    return list(tx.execute(query.where(item.c.kind == Kind.CREDENTIAL)).scalars())


_COUNTS = Prepared(
    select(
        *(
            select(func.count()).select_from(table).where(table.c.person == bindparam("person")).scalar_subquery()
            for table in OF_A_PERSON
        )
    )
)
_ERASE = tuple(Prepared(delete(table).where(table.c.person == bindparam("of"))) for table in OF_A_PERSON)


def counts(tx: Connection, person: int) -> dict[str, int]:
    """Rows of the person in each of the vault's tables."""
    (numbers,) = _COUNTS.rows(tx, person=person)
    return dict(zip((table.name for table in OF_A_PERSON), numbers, strict=True))


def erase(tx: Connection, person: int) -> None:
    for statement in _ERASE:
        statement.run(tx, of=person)


_INDEX = select(index_key.c.number, index_key.c.master, index_key.c.wrapped).order_by(index_key.c.number)
_INDEX_KEYS = Prepared(_INDEX)
_INDEX_KEYS_TO_ADD = Prepared(_INDEX.with_for_update(read=True, key_share=True))
_FOUND = Prepared(select(lookup.c.person).where(lookup.c.digest == bindparam("digest")))


def index_keys(tx: Connection, *, to_add: bool = False) -> list[tuple[int, str, bytes]]:
    """All index keys, the lasting one first, the newest last: number, master, wrapped. `to_add` as for `keys_of`."""
    rows = (_INDEX_KEYS_TO_ADD if to_add else _INDEX_KEYS).rows(tx)
    return [(number, master, wrapped) for number, master, wrapped in rows]


def add_index_key(tx: Connection, number: int, master: str, wrapped: bytes, made_at: datetime) -> None:
    """Adds the key, unless another process was first."""
    upsert = postgresql.insert if tx.dialect.name == "postgresql" else sqlite.insert
    row = {"number": number, "master": master, "wrapped": wrapped, "made_at": made_at}
    tx.execute(upsert(index_key).values(row).on_conflict_do_nothing())


def found(tx: Connection, digests: Sequence[bytes]) -> set[int]:
    """The persons whose look-ups have one of the digests."""
    return {row[0] for digest in digests for row in _FOUND.rows(tx, digest=digest)}
