"""What the database could not do is told plainly: changed by another at once, away, or our own fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.db import Database, StoreError, told_plainly
from troth.errors import Conflict, Unavailable


def run(database: Database, *statements: str) -> None:
    with database.write() as tx:
        for statement in statements:
            tx.exec_driver_sql(statement)


def code(database: Database, *statements: str) -> str | None:
    with pytest.raises(StoreError) as raised:
        run(database, *statements)
    told = told_plainly(raised.value)
    return None if told is None else told.code


def test_two_rows_of_one_key_are_a_conflict(database: Database) -> None:
    table, insert = "CREATE TABLE one (id INTEGER PRIMARY KEY)", "INSERT INTO one (id) VALUES (1)"
    assert code(database, table, insert, insert) == Conflict.code


def test_a_statement_of_ours_that_is_wrong_is_no_excuse(database: Database) -> None:
    assert code(database, "SELECT nothing FROM nowhere") is None


def test_a_store_that_cannot_be_opened_is_away(tmp_path: Path) -> None:
    opened = Database.open(f"sqlite:///{tmp_path}/store.sqlite")
    (tmp_path / "store.sqlite").unlink()
    (tmp_path / "store.sqlite").mkdir()
    assert code(opened, "SELECT 1") == Unavailable.code
    opened.close()
