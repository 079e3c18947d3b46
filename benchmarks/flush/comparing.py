"""The tables: callers in threads, each waiting until its own governed read is durable, and how they share flushes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from threading import Barrier
from time import perf_counter, sleep

from sqlalchemy import event

from benchmarks.company import PURPOSE, TERMS, deployed, join, moved
from benchmarks.databases import DIALECTS, fsync_time, per_second, scratch, server_for
from benchmarks.report import Cell, Found, Options
from troth.app import Troth
from troth.db import Connection
from troth.people import person_ref

CALLERS = (1, 32)
EACH = 40  # reads a caller and round
_COLUMNS = ("callers", "reads/s", "p50, ms", "p95, ms", "p95, fsyncs", "reads a commit", "reads an fsync time")
_WAL = "SELECT coalesce(sum(fsyncs), 0) FROM pg_stat_io WHERE object = 'wal'"


@dataclass(frozen=True, slots=True)
class Run:
    """What one round gave: latencies in seconds, all of it in how much time, with how many commits."""

    latencies: list[float]
    seconds: float
    commits: int
    fsync: float


def compare(options: Options, dialects: Sequence[str] = DIALECTS) -> list[Found]:
    """A table a database."""
    with ExitStack() as held:
        folder = held.enter_context(scratch())
        server = held.enter_context(server_for(dialects))
        built = held.enter_context(deployed(folder))
        people = join(built, options.size(400, 10), TERMS[:1])
        tables: list[Found] = []
        for dialect in dialects:
            troth = built
            if server is not None and dialect == "postgresql":
                troth = held.enter_context(moved(built, server.create("ours")))
            tables.append(_table(options, dialect, troth, people, folder))
        return tables


def _table(options: Options, dialect: str, troth: Troth, people: Sequence[int], folder: Path) -> Found:
    references, found = [person_ref(person) for person in people], {number: list[Run]() for number in CALLERS}
    for _ in range(options.rounds):
        for number, runs in found.items():
            runs.append(_run(options, troth, references, number, folder))
    rows = [_row(number, runs) for number, runs in found.items()]
    fsync = median(run.fsync for runs in found.values() for run in runs)
    notes = [
        "each caller is a thread that asks by the public API and waits until decision, value and entry are durable",
        "reads an fsync time: how many are done while the disk would do one fsync after the other",
        per_second(fsync),
    ]
    if dialect == "postgresql" and not options.tiny:
        notes.append(
            f"by the server's own count: {_counted(troth, references):.1f} reads of 32 callers a flush of its log"
        )
    return Found(f"{dialect}: durable governed reads", _COLUMNS, tuple(rows), tuple(notes))


def _row(number: int, runs: Sequence[Run]) -> tuple[Cell, ...]:
    rate = median(len(run.latencies) / run.seconds for run in runs)
    p50 = median(median(run.latencies) for run in runs)
    p95 = median(quantiles(run.latencies, n=20)[-1] for run in runs)
    fsyncs = median(quantiles(run.latencies, n=20)[-1] / run.fsync for run in runs)
    shared = median(len(run.latencies) / max(1, run.commits) for run in runs)
    during = median(len(run.latencies) / run.seconds * run.fsync for run in runs)
    return f"{number}", rate, p50 * 1e3, p95 * 1e3, fsyncs, shared, during


def _run(options: Options, troth: Troth, people: Sequence[str], callers: int, folder: Path) -> Run:
    each, start = options.size(EACH, 2), Barrier(callers + 1)
    fsync = fsync_time(folder, options.size(50, 3))

    def caller(number: int) -> list[float]:
        start.wait()
        return list(_reads(troth, people, number * each, each))

    with _commits(troth) as commits, ThreadPoolExecutor(callers) as threads:
        under_way = [threads.submit(caller, number) for number in range(callers)]
        start.wait()
        started = perf_counter()
        latencies = [taken for one in under_way for taken in one.result()]
        seconds = perf_counter() - started
    return Run(latencies, seconds, len(commits), fsync)


def _reads(troth: Troth, people: Sequence[str], place: int, number: int) -> Iterator[float]:
    for turn in range(number):
        started = perf_counter()
        troth.use(people[(place + turn) % len(people)], TERMS[:1], PURPOSE)
        yield perf_counter() - started


@contextmanager
def _commits(troth: Troth) -> Iterator[list[None]]:
    """Grows by one with every commit of a transaction that may write."""
    seen: list[None] = []

    def committed(connection: Connection) -> None:
        if not connection.get_execution_options().get("troth_read"):
            seen.append(None)

    event.listen(troth.database.engine, "commit", committed)
    try:
        yield seen
    finally:
        event.remove(troth.database.engine, "commit", committed)


def _counted(troth: Troth, people: Sequence[str]) -> float:
    """Reads a flush of the server's log, by its own count, which it publishes once a second."""
    before = _flushes(troth)
    with ThreadPoolExecutor(CALLERS[-1]) as threads:
        done = [threads.submit(list, _reads(troth, people, place, EACH)) for place in range(CALLERS[-1])]
        reads = sum(len(one.result()) for one in done)
    return reads / max(1, _flushes(troth) - before)


def _flushes(troth: Troth) -> int:
    sleep(1.5)
    with troth.database.write() as tx:
        return int(tx.exec_driver_sql(_WAL).scalar_one())
