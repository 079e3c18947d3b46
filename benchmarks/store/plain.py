"""The baseline: one table in plain text, metadata in columns and indexed, through the same driver, statements kept.

`audit` is what many would add: a row a read or write, in the same transaction. It says who and what, seals nothing
and proves nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

_NUMBER = {"sqlite": "INTEGER", "postgresql": "BIGINT"}
_ROW = "person, category, value, purpose, policy, version, source, notice, property, at, expires"
_INDICES = ("person, category", "purpose", "version", "notice", "source", "expires")
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "busy_timeout=30000")
_METADATA = ("account-management", "lantern-market", "2014-01", "person", "sign-up", "lantern.example")
_LARGER = 1 << 40  # ids count up from here, as a sequence does


class Plain:
    """A bare database, written as the driver's own documentation does. Autocommit, or `together`."""

    def __init__(self, dialect: str, place: str) -> None:
        """`place`: a file, or PostgreSQL's URL."""
        self.dialect = dialect
        self._connection: Any = _sqlite(place) if dialect == "sqlite" else _postgresql(place)
        self._number = _LARGER
        mark = "?" if dialect == "sqlite" else "%s"
        marks = ", ".join([mark] * 12)
        self._insert = f"INSERT INTO datum (id, {_ROW}) VALUES ({marks})"
        self._audit = f"INSERT INTO audit (id, at, actor, person, what) VALUES ({', '.join([mark] * 5)})"
        self._select = f"SELECT value FROM datum WHERE person = {mark} AND category = {mark}"
        self._all = f"SELECT id, {_ROW} FROM datum WHERE person = {mark}"
        self._events = f"SELECT * FROM event WHERE person = {mark} ORDER BY seq"
        self._event = f"INSERT INTO event VALUES ({', '.join([mark] * 6)})"
        self._delete = f"DELETE FROM datum WHERE person = {mark}"
        self._count = f"SELECT count(*) FROM datum WHERE person = {mark}"
        for statement in _tables(_NUMBER[dialect], "BLOB" if dialect == "sqlite" else "BYTEA"):
            self._connection.execute(statement)

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction."""
        self._connection.execute("BEGIN IMMEDIATE" if self.dialect == "sqlite" else "BEGIN")
        yield
        self._connection.execute("COMMIT")

    def read(self, person: int, category: str) -> bytes:
        value: bytes = self._connection.execute(self._select, (person, category)).fetchone()[0]
        return value

    def write(self, person: int, category: str, value: bytes) -> None:
        self._number += 1
        row = (self._number, person, category, value, *_METADATA, 1_390_000_000_000_000, 1_490_000_000_000_000)
        self._connection.execute(self._insert, row)

    def audit(self, person: int, what: str) -> None:
        self._number += 1
        self._connection.execute(self._audit, (self._number, 1_390_000_000_000_000, "in-process", person, what))

    def audit_many(self, people: Sequence[int], what: str) -> None:
        rows = [(self._number + place, 1, "in-process", person, what) for place, person in enumerate(people, start=1)]
        self._number += len(rows)
        self._connection.cursor().executemany(self._audit, rows)

    def export(self, person: int) -> list[Any]:
        found: list[Any] = self._connection.execute(self._all, (person,)).fetchall()
        return found

    def erase(self, person: int) -> int:
        """Deletes, and looks what is left."""
        self._connection.execute(self._delete, (person,))
        left: int = self._connection.execute(self._count, (person,)).fetchone()[0]
        return left

    def add_event(self, person: int, seq: int, about: str, value: str) -> None:
        self._connection.execute(self._event, (person, seq, "choice", 1_390_000_000_000_000, about, value))

    def events(self, person: int) -> list[Any]:
        found: list[Any] = self._connection.execute(self._events, (person,)).fetchall()
        return found

    def size(self) -> int:
        return size_of(self._connection, self.dialect)

    def close(self) -> None:
        self._connection.close()


def size_of(connection: Any, dialect: str) -> int:
    """Bytes of all tables and indices."""
    if dialect == "sqlite":
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = connection.execute("PRAGMA page_count").fetchone()[0] - connection.execute(_FREE).fetchone()[0]
        return int(pages * connection.execute("PRAGMA page_size").fetchone()[0])
    return int(connection.execute(_SIZE).fetchone()[0])


_FREE = "PRAGMA freelist_count"
_SIZE = """SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r'"""


def _sqlite(place: str) -> Any:
    connection = sqlite3.connect(place, isolation_level=None)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _postgresql(place: str) -> Any:
    return psycopg.connect(place, autocommit=True, prepare_threshold=0)


def _tables(number: str, octets: str) -> Iterator[str]:
    texts = "category TEXT, value {}, purpose TEXT, policy TEXT, version TEXT, source TEXT, notice TEXT, property TEXT"
    columns = f"id {number} PRIMARY KEY, person {number}, {texts.format(octets)}, at {number}, expires {number}"
    yield f"CREATE TABLE datum ({columns})"
    for place, listed in enumerate(_INDICES):
        yield f"CREATE INDEX datum_{place} ON datum ({listed})"
    yield f"CREATE TABLE audit (id {number} PRIMARY KEY, at {number}, actor TEXT, person {number}, what TEXT)"
    event = f"person {number}, seq {number}, kind TEXT, at {number}, about TEXT, value TEXT, PRIMARY KEY (person, seq)"
    yield f"CREATE TABLE event ({event})"


def plain(dialect: str, folder: Path, url: str) -> Plain:
    """A fresh one: in the folder, or at the URL of an empty database."""
    return Plain(dialect, str(folder / "plain.sqlite") if dialect == "sqlite" else url)
