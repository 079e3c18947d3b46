"""The SQL of audiences: all people in order, some of them again, and whose record or data changed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    MetaData,
    Select,
    String,
    Table,
    bindparam,
    case,
    delete,
    event,
    func,
    insert,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.sql.compiler import SQLCompiler

from troth.db import Connection, PersonKey, Prepared, among, metadata
from troth.people.store import events, people
from troth.vault.model import Kind
from troth.vault.store import collection, item

# One row for each transaction that changed something about a person, written by triggers: nobody can forget it.
# `number`: on PostgreSQL the transaction's own, for numbers drawn from a sequence are not committed in their order;
# on SQLite, which has one writer, they count up. It can be made again from the rest, so no backup holds it.
changes = Table(
    "person_change",
    metadata,
    Column("number", PersonKey, primary_key=True, autoincrement=False),
    Column("who", PersonKey, primary_key=True, autoincrement=False),
    info={"derived": True},
)
NOBODY = 0  # in the row that says up to where older ones were taken away

_ON_SQLITE = """CREATE TRIGGER {name} AFTER {act} ON {table} BEGIN INSERT INTO person_change (number, who)
VALUES ((SELECT coalesce(max(number), 0) + 1 FROM person_change), {row}.{key}); END"""
_FUNCTION = """CREATE OR REPLACE FUNCTION {table}_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
INSERT INTO person_change (number, who) SELECT DISTINCT pg_current_xact_id()::text::bigint, {key} FROM changed
ON CONFLICT DO NOTHING; RETURN NULL; END $$"""
_ON_POSTGRESQL = """CREATE TRIGGER {name} AFTER {act} ON {table} REFERENCING {row} TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION {table}_changed()"""
_WATCHED = (("person", "id", ("UPDATE", "DELETE")), ("item", "person", ("INSERT", "DELETE")))


def triggers(dialect: str) -> Iterator[str]:
    """The statements that make the database note changes."""
    for table, key, acts in _WATCHED:
        if dialect == "postgresql":
            yield _FUNCTION.format(table=table, key=key)
        made = _ON_POSTGRESQL if dialect == "postgresql" else _ON_SQLITE
        for act in acts:
            name, row = f"{table}_changed_{act.lower()}", "OLD" if act == "DELETE" else "NEW"
            yield made.format(name=name, act=act, table=table, row=row, key=key)


@event.listens_for(metadata, "after_create")
def _watch(_: MetaData, tx: Connection, tables: Sequence[Table] | None = None, **__: Any) -> None:
    """Where the tables are made from the code and not by migrations: a draft, a test."""
    if changes in (tables or ()):
        for statement in triggers(tx.dialect.name):
            tx.exec_driver_sql(statement)


# -- what changed --


class Changed(NamedTuple):
    """People who changed since a mark, and the mark to ask from next time. `gap`: some may be missing."""

    rows: frozenset[tuple[int, int]]
    mark: int
    gap: bool


_SINCE = Prepared(select(changes.c.number, changes.c.who).where(changes.c.number >= bindparam("mark")))
_NEWEST = Prepared(select(func.coalesce(func.max(changes.c.number), 0)))
_OLDEST_RUNNING = Prepared(select(literal_column("pg_snapshot_xmin(pg_current_snapshot())::text::bigint")))


def mark(tx: Connection) -> int:
    """What changes from now on, as `tx` sees it, has this number or a higher one.

    On PostgreSQL it is the oldest transaction still running: one that commits later has its number or a higher one.
    """
    if tx.dialect.name == "postgresql":
        return int(_OLDEST_RUNNING.rows(tx)[0][0])
    return int(_NEWEST.rows(tx)[0][0]) + 1


def changed(tx: Connection, since: int) -> Changed:
    """Who changed since that mark."""
    rows = frozenset((row[0], row[1]) for row in _SINCE.rows(tx, mark=since))
    if tx.dialect.name == "postgresql":
        following = mark(tx)
    else:
        following = max((number for number, _ in rows), default=since - 1) + 1
    return Changed(rows, following, any(who == NOBODY for _, who in rows))


def trim(tx: Connection, keep: int) -> int:
    """Takes away all but the newest `keep` changes; how many rows went. Who had not read them reads everyone anew."""
    order = select(changes.c.number).order_by(changes.c.number.desc())
    floor = tx.execute(order.offset(keep).limit(1)).scalar_one_or_none()
    if floor is None:
        return 0
    gone = tx.execute(delete(changes).where(changes.c.number <= floor)).rowcount
    tx.execute(insert(changes), {"number": floor, "who": NOBODY})
    return gone


# -- who there is --

BETWEEN = "\x1f"  # a sign that no term, topic or channel has
ALL = "\x1e"  # where data or purposes are left out: a restriction of nothing is another
ENDING = "ending"  # the last word of an event that ends something, or ends itself
_AT_ONCE = 10_000  # rows fetched together
KINDS = (
    *("fact", "choice", "gpc", "consent", "withdrawal", "restriction", "lifting"),
    *("own-recipient", "decision", "notification", "visibility"),
)


def _text(*columns: ColumnElement[Any]) -> ColumnElement[str]:
    """The columns as one text: what people have in common is then one word in a dictionary. Nothing stays nothing."""
    form = BETWEEN.join(["%s"] * len(columns))
    return func.format(literal_column(f"'{form}'", String), *columns)


_e = events.c
_EVENTS = select(
    _e.person,
    _e.seq,
    type_coerce(_e.at, BigInteger),
    type_coerce(_e.until, BigInteger),
    _e.refers,
    _text(
        *(_e.kind, _e.about, _e.value, _e.channel, _e.policy, _e.actions),
        *(func.coalesce(column, literal_column(f"'{ALL}'")) for column in (_e.data, _e.purposes)),
        _e.recipients,
        case((func.coalesce(_e.until, _e.refers).is_not(None), literal_column(f"'{ENDING}'"))),
    ),
).where(_e.kind.in_([literal_column(f"'{kind}'") for kind in KINDS]))
_ITEMS = (
    select(
        item.c.person,
        _text(item.c.category, collection.c.version, collection.c.source, collection.c.purposes),
        item.c.id,
    )
    .join_from(item, collection, (collection.c.person == item.c.person) & (collection.c.id == item.c.collection))
    .where(item.c.kind != literal_column(str(int(Kind.CREDENTIAL))))
)
_PEOPLE = select(people.c.id).where(people.c.realm == bindparam("realm"), people.c.erased_at.is_(None))
_BY_PERSON = _EVENTS.order_by(_e.person, _e.seq), _ITEMS.order_by(item.c.person), _PEOPLE.order_by(people.c.id)
_SOME = (
    Prepared(_EVENTS.where(among(_e.person, "people")).order_by(_e.person, _e.seq)),
    Prepared(_ITEMS.where(among(item.c.person, "people")).order_by(item.c.person)),
    Prepared(_PEOPLE.where(among(people.c.id, "people")).order_by(people.c.id)),
)
Rows = Iterable[Sequence[Any]]


class Read(NamedTuple):
    """Three streams, each in the order of people: their events, what is held of them, and who is there at all."""

    events: Rows
    items: Rows
    people: Rows


@contextmanager
def everyone(tx: Connection, realm: str) -> Iterator[Read]:
    """All people of a realm who are not erased, never all in memory. The rows of others come too."""
    with ExitStack() as until:
        given = {"realm": realm}
        streams = [_stream(tx, query, f"everyone_{number}", given) for number, query in enumerate(_BY_PERSON)]
        for stream in streams:
            until.callback(stream.close)
        yield Read(*streams)


def some(tx: Connection, realm: str, wanted: Sequence[int]) -> Read:
    """Those of the people wanted who are there."""
    events_, items, people_ = _SOME
    listed = sorted(wanted)
    return Read(
        events_.rows(tx, people=listed), items.rows(tx, people=listed), people_.rows(tx, people=listed, realm=realm)
    )


def _stream(tx: Connection, query: Select[Any], name: str, given: dict[str, Any]) -> Any:
    """The driver's own cursor: a row costs a third of what it does through Core."""
    compiled = query.compile(dialect=tx.dialect)
    assert isinstance(compiled, SQLCompiler)
    driver: Any = tx.connection.dbapi_connection
    if tx.dialect.name == "sqlite":
        return driver.execute(str(compiled), [given[name] for name in compiled.positiontup or ()])
    cursor = driver.cursor(name=name, binary=True)  # on the server: the rows are fetched as they are wanted
    cursor.itersize = _AT_ONCE
    return cursor.execute(str(compiled), given)
