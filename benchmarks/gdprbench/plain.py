"""The records in one table with its metadata in columns, each indexed; in plain text, or sealed by pgcrypto."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import psycopg

from benchmarks.gdprbench.records import FIELD, META, Op, Record
from benchmarks.store.plain import OPEN, PRAGMAS, SEAL

_COLUMNS = ("number", "data", *META, "created", "expires")
_INDEXED = ("pur", "usr", "obj", "dec", "shr", "expires")
_TYPES = ("int8", "bytea", *("int4",) * 9, "float8", "float8")


class Plain:
    """A bare database as the driver's documentation writes it, autocommit, statements prepared.

    `sealed`: AES-256 in CBC mode by pgcrypto, and an audit row for every operation, in the same transaction.
    """

    def __init__(self, dialect: str, place: str, *, sealed: bool = False) -> None:
        self.name, self._sealed = ("pgcrypto" if sealed else "plain"), sealed
        self._sqlite = dialect == "sqlite"
        self._connection: Any = sqlite3.connect(place, isolation_level=None) if self._sqlite else _connected(place)
        if self._sqlite:
            for pragma in PRAGMAS:
                self._connection.execute(f"PRAGMA {pragma}")
        self._data = OPEN.format("data") if sealed else "data"
        self._mark = "?" if self._sqlite else "%s"
        for statement in self._tables():
            self._connection.execute(statement)

    def _tables(self) -> Iterable[str]:
        octets, number, real = ("BLOB", "INTEGER", "REAL") if self._sqlite else ("BYTEA", "INTEGER", "FLOAT8")
        if self._sealed:
            yield "CREATE EXTENSION pgcrypto"
        metadata = ", ".join(f"{name} {number}" for name in META)
        key = "INTEGER" if self._sqlite else "BIGINT"
        yield f"CREATE TABLE rec (number {key} PRIMARY KEY, data {octets}, {metadata}, created {real}, expires {real})"
        yield from (f"CREATE INDEX rec_{name} ON rec ({name})" for name in _INDEXED)
        if self._sealed:
            yield "CREATE TABLE audit (id BIGSERIAL PRIMARY KEY, at TIMESTAMPTZ, actor TEXT, what TEXT)"

    def close(self) -> None:
        self._connection.close()

    def load(self, records: Iterable[Record]) -> None:
        rows = map(_row, records)
        if self._sqlite:
            self._connection.execute("BEGIN")
            self._connection.executemany(self._insert(), rows)
            self._connection.execute("COMMIT")
        elif self._sealed:
            with self._connection.transaction():
                self._connection.cursor().executemany(self._insert(), list(rows))
        else:
            with self._connection.cursor().copy(f"COPY rec ({', '.join(_COLUMNS)}) FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(_TYPES)
                for row in rows:
                    copy.write_row(row)
        self._connection.execute("ANALYZE")

    def _insert(self) -> str:
        data = SEAL if self._sealed else self._mark
        marks = ", ".join([self._mark, data, *[self._mark] * 11])
        return f"INSERT INTO rec ({', '.join(_COLUMNS)}) VALUES ({marks})"

    def do(self, op: Op) -> Any:
        name, *arguments = op
        if not self._sealed:
            return self._done(name, arguments)
        with self._connection.transaction():
            found = self._done(name, arguments)
            told = f"{name} {arguments[0].number if isinstance(arguments[0], Record) else arguments[0]}"
            self._connection.execute(_AUDIT, ("service", told))
        return found

    def _done(self, name: str, arguments: Sequence[Any]) -> Any:
        verb, _, by = name.partition("_by_")
        mark, by = self._mark, {"key": "number"}.get(by, by)
        if verb == "read_data":
            return self._rows(f"SELECT number, {self._data} FROM rec WHERE {by} = {mark}", arguments[0])
        if verb == "read_metadata":
            return self._rows(f"SELECT {', '.join(META)} FROM rec WHERE {by} = {mark}", arguments[0])
        if verb == "verify_deletion":
            return not self._rows(f"SELECT 1 FROM rec WHERE number = {mark}", arguments[0])
        if verb == "get_system_logs":
            return len(self._rows(f"{_LOGS} {mark}", arguments[0])) if self._sealed else None
        return self._written(verb, by, arguments)

    def _written(self, verb: str, by: str, arguments: Sequence[Any]) -> Any:
        mark = self._mark
        if verb == "create_record":
            return self._run(self._insert(), *_row(arguments[0]))
        if by == "ttl":
            return self._run(f"DELETE FROM rec WHERE expires <= {mark}", arguments[-1].timestamp())
        if verb == "delete_record":
            return self._run(f"DELETE FROM rec WHERE {by} = {mark}", arguments[0])
        if verb == "update_data":
            data = SEAL if self._sealed else mark
            return self._run(f"UPDATE rec SET data = {data} WHERE number = {mark}", arguments[1].encode(), arguments[0])
        own = by == "usr"
        field, value = (arguments[1], arguments[2]) if own else (FIELD["key" if by == "number" else by], arguments[1])
        return self._run(f"UPDATE rec SET {field} = {mark} WHERE {by} = {mark}", value, arguments[0])

    def _rows(self, statement: str, *given: Any) -> list[Any]:
        found: list[Any] = self._connection.execute(statement, given).fetchall()
        return found

    def _run(self, statement: str, *given: Any) -> int:
        count: int = self._connection.execute(statement, given).rowcount
        return count


_AUDIT = "INSERT INTO audit (at, actor, what) VALUES (now(), %s, %s)"
_LOGS = "SELECT id, at, actor, what FROM audit ORDER BY id DESC LIMIT"


def _row(each: Record) -> tuple[Any, ...]:
    return each.number, each.data.encode(), *each.meta, _number(each.created), _number(each.expires)


def _number(at: datetime) -> float:
    return at.timestamp()


def _connected(url: str) -> Any:
    return psycopg.connect(url, autocommit=True, prepare_threshold=0)
