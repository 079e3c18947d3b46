"""An invented company whose policy says just what a question needs: a deployment with as many people as it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from benchmarks.databases import size_of
from troth.app import Troth
from troth.db import Database
from troth.db.copies import copy_in, copy_out, shapes
from troth.gate import Intake

PLACE = "company.example"
PURPOSE, OTHER = "service-provision", "research"
TERMS = tuple(f"record-{number}" for number in range(10))
VALUE = "ninety-nine bottles of ink stand on the shelf, and with each of them a letter is to be written by May"[:100]
TOGETHER = 500  # people a transaction


def document(**more: Any) -> dict[str, Any]:
    """Ten kinds of records, kept for a service and for research. `more`: other parts of the policy."""
    clauses: list[dict[str, Any]] = [
        {"id": "service", "may": ["collect", "use"], "data": list(TERMS), "for": PURPOSE},
        {"id": "research", "may": ["collect", "use"], "data": list(TERMS), "for": OTHER},
        {"id": "end", "must": {"erase": {"data": list(TERMS), "when": "purpose-done"}}},
    ]
    told: dict[str, Any] = {
        "policy": "company",
        "version": "1",
        "effective": "2026-01-01",
        "text": "policy.md",
        "controller": {"name": "Example Ltd"},
        "properties": [PLACE],
        "terms": {"data": {term: {"is": "order"} for term in TERMS}},
        "clauses": clauses,
    }
    return told | more


def write_policy(folder: Path, policy: Mapping[str, Any]) -> Path:
    """The policy as files in the folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "policy.md").write_text("# An example\n\nWhat we do with your data.\n", encoding="utf-8")
    (folder / "policy.yaml").write_text(yaml.dump(dict(policy), Dumper=_DUMPER, sort_keys=False), encoding="utf-8")
    return folder


_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def deployed(
    folder: Path,
    url: str = "",
    policy: Mapping[str, Any] | None = None,
    *,
    clock: Callable[[], datetime] = now,
    **settings: Any,
) -> Iterator[Troth]:
    """A fresh deployment in the folder, on SQLite or at the URL of an empty PostgreSQL database."""
    written = write_policy(folder / "policy", policy or document())
    given: dict[str, Any] = settings | ({"database": url} if url else {})
    with Troth.create(folder / "troth", [written], clock=clock, **given) as troth:
        yield troth


def join(troth: Troth, number: int, terms: Sequence[str] = TERMS, purpose: str = PURPOSE) -> list[int]:
    """New people, each with one value of 100 bytes of each term, collected in one act."""
    people: list[int] = []
    while len(people) < number:
        with troth.database.write() as tx:
            some = [troth.tell.person(tx, troth.caller).id for _ in range(min(TOGETHER, number - len(people)))]
            given = [Intake(person, dict.fromkeys(terms, VALUE), purpose=purpose) for person in some if terms]
            for outcome in troth.gate.take_many(tx, troth.caller, given):
                outcome.unwrap()
        people += some
    return people


@contextmanager
def moved(source: Troth, url: str, clock: Callable[[], datetime] = now) -> Iterator[Troth]:
    """The same deployment with the same content, at the URL of an empty PostgreSQL database. Filled fast: by COPY."""
    target = Database.open(url)
    target.migrate()
    with source.database.read() as out, target.write() as into:
        for shape in shapes():
            pieces: list[bytes] = []
            copy_out(out, shape, pieces.append)
            copy_in(into, shape, pieces)
    analyse(target)
    target.close()
    with Troth.open(source.settings.folder, database=url, clock=clock) as troth:
        yield troth


def analyse(database: Database) -> None:
    """Lets the database count what it has, as it does by itself after a while."""
    with database.write() as tx:
        tx.exec_driver_sql("ANALYZE")


def bytes_of(troth: Troth) -> int:
    """Bytes of all its tables and indices."""
    with troth.database.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        found = size_of(raw, troth.database.dialect)
        connection.rollback()
        return found


def spread(people: Sequence[int], number: int) -> Iterable[int]:
    """So many of them, from all over."""
    step = max(1, len(people) // number)
    return people[::step][:number]
