"""One database by URL: transactions are whole or nothing, and nothing of a value shows in an error."""

from __future__ import annotations

from sqlalchemy import text

from troth.db import Database


def test_a_write_is_seen_by_the_next_read(database: Database) -> None:
    with database.write() as tx:
        tx.execute(text("CREATE TABLE leaf (n integer)"))
        tx.execute(text("INSERT INTO leaf VALUES (7)"))
    with database.read() as tx:
        assert tx.execute(text("SELECT n FROM leaf")).scalar_one() == 7
