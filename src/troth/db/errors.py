"""What may be told of a database's error: its kind and place, never a row or a parameter."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError, SQLAlchemyError

from troth.errors import Conflict, TrothError, Unavailable

_GONE = {"08", "53", "57", "58"}  # connection, resources, operator, system
_TOO_LONG = "57014"  # one statement was cancelled

StoreError = SQLAlchemyError  # whatever the database could not do: gone, too slow, a constraint broken

_ABOUT_DATA = {"21", "22", "23", "44", "P0"}  # classes of SQLSTATE whose messages quote values


def told_plainly(error: StoreError) -> TrothError | None:
    """What a caller can be told of it: two changed one thing at once, or the store is away. None: it is our fault."""
    if isinstance(error, IntegrityError):
        return Conflict("somebody else changed the same thing at this moment", help="send it again")
    if isinstance(error, OperationalError | InterfaceError) and _away(error.orig):
        return Unavailable("the store cannot be had at this moment", help="nothing was done; send it again in a while")
    return None


def _away(problem: BaseException | None) -> bool:
    """SQLite calls a wrong statement operational, too: there only its own words for a lock or a disk count."""
    name: str | None = getattr(problem, "sqlite_errorname", None)
    return name is None or name.startswith(
        ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_CANTOPEN")
    )


def is_away(error: StoreError) -> bool:
    """Whether the store could do nothing for anyone: not what one statement or two who lock crosswise run into."""
    if not isinstance(error, OperationalError | InterfaceError) or not _away(error.orig):
        return False
    state: str | None = getattr(error.orig, "sqlstate", None)
    return state is None or (state[:2] in _GONE and state != _TOO_LONG)


def safe_words(problem: BaseException) -> tuple[Any, ...]:
    """The arguments that the driver's error may keep."""
    state: str | None = getattr(problem, "sqlstate", None)
    diagnosis = getattr(problem, "diag", None)
    if state is None or diagnosis is None:
        return problem.args  # SQLite names tables, columns and constraints only
    if state[:2] not in _ABOUT_DATA:
        return (f"SQLSTATE {state}, {diagnosis.message_primary}",)
    place = (diagnosis.constraint_name, diagnosis.table_name, diagnosis.column_name)
    return (", ".join(filter(None, (f"SQLSTATE {state}", *place))),)


def hide_values(context: ExceptionContext) -> None:
    """Listens to `handle_error`: PostgreSQL quotes rows and parameters in its messages."""
    original = context.original_exception
    safe = safe_words(original)
    if safe == original.args:
        return
    original.args = safe
    if isinstance(context.sqlalchemy_exception, DBAPIError):
        context.sqlalchemy_exception.args = (f"({type(original).__name__}) {safe[0]}",)
