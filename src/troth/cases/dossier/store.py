"""What is there of a person, read in bulk: one statement a table, whatever the table."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from troth.db import Connection, among, metadata

Row = dict[str, Any]


def rows(tx: Connection, table: str, person: int) -> list[Row]:
    """The person's rows of a table, in the order of its key."""
    found = metadata.tables.get(table)
    if found is None:  # nothing that is loaded keeps any
        return []
    mine = select(found).where(found.c.person == person).order_by(*found.primary_key)
    return [dict(row) for row in tx.execute(mine).mappings()]


def named(tx: Connection, table: str, column: str, ids: Collection[int] | Collection[str]) -> list[Row]:
    """The rows of a table that some of the person's name in their turn."""
    if not ids:
        return []
    found = metadata.tables[table]
    chosen = select(found).where(among(found.c[column], "ids")).order_by(*found.primary_key)
    return [dict(row) for row in tx.execute(chosen, {"ids": list(ids)}).mappings()]


def grounds_of_everyone(tx: Connection) -> list[Row]:
    found = metadata.tables["ground"]
    return [dict(row) for row in tx.execute(select(found).where(found.c.everyone)).mappings()]
