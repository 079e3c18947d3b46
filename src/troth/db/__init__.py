"""The database: SQLite in WAL mode built in, PostgreSQL by URL; one set of SQLAlchemy Core statements."""

from troth.db.among import among
from troth.db.database import Connection, Database
from troth.db.errors import StoreError, told_plainly
from troth.db.insert import Insert
from troth.db.prepared import Prepared, run, run_all, run_text
from troth.db.schema import Instant, PersonKey, metadata, new_id

__all__ = [
    "Connection",
    "Database",
    "Insert",
    "Instant",
    "PersonKey",
    "Prepared",
    "StoreError",
    "among",
    "metadata",
    "new_id",
    "run",
    "run_all",
    "run_text",
    "told_plainly",
]
