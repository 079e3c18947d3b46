"""The databases that what is written is asked of: SQLite, DuckDB over Parquet files, PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import duckdb
import psycopg

from tests.warehouse.tables import TABLES, Filled, as_text

Rows = list[tuple[Any, ...]]


class Asked(Protocol):
    """A database with the tables. `dialect` and `times`: how it is to be spoken to."""

    dialect: str
    times: str

    def fill(self, filled: Filled) -> None:
        """Put these rows in place of all there were."""

    def ask(self, statement: str) -> Rows:
        """The rows that a statement finds."""


class InSqlite:
    dialect, times = "sqlite", "text"

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")
        for name, columns in TABLES.items():
            self.connection.execute(_create(name, columns, "TEXT"))

    def fill(self, filled: Filled) -> None:
        for name, rows in filled.rows.items():
            self.connection.execute(f"DELETE FROM {name}")
            marks = ", ".join("?" for _ in TABLES[name])
            listed = [tuple(map(as_text, row)) for row in rows]
            self.connection.executemany(f"INSERT INTO {name} VALUES ({marks})", listed)

    def ask(self, statement: str) -> Rows:
        return self.connection.execute(statement).fetchall()

    def close(self) -> None:
        self.connection.close()


class OverParquet:
    """Parquet files that DuckDB wrote itself, each seen as a view."""

    dialect, times = "duckdb", "timestamp"

    def __init__(self, folder: Path) -> None:
        self.connection, self.folder = duckdb.connect(), folder
        self.connection.execute("SET threads = 1")

    def fill(self, filled: Filled) -> None:
        for name, rows in filled.rows.items():
            path = self.folder / f"{name}.parquet"
            self.connection.execute(_create(f"TEMP TABLE fresh_{name}", TABLES[name], "TIMESTAMPTZ", kind=""))
            marks = f"({', '.join('?' for _ in TABLES[name])})"
            if rows:
                listed = ", ".join(marks for _ in rows)
                self.connection.execute(f"INSERT INTO fresh_{name} VALUES {listed}", [v for row in rows for v in row])
            self.connection.execute(f"COPY fresh_{name} TO '{path}' (FORMAT parquet)")
            self.connection.execute(f"DROP TABLE fresh_{name}")
            self.connection.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet('{path}')")

    def ask(self, statement: str) -> Rows:
        return self.connection.execute(statement).fetchall()

    def close(self) -> None:
        self.connection.close()


class InPostgres:
    dialect, times = "postgres", "timestamp"

    def __init__(self, url: str, kind: str = "TEMP TABLE") -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        for name, columns in TABLES.items():
            self.connection.execute(_create(name, columns, "TIMESTAMPTZ", kind=kind))

    def fill(self, filled: Filled) -> None:
        for name, rows in filled.rows.items():
            self.connection.execute(f"TRUNCATE {name}")
            with self.connection.cursor().copy(f"COPY {name} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)

    def ask(self, statement: str) -> Rows:
        return self.connection.execute(statement).fetchall()

    def close(self) -> None:
        self.connection.close()


@contextmanager
def opened(name: str, folder: Path, url: str) -> Iterator[Any]:
    """One of the databases, by its dialect."""
    made: InSqlite | OverParquet | InPostgres = InSqlite() if name == "sqlite" else OverParquet(folder)
    if name == "postgres":
        made = InPostgres(url)
    try:
        yield made
    finally:
        made.close()


def _create(name: str, columns: dict[str, str], time: str, kind: str = "TABLE") -> str:
    listed = ", ".join(f"{column} {time if type_ == 'TIME' else type_}" for column, type_ in columns.items())
    return f"CREATE {kind} {name} ({listed})"


def ids(rows: Sequence[tuple[Any, ...]]) -> set[int]:
    return {row[0] for row in rows}
