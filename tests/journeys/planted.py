"""Values that can be recognised anywhere, and a search for them in every place where no value may be.

`Planted` makes the values of one person. `Watch` gathers what the deployment told or wrote outside the vault, and says
where a planted value is in it, in whatever common writing: UTF-8 or UTF-16, base64 at any offset, hexadecimal,
percent-encoded, in other letters' case, a telephone number by its digits.
"""

from __future__ import annotations

import base64
import io
import logging
import secrets
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from troth.app import Troth
from troth.db import Database
from troth.vault import File

THE_CALLERS = ("httpx", "httpcore", "mail")  # what sends the HTTP requests and takes the mail, here in the same process


class Planted:
    """The values of one person; every one of them holds a word that is nowhere else in the world."""

    def __init__(self) -> None:
        self.words = {
            name: f"Zq{secrets.token_hex(6)}K" for name in ("name", "email", "address", "json", "file", "pin")
        }
        self.digits = f"4420794{secrets.randbelow(10**9):09d}"  # longer than any number: nobody's

    @property
    def email(self) -> str:
        return f"{self.words['email']}@mail.example"

    @property
    def pin(self) -> str:
        return f"pin {self.words['pin']}"

    @property
    def sign_up(self) -> dict[str, Any]:
        phone = f"+{self.digits[:2]} {self.digits[2:4]} {self.digits[4:8]} {self.digits[8:]}"
        address = f"8 {self.words['address']} Street"
        return {"name": f"Ann {self.words['name']}", "email": self.email, "phone": phone, "postal-address": address}

    @property
    def order(self) -> dict[str, Any]:
        return {"goods": self.words["json"], self.words["json"]: [{"note": f"to {self.words['name']}"}]}

    def content(self) -> io.BytesIO:
        return io.BytesIO(f"a file of {self.words['file']} ".encode() * 5000)

    def file(self) -> File:
        return File(self.content(), f"{self.words['file']}.txt", "text/plain")

    def tokens(self) -> dict[str, str]:
        return self.words | {"phone": self.digits}


def forms(token: str) -> Iterator[tuple[str, bytes]]:
    """The token in each writing that it is looked for in."""
    plain = token.encode()
    for writing, raw in (
        ("utf-8", plain),
        ("utf-16", token.encode("utf-16-le")),
        ("utf-16be", token.encode("utf-16-be")),
    ):
        yield writing, raw
        yield f"hexadecimal of {writing}", raw.hex().encode()
        yield f"hexadecimal of {writing}", raw.hex().upper().encode()
        for offset in range(3):
            yield f"base64 of {writing}", _in_base64(raw, offset)
    yield "percent-encoded", "".join(f"%{byte:02X}" for byte in plain).encode()
    yield "other case", token.casefold().encode()
    yield "other case", token.upper().encode()


def _in_base64(raw: bytes, offset: int) -> bytes:
    """The characters that do not depend on what stands before and after."""
    encoded = base64.b64encode(b"\0" * offset + raw)
    return encoded[-(-offset * 8 // 6) : (offset + len(raw)) * 8 // 6]


def hits(planted: Planted, hay: bytes) -> list[str]:
    """Which planted values are in the bytes, and how they are written."""
    found = [
        f"{name} in {writing}" for name, token in planted.tokens().items() for writing, f in forms(token) if f in hay
    ]
    digits = bytes(byte for byte in hay if 0x30 <= byte <= 0x39)
    return found + (["phone by its digits"] if planted.digits.encode() in digits else [])


@dataclass
class Watch:
    """What was told and written, by place. `here`: the places where a planted value was found."""

    planted: Planted
    here: list[str] = field(default_factory=list)
    places: set[str] = field(default_factory=set)

    def saw(self, place: str, *things: object) -> None:
        """Bytes and text as they are; of anything else what Python would print of it."""
        self.places.add(place)
        for thing in things:
            told = (
                thing if isinstance(thing, bytes) else (thing if isinstance(thing, str) else _printed(thing)).encode()
            )
            self.here += [f"{place}: {hit}" for hit in hits(self.planted, told)]

    def store(self, troth: Troth) -> None:
        """Every byte of the store, and what PostgreSQL logged."""
        for place, content in at_rest(troth.database):
            self.saw(place, content)

    def proofs(self, troth: Troth, person: int) -> None:
        """The proofs of the person's entries, unopened, and the checkpoint."""
        troth.ledger.integrate()
        with troth.database.read() as tx:
            entries = troth.ledger.entries_of(tx, person, limit=500)
        self.saw("proofs", *(troth.ledger.proof_file(entry.id, opened=False) for entry in entries))
        self.saw("checkpoint", troth.ledger.checkpoint().note)


def _printed(thing: object) -> str:
    if not isinstance(thing, BaseException):
        return (
            f"{thing!r} {thing!s} {thing:}"
            if type(thing).__format__ is not object.__format__
            else f"{thing!r} {thing!s}"
        )
    chain = [thing, thing.__cause__] + ([] if thing.__suppress_context__ else [thing.__context__])
    told = [f"{e!s} {e!r} {e.args!r} {vars(e)!r} {getattr(e, '__notes__', '')}" for e in chain if e is not None]
    return "\n".join([*told, *traceback.format_exception(thing)])


def at_rest(database: Database) -> Iterator[tuple[str, bytes]]:
    """The store's bytes: SQLite's file, log and index of it; PostgreSQL's columns one by one, and its server's log."""
    if database.dialect == "sqlite":
        path = Path(str(database.engine.url.database))
        for found in sorted(path.parent.glob(path.name + "*")):
            yield found.name, found.read_bytes()
        return
    with psycopg.connect(database.engine.url.set(drivername="postgresql").render_as_string()) as connection:
        query = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        for table, column in connection.execute(query).fetchall():
            for form in ("text", "binary"):
                yield f"{table}.{column}", _copied(connection, table, column, form)
        (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
    yield "the server's log", (Path(folder).parent / "log").read_bytes()


def _copied(connection: psycopg.Connection[Any], table: str, column: str, form: str) -> bytes:
    command = sql.SQL("COPY {} ({}) TO STDOUT (FORMAT " + form + ")")
    with (
        connection.cursor() as cursor,
        cursor.copy(command.format(sql.Identifier(table), sql.Identifier(column))) as out,
    ):
        return b"".join(bytes(piece) for piece in out)


class _Keep(logging.Handler):
    def __init__(self, watch: Watch) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))
        self._watch = watch

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.split(".")[0] in THE_CALLERS:
            return
        self._watch.saw("log", self.format(record), f"{record.args!r}", f"{record.__dict__.get('extra')!r}")


@contextmanager
def listening(watch: Watch) -> Iterator[None]:
    """While it lasts, every logger there is tells all, and what it tells is watched."""
    root, keep = logging.getLogger(), _Keep(watch)
    loggers = [root, *(each for each in root.manager.loggerDict.values() if isinstance(each, logging.Logger))]
    before = [(each, each.level) for each in loggers]
    for each in loggers:
        each.setLevel(logging.DEBUG)
    root.addHandler(keep)
    try:
        yield
    finally:
        root.removeHandler(keep)
        for each, level in before:
            each.setLevel(level)


def spelled(text: str) -> str:
    """A value as it would stand in a URL."""
    return quote(text, safe="")
