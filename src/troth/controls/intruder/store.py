"""The intruder's SQL: reads any byte, changes any row. Only drills use it, on what they put there or will roll back."""

from __future__ import annotations

import mmap
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete, insert, select, text, update

from troth.db import Connection, Database, metadata

_MOST_ROWS = 10_000  # of a table that is nobody's in particular
Row = dict[str, Any]


def looked_for(database: Database, person: int, needles: Iterable[bytes]) -> tuple[list[str], int]:
    """Where one of the byte strings stands in what the database keeps, and how many places were looked at.

    SQLite: every byte of the file and its log. PostgreSQL: every column of the person's rows, and of what is nobody's.
    """
    needles = tuple(needles)
    if database.dialect == "sqlite":
        files = _files(database)
        return [path.name for path in files if _in_file(path, needles)], len(files)
    with database.read() as tx:
        cells = list(_cells(tx, person))
    return sorted({place for place, content in cells if any(n in content for n in needles)}), len(cells)


def _files(database: Database) -> list[Path]:
    path = Path(str(database.engine.url.database))
    return [found for found in sorted(path.parent.glob(path.name + "*")) if found.stat().st_size]


def _in_file(path: Path, needles: tuple[bytes, ...]) -> bool:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return any(content.find(needle) >= 0 for needle in needles)


def _cells(tx: Connection, person: int) -> Iterator[tuple[str, bytes]]:
    for name, table in metadata.tables.items():
        theirs = "person" if "person" in table.c else "id" if name == "person" else None
        where = f" WHERE {theirs} = :person" if theirs else f" LIMIT {_MOST_ROWS}"
        query = text(f"SELECT * FROM {name}{where}")  # noqa: S608  names of our own tables
        for row in tx.execute(query, {"person": person} if theirs else {}).mappings():
            for column, value in row.items():
                yield f"{name}.{column}", value if isinstance(value, bytes) else str(value).encode()


def rows(tx: Connection, table: str, **where: Any) -> list[Row]:
    """The rows as they stand, in the order of their key."""
    found = _table(table)
    chosen = select(found).where(*_where(found, where)).order_by(*found.primary_key)
    return [dict(row) for row in tx.execute(chosen).mappings()]


def change(tx: Connection, table: str, values: Mapping[str, Any], **where: Any) -> None:
    found = _table(table)
    tx.execute(update(found).where(*_where(found, where)).values(dict(values)))


def remove(tx: Connection, table: str, **where: Any) -> None:
    found = _table(table)
    tx.execute(delete(found).where(*_where(found, where)))


def put(tx: Connection, table: str, row: Row) -> None:
    tx.execute(insert(_table(table)), row)


def joins(tx: Connection, one: int, other: int) -> list[str]:
    """What the rows of two people have in common by which they could be told to belong together.

    An id of the one in a row of the other, or a number or bytes of chance in rows of both.
    """
    theirs, others = _chances(tx, one), _chances(tx, other)
    named = [place for value, place in theirs.items() if value == other]
    named += [place for value, place in others.items() if value == one]
    return sorted({*named, *(theirs[value] for value in theirs.keys() & others.keys())})


def _chances(tx: Connection, person: int) -> dict[Any, str]:
    """The values in the person's rows that are nobody else's by chance, each with its column; not their own id."""
    found: dict[Any, str] = {}
    for name, table in metadata.tables.items():
        if "person" not in table.c:
            continue
        for row in tx.execute(select(table).where(table.c.person == person)).mappings():
            for column in table.c:
                value = row[column.name]
                if _by_chance(value) and value != person:
                    found[bytes(value) if isinstance(value, bytes) else value] = f"{name}.{column.name}"
    return found


def _by_chance(value: Any) -> bool:
    return (isinstance(value, int) and value >= 1 << 32) or (isinstance(value, bytes) and len(value) >= 16)


def copied(database: Database, folder: Path) -> Database:
    """A copy of a SQLite store, as it is at this moment, in a folder of its own."""
    copy = folder / "copy.sqlite"
    with closing(sqlite3.connect(str(database.engine.url.database))) as there, closing(sqlite3.connect(copy)) as here:
        there.backup(here)
    return Database.open(f"sqlite:///{copy}")


def _table(name: str) -> Table:
    return metadata.tables[name]


def _where(table: Table, where: Mapping[str, Any]) -> list[Any]:
    return [table.c[column] == value for column, value in where.items()]
