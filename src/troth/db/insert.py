"""Rows of one table, put at once: one statement a row on SQLite, one for all on PostgreSQL, where it is COPY."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Boolean, Connection, Integer, LargeBinary, SmallInteger, String, Table
from sqlalchemy.types import TypeEngine

from troth.db.prepared import Row, cursor_of, run, run_all, told
from troth.db.schema import Instant

_ON_THE_WIRE: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (Instant, "int8"),
    (BigInteger, "int8"),
    (SmallInteger, "int2"),
    (Integer, "int4"),
    (Boolean, "bool"),
    (LargeBinary, "bytea"),
    (String, "text"),
)


class Insert:
    """Puts whole rows into `table`: each a tuple in the order of the columns, times as microseconds."""

    __slots__ = ("_copy", "_one", "_types")

    def __init__(self, table: Table) -> None:
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        marks = ", ".join("?" for _ in table.columns)
        sql = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608  names of our own tables
        self._one = {"sqlite": sql, "postgresql": sql.replace("?", "%s")}
        self._copy = f"COPY {table.name} ({names}) FROM STDIN (FORMAT BINARY)"
        self._types = [_wire(column.type) for column in table.columns]

    def put(self, tx: Connection, rows: Sequence[Row]) -> None:
        """Puts them all, or raises SQLAlchemy's error as Core does."""
        dialect = tx.dialect.name
        if len(rows) == 1:
            run(tx, self._one[dialect], rows[0])
        elif dialect == "sqlite":
            run_all(tx, self._one[dialect], rows)
        elif rows:
            self._copied(tx, rows)

    def _copied(self, tx: Connection, rows: Sequence[Row]) -> None:
        try:
            with cursor_of(tx).copy(self._copy) as copy:
                copy.set_types(self._types)
                for row in rows:
                    copy.write_row(row)
        except tx.dialect.loaded_dbapi.Error as problem:
            raise told(tx, self._copy, problem) from None


def _wire(kind: TypeEngine[Any]) -> str:
    return next(name for known, name in _ON_THE_WIRE if isinstance(kind, known))
