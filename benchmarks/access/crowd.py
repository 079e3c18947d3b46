"""Many people put straight into the tables: as many rows, and as wide, as people have who came in by the gate.

What is sealed is noise, for nobody opens it: only the room that others take, and their places in the indexes, count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, text

from troth.app import Troth

_NOISE: Final = {
    "sqlite": "randomblob({size})",
    "postgresql": "decode(repeat(md5(random()::text), {size} / 16 + 1), 'hex')",
}
_DRAWN: Final = {
    "sqlite": "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < :number) "
    "SELECT abs(random()) FROM c",
    "postgresql": "SELECT (random() * 9000000000000000000)::bigint FROM generate_series(1, :number)",
}
_AT: Final = 1_767_225_600_000_000  # 2026-01-01, in microseconds
ITEMS: Final = 2


def add_people(troth: Troth, number: int) -> None:
    """So many people: each with a key, two items from one act, two facts, two entries and a disclosure."""
    dialect = troth.database.dialect
    with troth.database.write() as tx:
        tx.execute(text("CREATE TEMPORARY TABLE IF NOT EXISTS newcomer (n BIGINT PRIMARY KEY)"))
        tx.execute(text("DELETE FROM newcomer"))
        tx.execute(text(f"INSERT INTO newcomer {_DRAWN[dialect]}"), {"number": number})
        for table, columns in _rows(dialect).items():
            _fill(tx, table.partition(" ")[0], columns)


def _fill(tx: Connection, table: str, columns: Mapping[str, str]) -> None:
    names, values = ", ".join(f'"{name}"' for name in columns), ", ".join(columns.values())
    tx.execute(text(f"INSERT INTO {table} ({names}) SELECT {values} FROM newcomer ORDER BY n"))


def _rows(dialect: str) -> dict[str, dict[str, str]]:
    """By table (and which of its rows): the value of each column, of the person `n`."""
    noise = _NOISE[dialect]
    key, value, entry = (noise.format(size=size) for size in (60, 129, 180))
    rows = {
        "person": {"id": "n", "kind": "'individual'", "realm": "'live'", "made_at": f"{_AT}", "revision": "2"},
        "person_key": {"person": "n", "number": "1", "master": "'noise'", "wrapped": key, "made_at": f"{_AT}"},
        "collection": {
            "person": "n",
            "id": "n",
            "policy": "'company'",
            "version": "'1'",
            "source": "'person'",
            "purposes": "'[]'",
            "at": f"{_AT}",
        },
        "disclosure": {
            "person": "n",
            "id": "n",
            "recipient": "'printer'",
            "purpose": "'research'",
            "fields": "'record-0'",
            "at": f"{_AT}",
        },
    }
    for each in range(ITEMS):
        held = {"person": "n", "id": f"{each + 1}", "category": f"'record-{each}'", "collection": "n"}
        rows[f"item {each}"] = held | {"kind": "0", "number": "1", "sealed": value}
        said = {"person": "n", "seq": f"{each + 1}", "kind": "'fact'", "at": f"{_AT}", "about": "'adult'"}
        rows[f"person_event {each}"] = said | {"value": "'true'"}
        rows[f"ledger_entry {each}"] = {"person": "n", "id": f"{each + 1}", "sealed": entry}
    return rows
