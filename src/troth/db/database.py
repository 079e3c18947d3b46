"""One database, opened by URL: `write` is one transaction, whole or not at all; `read` sees one moment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.url import URL
from sqlalchemy.pool import QueuePool

from troth.db.errors import hide_values
from troth.db.grouping import Together
from troth.db.migrations import migrate

__all__ = ["Connection", "Database"]

_GROUPS = 2  # of acts that PostgreSQL commits beside each other, for each process
_PATIENCE = 30  # seconds to wait for another writer
# secure_delete overwrites what is deleted with zeros; trusted_schema=OFF: what stands in the file's
# own schema can call no function with effects beyond the file.
_SQLITE = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "busy_timeout": f"{_PATIENCE * 1000}",
    "secure_delete": "ON",
    "trusted_schema": "OFF",
}


class Database:
    """`url`: `sqlite:///path/to/file` or `postgresql://user@host/name` (psycopg 3).

    No error of it ever shows a parameter or a row's content: they may be a person's.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._turn = Lock() if engine.dialect.name == "sqlite" else None
        self.together = Together(self.write, at_once=1 if self._turn else _GROUPS, apart=self._turn is None)
        if engine.dialect.name == "postgresql":
            self._reader = engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True, troth_read=True
            )
        else:
            self._reader = engine.execution_options(troth_read=True)

    @classmethod
    def open(cls, url: str, *, pool_size: int = 8) -> Database:
        """Opens the database at `url`; a SQLite file that is not there yet is made, for its owner alone."""
        parsed = make_url(url)
        postgresql = parsed.get_backend_name() == "postgresql"
        if postgresql:
            parsed = parsed.set(drivername="postgresql+psycopg")
        else:
            _create_private_file(parsed)
        engine = create_engine(
            parsed,
            poolclass=QueuePool,
            pool_size=pool_size,
            max_overflow=pool_size,
            hide_parameters=True,
            isolation_level="READ COMMITTED" if postgresql else None,
        )
        event.listen(engine, "handle_error", hide_values)
        if not postgresql:
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        return cls(engine)

    @property
    def address(self) -> str:
        """The URL, with the password that is in it: secret."""
        return self.engine.url.render_as_string(hide_password=False)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction. On SQLite it takes the write lock at once, so it never fails half way for a lock.

        On PostgreSQL it is READ COMMITTED: each statement sees what is committed; who must keep others out
        locks the rows that matter.
        """
        with self._in_turn(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """SQLite has one writer, for whom it waits by sleeping ever longer; within the process threads are woken."""
        waited = self._turn is not None and self._turn.acquire(timeout=_PATIENCE)
        try:
            yield
        finally:
            if self._turn is not None and waited:
                self._turn.release()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one moment and in which every write fails."""
        with self._reader.connect() as connection, connection.begin():
            yield connection

    def migrate(self) -> None:
        """Brings the schema up to date, whole or not at all; safe when several processes start at once."""
        with self.write() as tx:
            migrate(tx)

    def flush_deleted(self) -> None:
        """Takes deleted rows off the disk: SQLite's log is emptied into the file, where they are overwritten.

        PostgreSQL frees them by its own vacuum; what stays in its log and in backups is sealed.
        """
        if self.dialect == "sqlite":
            with self.engine.connect() as connection:
                raw = connection.connection.dbapi_connection
                assert raw is not None
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self.together.close()
        self.engine.dispose()


def _create_private_file(url: URL) -> None:
    if url.database in (None, "", ":memory:"):
        return
    with suppress(FileExistsError):
        os.close(os.open(Path(str(url.database)), os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for name, value in _SQLITE.items():
        cursor.execute(f"PRAGMA {name}={value}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = bool(connection.get_execution_options().get("troth_read"))
    raw: Any = connection.connection.dbapi_connection  # at every transaction, so without Core's way round
    if connection.info.get("reading", False) is not reading:
        raw.execute(f"PRAGMA query_only={int(reading)}")
        connection.info["reading"] = reading
    raw.execute("BEGIN" if reading else "BEGIN IMMEDIATE")
