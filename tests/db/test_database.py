"""One database by URL: transactions are whole or nothing, and nothing of a value shows in an error."""

from __future__ import annotations

import stat
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from troth.db import Database

PLANTED = "planted-" + "7f3a"  # in two parts, as a traceback shows source lines


@pytest.fixture
def leaf(database: Database) -> Iterator[Database]:
    """A store with a table `leaf` of one row."""
    with database.write() as tx:
        tx.execute(text("CREATE TABLE leaf (n integer, name text PRIMARY KEY)"))
        tx.execute(text("INSERT INTO leaf VALUES (7, 'oak')"))
    yield database
    with database.write() as tx:
        tx.execute(text("DROP TABLE leaf"))


def _numbers(database: Database) -> list[int]:
    with database.read() as tx:
        return list(tx.execute(text("SELECT n FROM leaf ORDER BY n")).scalars())


def test_a_write_that_fails_leaves_nothing(leaf: Database) -> None:
    with pytest.raises(DBAPIError), leaf.write() as tx:
        tx.execute(text("INSERT INTO leaf VALUES (1 / 0, 'ash'), (8, 'ash')"))
    assert _numbers(leaf) == [7]


def test_a_read_sees_one_moment(leaf: Database) -> None:
    with leaf.read() as earlier:
        before = earlier.execute(text("SELECT count(*) FROM leaf")).scalar_one()
        with leaf.write() as tx:
            tx.execute(text("INSERT INTO leaf VALUES (8, 'ash')"))
        assert earlier.execute(text("SELECT count(*) FROM leaf")).scalar_one() == before
    assert _numbers(leaf) == [7, 8]


def test_a_read_cannot_write(leaf: Database) -> None:
    for _ in range(2):  # the same connection changes sides and back
        with pytest.raises(DBAPIError), leaf.read() as tx:
            tx.execute(text("DELETE FROM leaf"))
        with leaf.write() as tx:
            tx.execute(text("UPDATE leaf SET n = n + 1"))
    assert _numbers(leaf) == [9]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO leaf VALUES (1, :v), (2, :v)",
        "INSERT INTO leaf VALUES (CAST(:v AS integer), :v), (0, :v)",
        "SELECT no_such_function(:v)",
    ],
)
def test_an_error_shows_no_value(leaf: Database, statement: str) -> None:
    with pytest.raises(DBAPIError) as caught, leaf.write() as tx:
        tx.execute(text(statement), {"v": PLANTED})
    assert PLANTED not in "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert PLANTED not in repr(caught.value.orig)


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    opened = Database.open(f"sqlite:///{tmp_path}/new.sqlite")
    with opened.write() as tx:
        tx.execute(text("CREATE TABLE leaf (n integer)"))
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    opened.close()
    assert set(modes.values()) == {0o600}, modes
    assert len(modes) == 3  # the file, its log and the log's index


def test_what_is_deleted_is_overwritten(tmp_path: Path) -> None:
    opened = Database.open(f"sqlite:///{tmp_path}/new.sqlite")
    with opened.write() as tx:
        tx.execute(text("CREATE TABLE leaf (name text)"))
        tx.execute(text("INSERT INTO leaf VALUES ('planted-7f3a'), ('oak')"))
    with opened.write() as tx:
        tx.execute(text("DELETE FROM leaf WHERE name <> 'oak'"))
    opened.flush_deleted()
    found = {p.name for p in tmp_path.iterdir() if b"planted-7f3a" in p.read_bytes()}
    opened.close()
    assert found == set()
