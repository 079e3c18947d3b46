"""Tables copied out and in, row for row, in PostgreSQL's binary COPY format, whichever database they are in.

So a copy of one database can be put into the other, and equal content gives equal bytes: rows come in the order of
their primary key. (postgresql.org/docs/current/sql-copy.html, "Binary Format": a head, for each row the number of
fields and for each field its length and its bytes, and a last word of -1.)
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Connection,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    inspect,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from troth.db.schema import metadata

_HEAD: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TAIL: Final = b"\xff\xff"
_PIECE: Final = 1 << 22  # bytes at once
_ROWS: Final = 1000
Write = Callable[[bytes], object]
_NULL = struct.Struct(">i").pack(-1)


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as it is copied: its name, and each column with its kind; `key` orders the rows."""

    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]


def shapes() -> list[Shape]:
    """Every table of the code, those that others refer to first; but what is made from the rest is not copied."""
    return [_shape(table) for table in metadata.sorted_tables if not table.info.get("derived")]


def _shape(table: Table) -> Shape:
    columns = tuple((column.name, _kind(column.type)) for column in table.columns)
    return Shape(table.name, columns, tuple(column.name for column in table.primary_key))


_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def _kind(of: TypeEngine[Any]) -> str:
    """What PostgreSQL keeps it as: that decides its bytes."""
    found = of.dialect_impl(_DIALECT)
    found = getattr(found, "impl_instance", found)
    kinds = ((SmallInteger, "int2"), (BigInteger, "int8"), (Integer, "int4"), (Boolean, "bool"))
    more = ((LargeBinary, "bytes"), (JSON, "json"))
    return next((kind for sort, kind in (*kinds, *more) if isinstance(found, sort)), "text")


def rows_in(tx: Connection, shape: Shape) -> int:
    return int(tx.execute(text(f'SELECT count(*) FROM "{shape.name}"')).scalar_one())  # noqa: S608  our own names


def tables_there(tx: Connection) -> list[str]:
    """The tables that the database has, whoever made them."""
    return sorted(inspect(tx).get_table_names())


# -- out --


def copy_out(tx: Connection, shape: Shape, write: Write, counted: Callable[[int], object] = lambda _: None) -> int:
    """Hands the table's bytes to `write`, in pieces; gives the number of rows. `counted` is told as it goes."""
    if tx.dialect.name == "postgresql":
        return _out_of_postgresql(tx, shape, write, counted)
    return _out_of_sqlite(tx, shape, write, counted)


def _selected(shape: Shape, *, plain: bool) -> str:
    columns = ", ".join(f'"{name}"' for name, _ in shape.columns)
    order = ", ".join(_ordered(name, dict(shape.columns)[name], plain) for name in shape.key)
    return f'SELECT {columns} FROM "{shape.name}" ORDER BY {order}'  # noqa: S608  our own names


def _ordered(name: str, kind: str, plain: bool) -> str:
    """Texts in the order of their bytes, as SQLite has them, whatever the other database's collation."""
    return f'"{name}"' if plain or kind != "text" else f'"{name}" COLLATE "C"'


def _out_of_postgresql(tx: Connection, shape: Shape, write: Write, counted: Callable[[int], object]) -> int:
    driver: Any = tx.connection.dbapi_connection
    with driver.cursor() as cursor:
        with cursor.copy(f"COPY ({_selected(shape, plain=False)}) TO STDOUT (FORMAT binary)") as copy:
            for piece in copy:
                write(bytes(piece))
        total = int(cursor.rowcount)
    counted(total)
    return total


def _out_of_sqlite(tx: Connection, shape: Shape, write: Write, counted: Callable[[int], object]) -> int:
    packers = [_PACK[kind] for _, kind in shape.columns]
    width = struct.pack(">h", len(packers))
    cursor = tx.connection.cursor()
    cursor.execute(_selected(shape, plain=True))
    total, piece = 0, bytearray(_HEAD)
    while rows := cursor.fetchmany(_ROWS):
        for row in rows:
            piece += width
            for value, pack in zip(row, packers, strict=True):
                piece += _NULL if value is None else pack(value)
        total += len(rows)
        counted(total)
        if len(piece) > _PIECE:
            write(bytes(piece))
            piece.clear()
    write(bytes(piece) + _TAIL)
    return total


def _number(letter: str) -> Callable[[Any], bytes]:
    packed = struct.Struct(f">i{letter}")

    def pack(value: Any) -> bytes:
        return packed.pack(packed.size - 4, value)

    return pack


def _sized(content: bytes) -> bytes:
    return struct.pack(">i", len(content)) + content


_PACK: dict[str, Callable[[Any], bytes]] = {
    "int2": _number("h"),
    "int4": _number("i"),
    "int8": _number("q"),
    "bool": _number("?"),
    "bytes": _sized,
    "text": lambda value: _sized(value.encode("utf-8", "surrogatepass")),
    "json": lambda value: _sized(json.dumps(json.loads(value)).encode()),
}

# -- in --


def copy_in(tx: Connection, shape: Shape, pieces: Iterable[bytes]) -> int:
    """Puts rows into the table, which is empty; gives their number. ValueError when the bytes are no such copy."""
    if tx.dialect.name == "postgresql":
        driver: Any = tx.connection.dbapi_connection
        columns = ", ".join(f'"{name}"' for name, _ in shape.columns)
        with driver.cursor() as cursor:
            with cursor.copy(f'COPY "{shape.name}" ({columns}) FROM STDIN (FORMAT binary)') as copy:
                for piece in pieces:
                    copy.write(piece)
            return int(cursor.rowcount)
    return _into_sqlite(tx, shape, pieces)


def _into_sqlite(tx: Connection, shape: Shape, pieces: Iterable[bytes]) -> int:
    columns = ", ".join(f'"{name}"' for name, _ in shape.columns)
    places = ", ".join("?" * len(shape.columns))
    statement = f'INSERT INTO "{shape.name}" ({columns}) VALUES ({places})'  # noqa: S608  our own names
    cursor, total = tx.connection.cursor(), 0
    for rows in _batches(_unpacked(pieces, [_UNPACK[kind] for _, kind in shape.columns])):
        cursor.executemany(statement, rows)
        total += len(rows)
    return total


def _batches(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    batch: list[Sequence[Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _ROWS:
            yield batch
            batch = []
    if batch:
        yield batch


class _Reader:
    """Bytes asked for one after the other, from pieces of any size."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._here, self._at = iter(pieces), b"", 0

    def take(self, size: int) -> bytes:
        while len(self._here) - self._at < size:
            more = next(self._pieces, None)
            if more is None:
                raise ValueError("a copy of a table ends in the middle")
            self._here, self._at = self._here[self._at :] + more, 0
        self._at += size
        return self._here[self._at - size : self._at]


def _unpacked(pieces: Iterable[bytes], unpackers: list[Callable[[bytes], Any]]) -> Iterator[tuple[Any, ...]]:
    reader = _Reader(pieces)
    if reader.take(len(_HEAD)) != _HEAD:
        raise ValueError("this is no copy of a table")
    while (word := reader.take(2)) != _TAIL:
        if int.from_bytes(word, "big") != len(unpackers):
            raise ValueError("a copy of a table has other columns")
        yield tuple(_field(reader, unpack) for unpack in unpackers)


def _field(reader: _Reader, unpack: Callable[[bytes], Any]) -> Any:
    size = int.from_bytes(reader.take(4), "big", signed=True)
    return None if size < 0 else unpack(reader.take(size))


def _whole(content: bytes) -> int:
    return int.from_bytes(content, "big", signed=True)


_UNPACK: dict[str, Callable[[bytes], Any]] = {
    "int2": _whole,
    "int4": _whole,
    "int8": _whole,
    "bool": lambda content: content != b"\0",
    "bytes": lambda content: content,
    "text": lambda content: content.decode("utf-8", "surrogatepass"),
    "json": lambda content: content.decode(),
}
