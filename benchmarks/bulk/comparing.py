"""The tables, on each database: values of many people under one purpose, and values of many people taken in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from benchmarks.bulk.ours import take_in, used
from benchmarks.company import PURPOSE, TERMS, VALUE, deployed, join, moved
from benchmarks.databases import DIALECTS, fsync_time, per_second, scratch, server_for
from benchmarks.report import Cell, Found, Options
from benchmarks.rounds import Contestant, latencies, middle, ratio
from benchmarks.store.plain import Plain, plain
from troth.app import Troth

READ = (4_000, 50_000)  # values at once
TAKEN = 10_000
_READ = ("values at once", "raw, ms", "troth, ms", "× raw", "values/s")
_TAKEN = ("records taken in", "raw, records/s", "troth, records/s", "of the raw rate")


def compare(options: Options, dialects: Sequence[str] = DIALECTS) -> list[Found]:
    """Two tables a database."""
    with ExitStack() as held:
        folder = held.enter_context(scratch())
        server = held.enter_context(server_for(dialects))
        sizes = [options.size(size, size // 1_000) for size in READ]
        built = held.enter_context(deployed(folder))
        people = join(built, max(1, max(sizes) // len(TERMS)))
        tables: list[Found] = []
        for dialect in dialects:
            if server is not None and dialect == "postgresql":
                troth, url = held.enter_context(moved(built, server.create("ours"))), server.create("bare")
            else:
                troth, url = built, ""
            bare = plain(dialect, folder, url)
            tables.append(_reading(options, dialect, troth, bare, people, sizes))
            tables.append(_intake(options, dialect, troth, bare, folder))
            bare.close()
        return tables


def _reading(
    options: Options, dialect: str, troth: Troth, bare: Plain, people: Sequence[int], sizes: Sequence[int]
) -> Found:
    rows = [_read(options, troth, bare, people, size) for size in sizes]
    notes = (
        f"each person has {len(TERMS)} values of 100 bytes; raw: one SELECT by an indexed purpose",
        "ours: each person is decided by themselves, each act has its entry, the values are opened; one transaction",
    )
    return Found(f"{dialect}: bulk read", _READ, tuple(rows), notes)


def _read(options: Options, troth: Troth, bare: Plain, people: Sequence[int], size: int) -> tuple[Cell, ...]:
    whom, purpose = people[: max(1, size // len(TERMS))], f"{PURPOSE}-{size}"
    with bare.together():
        bare.write_many(((person, term, VALUE.encode()) for person in whom for term in TERMS), purpose)
    bare.analyse()

    def raw() -> int:
        return len(bare.of_purpose(purpose))

    def ours() -> int:
        with troth.database.write() as tx:
            return sum(1 for _ in used(troth, tx, troth.caller, whom, TERMS, PURPOSE))

    assert ours() == raw() == len(whom) * len(TERMS), "both give the same number of values"
    times = latencies([Contestant("raw", raw), Contestant("ours", ours)], min(5, options.rounds), 1, warm=False)
    taken, number = middle(times, "ours"), len(whom) * len(TERMS)
    return f"{number:,}", middle(times, "raw") * 1e3, taken * 1e3, ratio(times, "ours", "raw"), number / taken


def _intake(options: Options, dialect: str, troth: Troth, bare: Plain, folder: Path) -> Found:
    number, fresh = options.size(TAKEN, 20), count(1)
    people = join(troth, number // len(TERMS), terms=())

    def raw() -> None:
        purpose = f"taken-{next(fresh)}"
        with bare.together():
            bare.write_many(((person, term, VALUE.encode()) for person in people for term in TERMS), purpose)

    def ours() -> None:
        with troth.database.write() as tx:
            take_in(troth, tx, people, dict.fromkeys(TERMS, VALUE), PURPOSE)

    contestants = [Contestant("raw", raw, number), Contestant("ours", ours, number)]
    times = latencies(contestants, min(5, options.rounds), 1, warm=False)
    share = 1 / ratio(times, "ours", "raw")
    rows: tuple[tuple[Cell, ...], ...] = (
        (f"{number:,} at once", 1 / middle(times, "raw"), 1 / middle(times, "ours"), share),
    )
    way = "executemany" if dialect == "sqlite" else "binary COPY"
    notes = (
        f"raw: {way} into one table with six indices; one transaction each, durable",
        f"ours: {len(TERMS)} values of a person in one act: decided, sealed, with its entry",
        per_second(fsync_time(folder, options.size(100, 3))),
    )
    return Found(f"{dialect}: bulk intake", _TAKEN, rows, notes)
