"""A question asked of troth's own store at once: the predicate as one statement over people, items and events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlglot import exp

from troth.db import Connection
from troth.engine import Engine
from troth.engine.select import Question, select
from troth.errors import RequestError
from troth.people.model import Realm
from troth.vault import Kind
from troth.warehouse.clock import Clock
from troth.warehouse.own import own_mapping
from troth.warehouse.pieces import Sql, among, as_sql, column, every, no, some, surely, text
from troth.warehouse.rows import Rows
from troth.warehouse.seeing import seen_by
from troth.warehouse.writing import told, write

_DIALECTS = {"postgresql": "postgres", "sqlite": "sqlite"}
_THEIRS = """SELECT 1 FROM item AS i JOIN collection AS held ON held.person = i.person AND held.id = i.collection
WHERE i.person = p.id AND i.kind <> {credential} AND {categories}"""
_PEOPLE = """SELECT p.id FROM person AS p WHERE p.erased_at IS NULL AND p.realm IN ({realms}) AND {parts}
ORDER BY p.id"""


def select_people(
    tx: Connection, engine: Engine, question: Question, realms: Sequence[Realm] = ("live", "demo")
) -> list[int]:
    """The people of whom something of each of the question's data is held, and all of it may be so acted on.

    RequestError for a question without an answer, for a moving one, and for one that collects: what is not there yet
    is nobody's row.
    """
    if question.moving or question.action == "collect":
        raise RequestError("the store is asked at one time, of what it holds", help="ask of a use, at a time")
    dialect = _DIALECTS[tx.dialect.name]
    parts = [part for term in question.data for part in _of_a_term(engine, replace(question, data=(term,)), dialect)]
    listed = ", ".join(told(text(realm), dialect) for realm in realms)
    sql = _PEOPLE.format(realms=listed, parts=" AND ".join(parts))
    return [row[0] for row in tx.exec_driver_sql(sql)]


def _of_a_term(engine: Engine, question: Question, dialect: str) -> Iterable[str]:
    """That something under the term is held, and nothing of it that may not be."""
    below = _below(engine, question)
    credential = int(Kind.CREDENTIAL)
    held = told(as_sql(among(column("category", "i"), below)), dialect, pretty=False)
    permitted = told(as_sql(no(surely(_permitted(engine, question, below, dialect)))), dialect, pretty=False)
    yield f"EXISTS ({_THEIRS.format(credential=credential, categories=held)})"
    yield f"NOT EXISTS ({_THEIRS.format(credential=credential, categories=f'{held} AND {permitted}')})"


def _below(engine: Engine, question: Question) -> list[str]:
    term = question.data[0]
    versions = [v for _, v in engine.covering(question.property, question.at) if v is not None]
    return sorted({term}.union(*(version.source.terms.data.descendants(term) for version in versions)))


def _permitted(engine: Engine, question: Question, categories: Sequence[str], dialect: str) -> Sql:
    """The predicate of each category; those that come out alike together."""
    alike: dict[str, tuple[list[str], Sql]] = {}
    for category in categories:
        found = _predicate(engine, replace(question, data=(category,)), dialect)
        alike.setdefault(told(as_sql(found), dialect, pretty=False), ([], found))[0].append(category)
    if len(alike) == 1:
        return next(iter(alike.values()))[1]
    return some(every((among(column("category", "i"), own), found)) for own, found in alike.values())


def _predicate(engine: Engine, question: Question, dialect: str) -> Sql:
    versions = [v for _, v in engine.covering(question.property, question.at) if v is not None]
    seen = seen_by(engine, versions[0].source, question.data[0]) if versions else None
    clock = Clock("microseconds", dialect, question.at)
    channel: exp.Expr | None = None if question.channel is None else text(question.channel)
    return write(select(engine, question), Rows(own_mapping(seen), clock, channel))
