"""The vault's tables and all its SQL. Nothing here is ever plain but who, which category and when."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
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

from troth.db import Connection, Instant, PersonKey, metadata
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
_KEYS_OF = select(*_KEY).where(person_key.c.person == bindparam("person")).order_by(person_key.c.number)
_KEYS_TO_ADD = _KEYS_OF.with_for_update(read=True, key_share=True)
_COLLECTED = and_(collection.c.person == item.c.person, collection.c.id == item.c.collection)
_KEYED = and_(person_key.c.person == item.c.person, person_key.c.number == item.c.number)


def add_keys(tx: Connection, keys: Sequence[KeyRow], made_at: datetime) -> None:
    tx.execute(insert(person_key), [{**key._asdict(), "made_at": made_at} for key in keys])


def keys_of(tx: Connection, person: int, *, to_add: bool = False) -> list[KeyRow]:
    """All keys of the person, the newest last; none when erased or never opened.

    `to_add`: the keys then stay until the end of `tx`; an erasure or rotation waits (PostgreSQL; SQLite has one
    writer anyway).
    """
    rows = tx.execute(_KEYS_TO_ADD if to_add else _KEYS_OF, {"person": person})
    return [KeyRow._make(row) for row in rows]


def hold_keys(tx: Connection, person: int) -> None:
    """Waits for everybody who is adding to the person, and keeps others out until the end of `tx`."""
    tx.execute(select(person_key.c.number).where(person_key.c.person == person).with_for_update()).all()


def add_collection(tx: Connection, person: int, number: int, facts: Collection) -> None:
    tx.execute(
        insert(collection),
        {
            "person": person,
            "id": number,
            "policy": facts.policy,
            "version": facts.version,
            "source": facts.source,
            "notice": facts.notice,
            "property": facts.property,
            "purposes": json.dumps(facts.purposes),
            "at": facts.at,
        },
    )


def add_items(tx: Connection, rows: Sequence[NewItem]) -> None:
    tx.execute(insert(item), [row._asdict() for row in rows])


def add_lookup(tx: Connection, row: Lookup) -> None:
    tx.execute(insert(lookup), row._asdict())


def add_chunk(tx: Connection, person: int, item_id: int, chunk: int, number: int, sealed: bytes) -> None:
    tx.execute(
        insert(item_chunk),
        {"person": person, "item": item_id, "chunk": chunk, "number": number, "sealed": sealed},
    )


def set_sealed(tx: Connection, person: int, item_id: int, number: int, sealed: bytes) -> None:
    where = and_(item.c.person == person, item.c.id == item_id)
    tx.execute(update(item).where(where).values(number=number, sealed=sealed))


def sealed_items(
    tx: Connection,
    persons: Sequence[int],
    categories: Sequence[str] | None = None,
    items: Sequence[int] | None = None,
) -> Iterator[SealedItem]:
    """The items of these persons, of the categories or ids asked for, or all; oldest collection first."""
    query = select(*_FACTS, *_KEY, item.c.sealed).join_from(item, collection, _COLLECTED).join(person_key, _KEYED)
    query = query.where(_one_or_many(item.c.person, persons))
    if categories is not None:
        query = query.where(_one_or_many(item.c.category, categories))
    if items is not None:
        query = query.where(_one_or_many(item.c.id, items))
    for row in tx.execute(query.order_by(item.c.person, collection.c.at, item.c.id)):
        yield SealedItem(_facts(row[:12]), KeyRow._make(row[12:16]), row[16])


def item_facts(tx: Connection, person: int) -> list[ItemFacts]:
    query = select(*_FACTS).join_from(item, collection, _COLLECTED).where(item.c.person == person)
    return [_facts(row) for row in tx.execute(query.order_by(collection.c.at, item.c.id))]


def _one_or_many(column: Any, values: Sequence[Any]) -> Any:
    return column == values[0] if len(values) == 1 else column.in_(values)


def _facts(row: Any) -> ItemFacts:
    person, item_id, category, kind, collection_id, policy, version, source, at, notice, property_, purposes = row
    facts = Collection(policy, version, source, at, notice, property_, tuple(json.loads(purposes)))
    return ItemFacts(person, item_id, category, Kind(kind), collection_id, facts)


def chunk_of(tx: Connection, person: int, item_id: int, chunk: int) -> tuple[int, bytes] | None:
    """The number of the key and the sealed bytes of one piece."""
    c = item_chunk.c
    query = select(c.number, c.sealed).where(c.person == person, c.item == item_id, c.chunk == chunk)
    row = tx.execute(query).first()
    return None if row is None else (row[0], row[1])


def delete_items(tx: Connection, person: int, items: Sequence[int]) -> int:
    """Takes the items away with all that hangs on them, and collections that thereby stand empty."""
    chosen = and_(item.c.person == person, item.c.id.in_(items))
    collections = list(tx.execute(select(item.c.collection).where(chosen).distinct()).scalars())
    tx.execute(delete(lookup).where(lookup.c.person == person, lookup.c.item.in_(items)))
    tx.execute(delete(item_chunk).where(item_chunk.c.person == person, item_chunk.c.item.in_(items)))
    gone = tx.execute(delete(item).where(chosen)).rowcount
    used = exists().where(item.c.person == collection.c.person, item.c.collection == collection.c.id)
    emptied = and_(collection.c.person == person, collection.c.id.in_(collections), ~used)
    tx.execute(delete(collection).where(emptied))
    return gone


def credentials_of(tx: Connection, person: int, category: str) -> list[int]:
    """The ids of the person's credentials of that category."""
    query = select(item.c.id).where(item.c.person == person, item.c.category == category)
    return list(tx.execute(query.where(item.c.kind == Kind.CREDENTIAL)).scalars())


def counts(tx: Connection, person: int) -> dict[str, int]:
    """Rows of the person in each of the vault's tables."""
    columns = [
        select(func.count()).where(table.c.person == person).scalar_subquery().label(table.name)
        for table in OF_A_PERSON
    ]
    return dict(tx.execute(select(*columns)).one()._mapping)


def erase(tx: Connection, person: int) -> None:
    for table in OF_A_PERSON:
        tx.execute(delete(table).where(table.c.person == person))


def index_keys(tx: Connection, *, to_add: bool = False) -> list[tuple[int, str, bytes]]:
    """All index keys, the newest last: number, master, wrapped. `to_add` as for `keys_of`."""
    c = index_key.c
    query = select(c.number, c.master, c.wrapped).order_by(c.number)
    rows = tx.execute(query.with_for_update(read=True, key_share=True) if to_add else query)
    return [(number, master, wrapped) for number, master, wrapped in rows]


def add_index_key(tx: Connection, number: int, master: str, wrapped: bytes, made_at: datetime) -> None:
    """Adds the key, unless another process was first."""
    if tx.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as upsert
    else:
        from sqlalchemy.dialects.sqlite import insert as upsert  # type: ignore[assignment]
    row = {"number": number, "master": master, "wrapped": wrapped, "made_at": made_at}
    tx.execute(upsert(index_key).values(row).on_conflict_do_nothing())


def found(tx: Connection, digests: Sequence[bytes]) -> set[int]:
    return set(tx.execute(select(lookup.c.person).where(lookup.c.digest.in_(digests))).scalars())
