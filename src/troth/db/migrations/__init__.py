"""The schema's history, run by `Database.migrate()`; no configuration file is needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config  # takes a while to load, and is needed only when there is something to do

HEAD: Final = "0023"  # the newest revision, here so that a store that has it need not load Alembic; held by a test

_LOCK: Final = 0x74726F7468  # "troth": any number that no other program takes on this database


def migrate(tx: Connection, revision: str = HEAD) -> None:
    """Brings the schema to `HEAD` (or another revision) in this transaction; does nothing when it is there.

    Safe when several processes start at once: SQLite's write transactions come one after the other, on PostgreSQL
    a lock sees to it, and each looks at the revision only once it has its turn.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    if current(tx) == revision:
        return
    from alembic import command

    command.upgrade(configuration(tx), revision)


def current(tx: Connection) -> str | None:
    """The revision that the database has; `None` when it is empty."""
    if not inspect(tx).has_table("alembic_version"):
        return None
    found: str | None = tx.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def configuration(tx: Connection) -> Config:
    """Alembic's, for the transaction."""
    from alembic.config import Config

    found = Config(attributes={"connection": tx})
    found.set_main_option("script_location", str(Path(__file__).parent))
    found.set_main_option("path_separator", "os")
    found.set_main_option("file_template", "v%%(rev)s_%%(slug)s")
    return found
