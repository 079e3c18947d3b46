"""The baseline: one table in plain text, metadata in columns and indexed, through the same driver, statements kept.

`audit` is what many would add: a row a read or write, in the same transaction. It says who and what, seals nothing
and proves nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.databases import size_of

_NUMBER = {"sqlite": "INTEGER", "postgresql": "BIGINT"}
_ROW = "person, category, value, purpose, policy, version, source, notice, property, at, expires"
_INDICES = ("person, category", "purpose", "version", "notice", "source", "expires")
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "busy_timeout=30000")
_METADATA = ("account-management", "lantern-market", "2014-01", "person", "sign-up", "lantern.example")
_TYPES = ("int8", "int8", "text", "bytea", *("text",) * 6, "int8", "int8")
_LARGER = 1 << 40  # ids count up from here, as a sequence does


_SECRET = "'\\x" + "ab" * 32 + "'::bytea"  # where it is kept is not measured
SEAL = f"(SELECT iv || encrypt_iv(%s, {_SECRET}, iv, 'aes') FROM gen_random_bytes(16) iv)"
OPEN = f"decrypt_iv(substr({{0}}, 17), {_SECRET}, substr({{0}}, 1, 16), 'aes')"


class Plain:
    """A bare database, written as the driver's own documentation does. Autocommit, or `together`."""

    def __init__(self, dialect: str, place: str, *, sealed: bool = False) -> None:
        """`place`: a file, or PostgreSQL's URL. `sealed`: values by pgcrypto, AES-256 in CBC mode with a fresh IV."""
        self.dialect = dialect
        self._connection: Any = _sqlite(place) if dialect == "sqlite" else _postgresql(place)
        self._number = _LARGER
        mark = "?" if dialect == "sqlite" else "%s"
        marks = ", ".join([mark, mark, mark, SEAL if sealed else mark, *[mark] * 8])
        self._insert = f"INSERT INTO datum (id, {_ROW}) VALUES ({marks})"
        self._audit = f"INSERT INTO audit (id, at, actor, person, what) VALUES ({', '.join([mark] * 5)})"
        self._select = f"SELECT value FROM datum WHERE person = {mark} AND category = {mark}"
        self._all = f"SELECT id, {_ROW} FROM datum WHERE person = {mark}"
        self._events = f"SELECT * FROM event WHERE person = {mark} ORDER BY seq"
        self._event = f"INSERT INTO event VALUES ({', '.join([mark] * 6)})"
        self._repurpose = f"UPDATE datum SET purpose = {mark} WHERE purpose = {mark}"
        self._of_purpose = f"SELECT person, category, value FROM datum WHERE purpose = {mark}"
        self._delete = f"DELETE FROM datum WHERE person = {mark}"
        self._count = f"SELECT count(*) FROM datum WHERE person = {mark}"
        if sealed:
            self._connection.execute("CREATE EXTENSION pgcrypto")
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

    def write(self, person: int, category: str, value: bytes, purpose: str = _METADATA[0]) -> None:
        self._connection.execute(self._insert, self._row(person, category, value, purpose))

    def write_many(self, values: Iterable[tuple[int, str, bytes]], purpose: str = _METADATA[0]) -> None:
        """As many as there are, in the fastest way that the driver has: COPY, or `executemany`."""
        rows = (self._row(*value, purpose) for value in values)
        if self.dialect == "sqlite":
            self._connection.executemany(self._insert, rows)
            return
        with self._connection.cursor().copy(f"COPY datum (id, {_ROW}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(_TYPES)
            for row in rows:
                copy.write_row(row)

    def _row(self, person: int, category: str, value: bytes, purpose: str) -> tuple[Any, ...]:
        self._number += 1
        told = (purpose, *_METADATA[1:], 1_390_000_000_000_000, 1_490_000_000_000_000)
        return self._number, person, category, value, *told

    def repurpose(self, old: str, new: str) -> None:
        """Writes a new purpose into all data that have the old one."""
        self._connection.execute(self._repurpose, (new, old))

    def of_purpose(self, purpose: str) -> list[Any]:
        found: list[Any] = self._connection.execute(self._of_purpose, (purpose,)).fetchall()
        return found

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

    def analyse(self) -> None:
        """Lets the database count what it has, as it does by itself after a while."""
        self._connection.execute("ANALYZE")

    def size(self) -> int:
        return size_of(self._connection, self.dialect)

    def close(self) -> None:
        self._connection.close()


def _sqlite(place: str) -> Any:
    connection = sqlite3.connect(place, isolation_level=None)
    for pragma in PRAGMAS:
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


def plain(dialect: str, folder: Path, url: str, *, sealed: bool = False) -> Plain:
    """A fresh one: in the folder, or at the URL of an empty database."""
    return Plain(dialect, str(folder / "plain.sqlite") if dialect == "sqlite" else url, sealed=sealed)
