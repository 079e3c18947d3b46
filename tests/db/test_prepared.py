"""Prepared statements mean what the same statements mean in Core, and show no value either."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from troth.db import Database, Instant, Prepared, among, run

PLANTED = "planted-" + "7f3a"  # in two parts, as a traceback shows source lines
TREE = Table(
    "tree",
    MetaData(),
    Column("n", Integer, primary_key=True),
    Column("name", String),
    Column("at", Instant),
    Column("leaf", LargeBinary),
)
ADD = Prepared(insert(TREE))
NAMED = Prepared(select(TREE.c.n).where(among(TREE.c.name, "names")).order_by(TREE.c.n))
NUMBERED = Prepared(select(TREE.c.name).where(among(TREE.c.n, "numbers"), TREE.c.name != "50%"))
AT = Prepared(select(TREE.c.at, TREE.c.leaf).where(TREE.c.n == bindparam("n")))
NOW = datetime(2014, 3, 1, 10, 0, 0, 7, tzinfo=UTC)


@pytest.fixture
def forest(database: Database) -> Iterator[Database]:
    """A store with three trees."""
    TREE.create(database.engine)
    with database.write() as tx:
        ADD.run_all(
            tx, [{"n": n, "name": name, "at": NOW, "leaf": b"\0"} for n, name in enumerate(("oak", "ash", "50%"))]
        )
    yield database
    TREE.drop(database.engine)


def test_a_list_of_any_length_is_one_parameter(forest: Database) -> None:
    with forest.read() as tx:
        assert [NAMED.rows(tx, names=names) for names in ([], ["oak"], ["ash", "oak", "elm"])] == [
            [],
            [(0,)],
            [(0,), (1,)],
        ]
        assert sorted(NUMBERED.rows(tx, numbers=[2**62, 0, 1, 2])) == [("ash",), ("oak",)]


def test_a_list_is_looked_up_by_the_index(forest: Database) -> None:
    told = select(TREE.c.name).where(among(TREE.c.n, "numbers"), TREE.c.name != "50%")
    sql = str(told.compile(dialect=forest.engine.dialect))
    assert "= 1" not in sql
    if forest.dialect == "sqlite":
        with forest.read() as tx:
            plan = run(tx, f"EXPLAIN QUERY PLAN {sql}", ("[1]", "oak")).fetchall()
        assert "SEARCH tree USING INTEGER PRIMARY KEY" in plan[0][-1]


def test_a_time_and_bytes_go_in_and_come_out(forest: Database) -> None:
    with forest.read() as tx:
        row = AT.row(tx, n=1)
        assert row is not None
        assert (Instant.decode(row[0]), bytes(row[1])) == (NOW, b"\0")
        assert AT.row(tx, n=9) is None


def test_an_error_is_sqlalchemys_and_shows_no_value(forest: Database) -> None:
    one = {"n": 7, "name": PLANTED, "at": NOW, "leaf": PLANTED.encode()}
    for act in (lambda tx: ADD.run_all(tx, [one, one]), lambda tx: [ADD.run(tx, **one) for _ in range(2)]):
        with pytest.raises(IntegrityError) as caught, forest.write() as tx:
            act(tx)
        assert PLANTED not in "".join(traceback.format_exception(caught.value)) + repr(caught.value.orig)


def test_what_failed_leaves_nothing(forest: Database) -> None:
    with pytest.raises(IntegrityError), forest.write() as tx:
        ADD.run_all(tx, [{"n": n, "name": "elm", "at": NOW, "leaf": b""} for n in (8, 8)])
    with forest.read() as tx:
        assert NAMED.rows(tx, names=["elm"]) == []
