"""`column = any of a list`, as one parameter: so that a prepared statement takes lists of any length."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Boolean, ColumnElement, Dialect, String, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


class _List(TypeDecorator[Sequence[Any]]):
    """An array on PostgreSQL, JSON text on SQLite."""

    impl = String
    cache_ok = True

    def __init__(self, of: type[BigInteger] | type[String]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(self.of()) if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> Any:
        found = list(value or ())
        return found if dialect.name == "postgresql" else json.dumps(found)


class _Among(FunctionElement[bool]):
    type = Boolean()
    name = "among"
    inherit_cache = True

    def self_group(self, against: Any | None = None) -> Any:  # noqa: ARG002
        """Itself: Core would write `… = 1` for SQLite, which then looks at every row instead of using an index."""
        return self


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """True where the column is one of the list given as parameter `name`: numbers or texts, as the column is."""
    of: type[BigInteger] | type[String] = String if isinstance(column.type, String) else BigInteger
    return _Among(column, bindparam(name, type_=_List(of)))


@compiles(_Among, "postgresql")
def _array(element: _Among, compiler: SQLCompiler, **words: Any) -> str:
    column, wanted = (compiler.process(part, **words) for part in element.clauses)
    return f"{column} = ANY({wanted})"


@compiles(_Among, "sqlite")
def _json(element: _Among, compiler: SQLCompiler, **words: Any) -> str:
    column, wanted = (compiler.process(part, **words) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({wanted}))"  # noqa: S608  both parts are compiled
