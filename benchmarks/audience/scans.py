"""The same facts as plain columns, one a fact, and the scans of them that others would write."""

from __future__ import annotations

import importlib.util
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.audience.people import sorts

COLUMNS = ("choice", "consent", "version", "suppressed")
_WHERE = "choice AND consent AND version AND NOT suppressed"
_COUNT, _IDS = f"SELECT count(*) FROM plain WHERE {_WHERE}", f"SELECT person FROM plain WHERE {_WHERE}"
Count = Callable[[], int]
Ids = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Scan:
    """How many people it looks at, and how it counts them and lists their ids."""

    name: str
    people: int
    count: Count
    ids: Ids
    close: Callable[[], Any] = list  # a database's connection; else there is nothing to close


def in_memory(people: Sequence[int], kinds: Sequence[int]) -> Iterator[Scan]:
    """Those of the libraries that are installed."""
    if importlib.util.find_spec("numpy") is None:
        return
    import numpy as np

    facts = np.array([sort.columns for sort, _ in sorts()], dtype=bool)
    ids, listed = np.array(people, dtype=np.int64), np.array(kinds)
    columns = [np.ascontiguousarray(facts[listed, place]) for place in range(len(COLUMNS))]

    def mask() -> Any:
        found = columns[0] & columns[1]
        found &= columns[2]
        found &= columns[3]
        return found

    yield Scan("numpy, a byte a fact", len(people), lambda: int(np.count_nonzero(mask())), lambda: ids[mask()])
    bits = [np.packbits(column).view() for column in columns]
    bits = [np.concatenate([b, np.zeros(-len(b) % 8, np.uint8)]).view(np.uint64) for b in bits]

    def packed() -> Any:
        return bits[0] & bits[1] & bits[2] & bits[3]

    def unpacked() -> Any:
        chosen = np.unpackbits(packed().view(np.uint8), count=len(ids)).view(bool)
        return ids[chosen]

    yield Scan("numpy, a bit a fact", len(people), lambda: int(np.bitwise_count(packed()).sum()), unpacked)
    if importlib.util.find_spec("polars") is not None:
        yield _polars(ids, columns)


def _polars(ids: Any, columns: Sequence[Any]) -> Scan:
    import polars as pl

    frame = pl.DataFrame({"person": ids, **dict(zip(COLUMNS, columns, strict=True))})
    wanted = pl.all_horizontal(*COLUMNS)
    chosen = frame.lazy().filter(wanted)
    return Scan(
        "Polars",
        len(ids),
        lambda: int(chosen.select(pl.len()).collect().item()),
        lambda: chosen.select("person").collect(),
    )


def in_sqlite(path: Path, people: Sequence[int], kinds: Sequence[int]) -> Scan:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE plain (person INTEGER PRIMARY KEY, choice, consent, version, suppressed)")
    with connection:
        connection.executemany("INSERT INTO plain VALUES (?, ?, ?, ?, ?)", _rows(people, kinds))
    connection.execute("PRAGMA cache_size = -1000000")
    return Scan(
        "SQLite, a column a fact",
        len(people),
        lambda: int(connection.execute(_COUNT).fetchone()[0]),
        lambda: connection.execute(_IDS).fetchall(),
        connection.close,
    )


def in_postgresql(url: str, people: Sequence[int], kinds: Sequence[int]) -> Scan:
    connection = psycopg.connect(url, autocommit=True)
    facts = ", ".join(f"{name} boolean NOT NULL" for name in COLUMNS)
    connection.execute(f"CREATE TABLE plain (person bigint PRIMARY KEY, {facts})")  # type: ignore[arg-type]
    with connection.cursor() as cursor, cursor.copy("COPY plain FROM STDIN") as copy:
        for row in _rows(people, kinds):
            copy.write_row(row)
    connection.execute("VACUUM ANALYZE plain")
    cursor = connection.cursor(binary=True)
    return Scan(
        "PostgreSQL, a column a fact",
        len(people),
        lambda: int(cursor.execute(_COUNT).fetchone()[0]),  # type: ignore[arg-type,index]
        lambda: cursor.execute(_IDS).fetchall(),  # type: ignore[arg-type]
        connection.close,
    )


def _rows(people: Sequence[int], kinds: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    facts = [(*map(bool, sort.columns[:3]), sort.stopped) for sort, _ in sorts()]
    return ((person, *facts[kind]) for person, kind in zip(people, kinds, strict=True))
