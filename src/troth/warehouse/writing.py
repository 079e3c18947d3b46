"""A predicate written as SQL over a mapped table, and the statement that asks it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect

from troth.engine import Engine
from troth.engine.leaves import Asking, During, Leaf
from troth.engine.predicate import And, Fails, Holds, Or, Predicate, Unless, leaves
from troth.engine.select import Question, select
from troth.errors import SettingsError
from troth.language import Agreement, Role
from troth.warehouse.clock import Clock
from troth.warehouse.model import Mapping
from troth.warehouse.pieces import Expression, Sql, as_sql, column, every, no, some, surely, text
from troth.warehouse.rows import Rows

DIALECTS = ("postgres", "sqlite", "duckdb", "bigquery", "spark", "trino")


def write(predicate: Predicate, rows: Rows) -> Sql:
    """The predicate over the rows: TRUE of a row where it holds, else FALSE or NULL."""
    if rows.session is not None and _of_the_session(predicate, rows):
        return _once(_written(predicate, rows))
    match predicate:
        case And(parts):
            return every(write(part, rows) for part in _gathered(And, parts, rows))
        case Or(parts):
            return some(write(part, rows) for part in _gathered(Or, parts, rows))
        case _:
            return _written(predicate, rows)


def _written(predicate: Predicate, rows: Rows) -> Sql:
    match predicate:
        case bool():
            return predicate
        case Holds(leaf):
            return rows.holds(leaf)
        case Fails(leaf):
            return rows.fails(leaf)
        case And(parts):
            return every(_written(part, rows) for part in parts)
        case Or(parts):
            return some(_written(part, rows) for part in parts)
        case Unless(part):
            return no(surely(write(part, rows)))


def _of_the_session(predicate: Predicate, rows: Rows) -> bool:
    """Whether it is the same for all rows: what the session asks, and in which roles."""
    return not isinstance(predicate, bool) and all(_same_for_all(leaf, rows) for leaf in leaves(predicate))


def _same_for_all(leaf: Leaf, rows: Rows) -> bool:
    return isinstance(leaf, Asking | Role | During) or (isinstance(leaf, Agreement) and rows.mapping.agreement is None)


def _gathered(kind: type[And | Or], parts: tuple[Predicate, ...], rows: Rows) -> list[Predicate]:
    """The parts with those that are the same for all rows as one, first."""
    if rows.session is None:
        return list(parts)
    settled = tuple(part for part in parts if _of_the_session(part, rows))
    rest = [part for part in parts if part not in settled]
    return [kind(settled) if len(settled) > 1 else settled[0], *rest] if settled else rest


def _once(part: Sql) -> Sql:
    """A sub-select that names no row is worked out once a statement, not once a row."""
    if isinstance(part, bool):
        return part
    return exp.Subquery(this=exp.Select(expressions=[part]))


@dataclass(frozen=True, slots=True)
class Asked:
    """How a question is put to a mapped table. `bind`: the time is bound to that name, else it is the database's."""

    dialect: str = "postgres"
    bind: str | None = None

    def clock(self, mapping: Mapping, at: datetime | None) -> Clock:
        if self.dialect not in DIALECTS:
            raise SettingsError(f"the dialect is none of {', '.join(DIALECTS)}", help="choose one of them")
        return Clock(mapping.times, self.dialect, at, self.bind)


def predicate_sql(engine: Engine, mapping: Mapping, question: Question, asked: Asked = Asked()) -> Expression:
    """The WHERE of a question. RequestError for a question without an answer, SettingsError for a mapping's fault."""
    at = None if question.moving else question.at
    channel = None if question.channel is None else text(question.channel)
    rows = Rows(mapping, asked.clock(mapping, at), channel)
    return as_sql(write(select(engine, question), rows))


def select_sql(engine: Engine, mapping: Mapping, question: Question, asked: Asked = Asked()) -> str:
    """A SELECT of the people of whom the question is permitted, with the columns of its data. Errors as above.

    A term of the question stands for the columns that hold it or what is below it.
    """
    chosen = columns_of(engine, mapping, question)
    question = replace(question, data=tuple(dict.fromkeys(chosen.values())))
    where = predicate_sql(engine, mapping, question, asked)
    statement = exp.Select(
        expressions=[column(each) for each in dict.fromkeys((mapping.key, *chosen))],
        from_=exp.From(this=mapping.table.copy()),
        where=exp.Where(this=where),
    )
    return told(statement, asked.dialect)


def columns_of(engine: Engine, mapping: Mapping, question: Question) -> dict[str, str]:
    """The columns that hold what the question's terms stand for, each with its own term."""
    versions = [v for _, v in engine.covering(question.property, question.at) if v is not None]
    chosen: dict[str, str] = {}
    for term in question.data:
        below = frozenset((term,)).union(*(v.source.terms.data.descendants(term) for v in versions))
        own = {name: held for name, held in mapping.columns.items() if held in below}
        if not own:
            raise SettingsError(f"the mapping has no column of {term}", help="name it under `columns`")
        chosen |= own
    return chosen


def told(statement: Expression, dialect: str, *, pretty: bool = True) -> str:
    """The statement as that dialect writes it, quoted by sqlglot."""
    return Dialect.get_or_raise(dialect).generate(statement, copy=False, pretty=pretty)
