"""The ledger's tables and all their SQL.

ledger_entry       what was recorded, sealed; leads with the person
ledger_pending     a queue: appended, and not yet in the tree (so that writers never wait for each other)
ledger_bundle      256 leaves in their order, and beside each the person, so that a leaf finds its row
ledger_tile        hashes of full subtrees of 256, 256², … leaves, 256 to a row
ledger_clause      for a clause and a bundle, the places of the entries that name it
ledger_checkpoint  every signed head
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
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
    text,
    tuple_,
)

from troth.db import Connection, PersonKey, Prepared, among, metadata, run, run_all
from troth.ledger.commitment import LEAF_SIZE
from troth.ledger.model import EntryId

BUNDLE = 256  # leaves in a bundle, hashes in a tile: the size of C2SP tlog-tiles
_LOCK = 0x74726F74685F6C67  # the advisory lock of the sequencer

_entry = Table(
    "ledger_entry",
    metadata,
    Column("person", PersonKey, primary_key=True, autoincrement=False),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
)
_pending = Table(
    "ledger_pending",
    metadata,
    Column("id", PersonKey, primary_key=True, autoincrement=False),
    Column("person", PersonKey, nullable=False),
    Column("commitment", LargeBinary, nullable=False),
    Column("clauses", Text, nullable=False),
)
_bundle = Table(
    "ledger_bundle",
    metadata,
    Column("number", PersonKey, primary_key=True, autoincrement=False),
    Column("first_id", BigInteger, nullable=False),
    Column("last_id", BigInteger, nullable=False),
    Column("leaves", LargeBinary, nullable=False),
    Column("people", LargeBinary, nullable=False),
    Index("ix_ledger_bundle_last_id", "last_id", "first_id"),
)
_tile = Table(
    "ledger_tile",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hashes", LargeBinary, nullable=False),
)
_clause = Table(
    "ledger_clause",
    metadata,
    Column("clause", String, primary_key=True),
    Column("bundle", BigInteger, primary_key=True, autoincrement=False),
    Column("places", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
_checkpoint = Table(
    "ledger_checkpoint",
    metadata,
    Column("size", PersonKey, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
)


class Row(NamedTuple):
    """An entry about to be stored, as the statements below take it."""

    sealed: bytes
    commitment: bytes
    clauses: str  # `policy#clause`, one a line
    person: int
    id: EntryId


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that is not yet in the tree."""

    id: EntryId
    person: int
    commitment: bytes
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Up to 256 leaves of 40 bytes, and the persons of 8 bytes each."""

    number: int
    leaves: bytes
    people: bytes

    def leaf(self, place: int) -> bytes:
        return self.leaves[place * LEAF_SIZE : (place + 1) * LEAF_SIZE]


_QUEUE_ON_SQLITE = "INSERT OR IGNORE INTO ledger_pending (commitment, clauses, person, id) VALUES (?2, ?3, ?4, ?5)"
_ENTER_ON_SQLITE = "INSERT INTO ledger_entry (sealed, person, id) VALUES (?1, ?4, ?5)"
# One round trip for both tables, and for any number of rows.
_APPEND_ON_POSTGRESQL = """
WITH given (sealed, commitment, clauses, person, id) AS MATERIALIZED ({}), queued AS (
    INSERT INTO ledger_pending (id, person, commitment, clauses)
    SELECT id, person, commitment, clauses FROM given ON CONFLICT DO NOTHING RETURNING id
)
INSERT INTO ledger_entry (person, id, sealed) SELECT person, id, sealed FROM given JOIN queued USING (id)
"""
_APPEND_ONE = _APPEND_ON_POSTGRESQL.format("SELECT %b::bytea, %b::bytea, %b::text, %b::bigint, %b::bigint")
_APPEND_MANY = _APPEND_ON_POSTGRESQL.format(
    "SELECT * FROM unnest(%b::bytea[], %b::bytea[], %b::text[], %b::bigint[], %b::bigint[])"
)


def append(tx: Connection, rows: Sequence[Row]) -> Sequence[Row]:
    """Stores rows and puts them in the queue, up to the first whose id is taken; gives those stored."""
    put = _append_on_sqlite if tx.dialect.name == "sqlite" else _append_on_postgresql
    if put(tx, rows) == len(rows):
        return rows
    mine = _mine(tx, rows)
    stored = [row for row, own in zip(rows, mine, strict=False) if row is own]
    late = mine[len(stored) :]
    tx.execute(delete(_pending).where(_pending.c.id.in_([row.id for row in late])))
    for row in late:
        tx.execute(delete(_entry).where(_entry.c.person == row.person, _entry.c.id == row.id))
    return stored


def _append_on_sqlite(tx: Connection, rows: Sequence[Row]) -> int:
    count = _each(tx, _QUEUE_ON_SQLITE, rows)
    free = rows if count == len(rows) else _mine(tx, rows)
    if free:
        _each(tx, _ENTER_ON_SQLITE, free)
    return count


def _each(tx: Connection, sql: str, rows: Sequence[Row]) -> int:
    return int(run(tx, sql, rows[0]).rowcount) if len(rows) == 1 else run_all(tx, sql, rows)


def _mine(tx: Connection, rows: Sequence[Row]) -> list[Row]:
    """Those of the rows that are in the queue: what stands there under their id has their commitment."""
    there = pending_commitments(tx, [row.id for row in rows])
    return [row for row in rows if there.get(row.id) == row.commitment]


def _append_on_postgresql(tx: Connection, rows: Sequence[Row]) -> int:
    if len(rows) == 1:
        return int(run(tx, _APPEND_ONE, rows[0]).rowcount)
    return int(run(tx, _APPEND_MANY, [list(column) for column in zip(*rows, strict=True)]).rowcount)


def lock_sequencer(tx: Connection) -> None:
    """One sequencer at a time, in every process. On SQLite a write transaction is that lock already."""
    if tx.dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def take_pending(tx: Connection, limit: int) -> list[Waiting]:
    """Takes the oldest out of the queue, in the order of their ids."""
    oldest = select(_pending.c.id).order_by(_pending.c.id).limit(limit).scalar_subquery()
    taken = delete(_pending).where(_pending.c.id.in_(oldest)).returning(*_pending.c)
    return sorted((_waiting(*row) for row in tx.execute(taken)), key=lambda waiting: waiting.id)


def pending(tx: Connection, limit: int | None = None) -> Iterator[Waiting]:
    """The queue, newest first."""
    for row in tx.execute(select(*_pending.c).order_by(_pending.c.id.desc()).limit(limit)):
        yield _waiting(*row)


def pending_commitments(tx: Connection, ids: Sequence[EntryId]) -> dict[EntryId, bytes]:
    """The commitments of those that still wait."""
    return {EntryId(found): commitment for found, commitment in _PENDING_OF.rows(tx, ids=ids)}


def _waiting(entry_id: int, person: int, commitment: bytes, clauses: str) -> Waiting:
    return Waiting(EntryId(entry_id), person, bytes(commitment), tuple(clauses.split("\n")) if clauses else ())


# SQLite scans the whole table for `(person, id) IN (VALUES …)`; joined to the values, it searches.
_SEALED_ON_SQLITE = """
WITH wanted (owner, entry) AS (VALUES {})
SELECT person, id, sealed FROM wanted CROSS JOIN ledger_entry ON person = owner AND id = entry
"""
_SEALED_ON_POSTGRESQL = """
SELECT person, id, sealed FROM unnest(%s::bigint[], %s::bigint[]) AS wanted (owner, entry)
JOIN ledger_entry ON person = owner AND id = entry
"""


def sealed_of(tx: Connection, keys: Sequence[tuple[int, EntryId]]) -> dict[tuple[int, EntryId], bytes]:
    """The sealed bytes of those (person, id) that have a row."""
    if not keys:
        return {}
    if tx.dialect.name == "sqlite":
        statement = _SEALED_ON_SQLITE.format(",".join(["(?,?)"] * len(keys)))
        rows = tx.exec_driver_sql(statement, tuple(part for key in keys for part in key))
    else:
        people, ids = map(list, zip(*keys, strict=True))
        rows = tx.exec_driver_sql(_SEALED_ON_POSTGRESQL, (people, ids))
    return {(person, EntryId(found)): bytes(sealed) for person, found, sealed in rows}


def page_of(tx: Connection, person: int, before: EntryId | None, limit: int) -> list[tuple[EntryId, bytes]]:
    """A person's entries, newest first, older than `before`."""
    below = _NO_ID if before is None else before
    rows = _PAGE.rows(tx, owner=person, before=below, most=limit)
    return [(EntryId(found), sealed) for found, sealed in rows]


Sealed = tuple[Any, ...]  # person, id, and the sealed bytes if they were asked for
_PAGE_SIZE = 10_000


def pages(tx: Connection, low: int, high: int, *, sealed: bool) -> Iterator[list[Sealed]]:
    """All rows of the persons from `low` up to `high`, by person and id."""
    last = min(high - 1, _NO_ID)
    page = _FIRST_PAGE[sealed].rows(tx, low=low, last=last)
    while page:
        yield page
        person, entry_id = page[-1][:2]
        page = _NEXT_PAGE[sealed].rows(tx, person=person, id=entry_id, last=last)


# Statements of the hot paths are built once: building costs more than running them.
_PENDING_OF = Prepared(select(_pending.c.id, _pending.c.commitment).where(among(_pending.c.id, "ids")))
_PAGE = Prepared(
    select(_entry.c.id, _entry.c.sealed)
    .where(_entry.c.person == bindparam("owner"), _entry.c.id < bindparam("before"))
    .order_by(_entry.c.id.desc())
    .limit(bindparam("most"))
)
_BUNDLE = Prepared(
    select(_bundle.c.number, _bundle.c.leaves, _bundle.c.people).where(_bundle.c.number == bindparam("wanted"))
)
_AROUND = Prepared(
    select(_bundle.c.number)
    .where(_bundle.c.last_id >= bindparam("wanted"), _bundle.c.first_id <= bindparam("wanted"))
    .order_by(_bundle.c.last_id)
)
_TILE = Prepared(
    select(_tile.c.hashes).where(_tile.c.level == bindparam("wanted_level"), _tile.c.number == bindparam("wanted"))
)
_NO_ID = (1 << 63) - 1  # above every id
_IN_ORDER = {
    sealed: select(*(_entry.c if sealed else (_entry.c.person, _entry.c.id)))
    .where(_entry.c.person <= bindparam("last"))
    .order_by(_entry.c.person, _entry.c.id)
    .limit(_PAGE_SIZE)
    for sealed in (False, True)
}
_AFTER = tuple_(_entry.c.person, _entry.c.id) > tuple_(bindparam("person"), bindparam("id"))
_FIRST_PAGE = {
    sealed: Prepared(query.where(_entry.c.person >= bindparam("low"))) for sealed, query in _IN_ORDER.items()
}
_NEXT_PAGE = {sealed: Prepared(query.where(_AFTER)) for sealed, query in _IN_ORDER.items()}
_NEWEST = select(_checkpoint.c.size, _checkpoint.c.note).order_by(_checkpoint.c.size.desc()).limit(1)


def counts(tx: Connection) -> tuple[int, int]:
    """(rows, waiting)."""
    rows = select(func.count()).select_from(_entry).scalar_subquery()
    waiting = select(func.count()).select_from(_pending).scalar_subquery()
    row = tx.execute(select(rows, waiting)).one()
    return row[0], row[1]


def bundle(tx: Connection, number: int) -> Bundle | None:
    row = _BUNDLE.row(tx, wanted=number)
    return None if row is None else Bundle(*row)


def bundles(tx: Connection) -> Iterator[Bundle]:
    query = select(_bundle.c.number, _bundle.c.leaves, _bundle.c.people).order_by(_bundle.c.number)
    for number, leaves, people in tx.execute(query).yield_per(64):
        yield Bundle(number, bytes(leaves), bytes(people))


def bundles_around(tx: Connection, entry_id: EntryId) -> Iterator[int]:
    """The numbers of the bundles that may hold the id, the likeliest first."""
    yield from (row[0] for row in _AROUND.rows(tx, wanted=entry_id))


def put_bundles(tx: Connection, bundles_: Sequence[Bundle], id_ranges: Sequence[tuple[int, int]]) -> None:
    """Writes them anew, whether or not they stood there."""
    tx.execute(delete(_bundle).where(_bundle.c.number.in_([b.number for b in bundles_])))
    rows = [
        {"number": b.number, "first_id": low, "last_id": high, "leaves": b.leaves, "people": b.people}
        for b, (low, high) in zip(bundles_, id_ranges, strict=True)
    ]
    tx.execute(insert(_bundle), rows)


def tile(tx: Connection, level: int, number: int) -> bytes | None:
    row = _TILE.row(tx, wanted_level=level, wanted=number)
    return None if row is None else bytes(row[0])


def tiles(tx: Connection) -> Iterator[tuple[int, int, bytes]]:
    """(level, number, hashes) of every tile, lower levels first."""
    query = select(_tile.c.level, _tile.c.number, _tile.c.hashes).order_by(_tile.c.level, _tile.c.number)
    for level, number, hashes in tx.execute(query).yield_per(64):
        yield level, number, bytes(hashes)


def put_tile(tx: Connection, level: int, number: int, hashes: bytes) -> None:
    tx.execute(delete(_tile).where(_tile.c.level == level, _tile.c.number == number))
    tx.execute(insert(_tile).values(level=level, number=number, hashes=hashes))


def put_clauses(tx: Connection, places: dict[tuple[str, int], bytes]) -> None:
    """Adds places to (clause, bundle)."""
    for (clause, number), added in places.items():
        here = (_clause.c.clause == clause) & (_clause.c.bundle == number)
        before = tx.execute(select(_clause.c.places).where(here)).scalar()
        tx.execute(delete(_clause).where(here))
        tx.execute(insert(_clause).values(clause=clause, bundle=number, places=bytes(before or b"") + added))


_AT_ONCE = 8  # bundles of a clause read together: some 80 kB
_PLACES = Prepared(
    select(_bundle.c.number, _bundle.c.leaves, _bundle.c.people, _clause.c.places)
    .select_from(_clause.join(_bundle, _bundle.c.number == _clause.c.bundle))
    .where(_clause.c.clause == bindparam("clause"), _clause.c.bundle < bindparam("below"))
    .order_by(_clause.c.bundle.desc())
    .limit(bindparam("most"))
)


def clause_places(tx: Connection, clause: str, before: int) -> Iterator[tuple[Bundle, bytes]]:
    """(bundle, places in it) of a clause, newest first, of the bundles that begin below leaf `before`."""
    below = -(-before // BUNDLE)
    while found := _PLACES.rows(tx, clause=clause, below=below, most=_AT_ONCE):
        for number, leaves, people, places in found:
            yield Bundle(number, bytes(leaves), bytes(people)), bytes(places)
        if len(found) < _AT_ONCE:
            return
        below = found[-1][0]


def put_checkpoint(tx: Connection, size: int, note: str) -> None:
    tx.execute(insert(_checkpoint).values(size=size, note=note))


def newest_checkpoint(tx: Connection) -> tuple[int, str] | None:
    row = tx.execute(_NEWEST).first()
    return None if row is None else (row[0], row[1])


def checkpoint_at(tx: Connection, size: int) -> str | None:
    note: str | None = tx.execute(select(_checkpoint.c.note).where(_checkpoint.c.size == size)).scalar()
    return note


def checkpoints(tx: Connection) -> Iterator[tuple[int, str]]:
    """(size, note) of every checkpoint, smallest first."""
    yield from tx.execute(select(_checkpoint.c.size, _checkpoint.c.note).order_by(_checkpoint.c.size))
