"""What may be told of a database's error: its kind and place, never a row or a parameter."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

StoreError = SQLAlchemyError  # whatever the database could not do: gone, too slow, a constraint broken

_ABOUT_DATA = {"21", "22", "23", "44", "P0"}  # classes of SQLSTATE whose messages quote values


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
