"""The tables, on each database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from benchmarks.databases import DIALECTS, scratch, server_for, the_disk
from benchmarks.report import Cell, Found, Options
from benchmarks.store import acts
from benchmarks.store.deployment import EARNED, ORDERED, Beside, deployed
from benchmarks.store.plain import plain
from tests.postgres import PostgresServer

_COLUMNS = ("bare, µs", "with an audit row, µs", "troth, µs", "× bare", "× with an audit row")


def compare(options: Options, dialects: Sequence[str] = DIALECTS) -> list[Found]:
    """A table an aspect and database."""
    tables: list[Found] = []
    with scratch() as folder, server_for(dialects) as server:
        tables.append(the_disk(folder, options.size(200, 5)))
        for dialect in dialects:
            with _beside(folder / dialect, dialect, server) as beside:
                tables += _of(options, dialect, beside)
    return tables


@contextmanager
def _beside(folder: Path, dialect: str, server: PostgresServer | None) -> Iterator[Beside]:
    """A fresh deployment and a fresh bare database."""
    folder.mkdir()
    names = (f"{folder.name}_troth".replace("-", "_"), f"{folder.name}_plain".replace("-", "_"))
    ours, theirs = [server.create(name) if server and dialect == "postgresql" else "" for name in names]
    troth, bare = deployed(folder / "troth", dialect, ours), plain(dialect, folder, theirs)
    try:
        yield Beside(troth, bare, [])
    finally:
        troth.close()
        bare.close()


def _of(options: Options, dialect: str, beside: Beside) -> list[Found]:
    count, rounds = options.size(60, 2), options.rounds
    beside.join(options.size(2_000, 20))
    rows = [row.timed(rounds, count if row.number == 1 else 2) for row in acts.reads_and_writes(beside)]
    full, chooser = _full(beside, rounds * (count + 1) + 1)
    person = [row.timed(rounds, count) for row in acts.of_a_person(beside, full, chooser)]
    ledger = [row.timed(rounds, count if row.number == 1 else 1) for row in acts.of_the_ledger(beside)]
    people = f"{len(beside.people):,} people; median of {rounds} rounds of the round's median, in turn"
    return [
        Found(f"{dialect}: one datum", ("act", *_COLUMNS), tuple(rows), (people, _BARE)),
        Found(f"{dialect}: one person", ("act", *_COLUMNS), tuple(person), (_EXPORT,)),
        Found(f"{dialect}: the ledger", ("act", *_COLUMNS), tuple(ledger)),
        _tree(dialect, beside),
    ]


_BARE = "bare: a plain-text table of 11 columns and 6 indices, through the same driver, with the same fsync"
_EXPORT = "the bare export and facts are one SELECT; the bare erasure one DELETE and a count"


def _full(beside: Beside, number: int) -> tuple[list[int], int]:
    """People of ten items each, and one of twenty events."""
    full = beside.join(number + 1)
    beside.add(full, ORDERED, "order-fulfilment", 100)
    beside.add(full, EARNED[:1], "commission-accounting", 20)
    beside.add(full, ("enquiry",), "enquiry-answering", 100)
    chooser = full.pop()
    beside.choose(chooser, 19)  # and the fact that they registered
    del beside.people[-number - 1 :]  # who leave: nobody else takes a turn with them
    return full, chooser


def _tree(dialect: str, beside: Beside) -> Found:
    """Putting all that waits into the tree, and verifying everything."""
    started = perf_counter()
    size = beside.troth.ledger.integrate().size
    integrated = perf_counter()
    quick = beside.troth.ledger.verify(openings=False)
    verified = perf_counter()
    whole = beside.troth.ledger.verify()
    opened = perf_counter()
    assert quick.sound, quick.findings
    assert whole.sound, whole.findings
    rows: tuple[tuple[Cell, ...], ...] = (
        ("integrate", size / (integrated - started)),
        ("verify the tree and every row", size / (verified - integrated)),
        ("verify, and open every entry", size / (opened - verified)),
    )
    return Found(f"{dialect}: the tree of {size:,} entries", ("what", "entries/s"), rows)
