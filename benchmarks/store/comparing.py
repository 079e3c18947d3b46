"""The tables, on each database."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.report import Cell, Found, Options
from benchmarks.store import acts
from benchmarks.store.deployment import EARNED, ORDERED, Beside, deployed
from benchmarks.store.plain import plain
from tests.postgres import PostgresServer, running_server

DIALECTS = ("sqlite", "postgresql")
_COLUMNS = ("bare, µs", "with an audit row, µs", "troth, µs", "× bare", "× with an audit row")


def compare(options: Options, dialects: Sequence[str] = DIALECTS) -> list[Found]:
    """A table an aspect and database."""
    tables: list[Found] = []
    with tempfile.TemporaryDirectory(prefix="troth-bench-") as place:
        folder = Path(place)
        tables.append(_disk(folder, options.size(200, 5)))
        with _server(dialects) as server:
            for dialect in dialects:
                with _beside(folder / dialect, dialect, server) as beside:
                    tables += _of(options, dialect, beside)
                with _beside(folder / f"{dialect}-size", dialect, server) as beside:
                    tables.append(_storage(options, dialect, beside))
    return tables


@contextmanager
def _server(dialects: Sequence[str]) -> Iterator[PostgresServer | None]:
    if "postgresql" not in dialects:
        yield None
        return
    with running_server() as server:
        yield server


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


def _storage(options: Options, dialect: str, beside: Beside) -> Found:
    """Values of 100 bytes, eight a person in three acts of collection, with ledger and keys."""
    empty = beside.size(), beside.plain.size()
    people = [_bare_person(beside) for _ in range(options.size(1_000, 10))]
    beside.add(people, ORDERED, "order-fulfilment", 100)
    beside.add(people, EARNED, "commission-accounting", 100)
    beside.add(people, ("enquiry",), "enquiry-answering", 100)
    beside.troth.ledger.integrate()
    number = len(people) * (len(ORDERED) + len(EARNED) + 1)
    ours, theirs = (
        (now - before) / number for now, before in zip((beside.size(), beside.plain.size()), empty, strict=True)
    )
    rows: tuple[tuple[Cell, ...], ...] = (
        ("plain text with indices", theirs, theirs / 100, 1.0),
        ("troth: keys, terms, ledger and proofs included", ours, ours / 100, ours / theirs),
    )
    columns = ("what", "bytes a datum", "× the data", "× plain")
    return Found(f"{dialect}: storage of {number:,} values of 100 bytes", columns, rows)


def _bare_person(beside: Beside) -> int:
    with beside.troth.database.write() as tx:
        return beside.troth.tell.person(tx, beside.troth.caller).id


def _disk(folder: Path, times: int) -> Found:
    """How fast the disk makes 4 KiB durable, which bounds every commit."""
    taken = list(_fsyncs(folder / "fsync", times))
    rows: tuple[tuple[Cell, ...], ...] = (("one after the other", 1 / median(taken), median(taken) * 1e6),)
    return Found("The disk", ("fsync of 4 KiB", "fsyncs/s", "µs"), rows)


def _fsyncs(path: Path, times: int) -> Iterator[float]:
    with path.open("wb", buffering=0) as file:
        for _ in range(times):
            started = perf_counter()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            yield perf_counter() - started
