"""The tables: all stores' answers are held against each other; each operation is timed in turn, store beside store."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import geometric_mean, median
from time import perf_counter
from typing import Any

from benchmarks.databases import DIALECTS, fsync_time, per_second, programs_with_pgcrypto, scratch
from benchmarks.gdprbench.ours import Ours, built, elsewhere
from benchmarks.gdprbench.plain import Plain
from benchmarks.gdprbench.records import EACH, MIXES, Memory, Op, Record, Store, record, stream
from benchmarks.report import Cell, Found, Options
from tests.postgres import PostgresServer, running_server

USERS, CHECKED = 2_000, 100  # a hundred is the least in which all values come
NUMBER = {"processor": 75, "regulator": 160, "customer": 160, "controller": 60}
NO_LOG = "get_system_logs"  # plain text keeps none, so there is nothing to compare with
Times = dict[tuple[str, str], dict[str, list[float]]]  # workload and operation → store → seconds
_COLUMNS = ("operation", "times", "plain, µs", "pgcrypto, µs", "troth, µs", "× plain", "× pgcrypto")
_MEANS = ("workload", "× plain", "× pgcrypto", "pgcrypto, × plain")


class Disagreement(Exception):
    """A store answered otherwise than the others, so a comparison of speed would say nothing."""


def compare(options: Options, dialects: Sequence[str] = DIALECTS) -> list[Found]:
    """Two tables a database."""
    with ExitStack() as held:
        folder = held.enter_context(scratch())
        programs = programs_with_pgcrypto()
        server = held.enter_context(running_server(programs)) if "postgresql" in dialects else None
        tables: list[Found] = []
        for dialect in dialects:
            there = server if dialect == "postgresql" else None
            with _stores(folder / f"{dialect}-checked", dialect, there, programs, CHECKED) as stores:
                times = agree(stores, CHECKED, dict.fromkeys(MIXES, options.size(60, 1)))
            if options.tiny:
                tables += _tables(dialect, times, CHECKED, 0.0, there, programs)
                continue
            with _stores(folder / dialect, dialect, there, programs, USERS) as stores:
                times = agree(stores, USERS, NUMBER)
            fsync = fsync_time(folder)
            tables += _tables(dialect, times, USERS, fsync, there, programs)
        return tables


@contextmanager
def _stores(
    folder: Path, dialect: str, server: PostgresServer | None, programs: Path | None, users: int
) -> Iterator[list[Store]]:
    """The oracle, the plain table, the retrofit if it can be had, and ours, each with the records in it."""
    folder.mkdir()
    records = [record(number, users) for number in range(users * EACH)]
    with ExitStack() as held:
        troth, clock, directory = built(held, folder, users, records)
        place = str(folder / "plain.sqlite")
        stores: list[Store] = [Memory()]
        if server is not None:
            name = folder.name.replace("-", "_")
            troth = elsewhere(held, troth, clock, server.create(f"{name}_ours"))
            place = server.create(f"{name}_plain")
            if programs is not None:
                stores.append(Plain(dialect, server.create(f"{name}_sealed"), sealed=True))
        stores += [Plain(dialect, place), Ours(troth, clock, directory, users)]
        for store in stores:
            held.callback(store.close)
            store.load(records)
        yield stores


def agree(stores: Sequence[Store], users: int, number: dict[str, int]) -> Times:
    """Does every operation in every store, one after the other; Disagreement at the first answer that differs."""
    times: Times = defaultdict(lambda: defaultdict(list))
    oracle, *others = stores
    for workload in MIXES:
        for op in stream(workload, users * EACH, number[workload]):
            expected = _plainly(oracle.do(op))
            for store in others:
                taken, found = _timed(store, op)
                times[workload, op[0]][store.name].append(taken)
                _check(store, op, expected, found)
    for user in range(users):
        op = ("read_metadata_by_usr", user)
        expected = _plainly(oracle.do(op))
        for store in others:
            _check(store, op, expected, store.do(op))
    return times


def _timed(store: Store, op: Op) -> tuple[float, Any]:
    gc.collect(0)
    gc.disable()
    started = perf_counter()
    found = store.do(op)
    taken = perf_counter() - started
    gc.enable()
    return taken, found


def _check(store: Store, op: Op, expected: Any, found: Any) -> None:
    """An update is seen in what is read afterwards, and a log has no right length."""
    if op[0] == NO_LOG or op[0].startswith("update_metadata"):
        return
    if _plainly(found) != expected:
        told = op[1].number if isinstance(op[1], Record) else op[1]
        raise Disagreement(f"{store.name} answers {op[0]} {told} otherwise")


def _plainly(found: Any) -> Any:
    """Rows in order, octets as text."""
    if not isinstance(found, list):
        return int(found) if found is not None else None
    return sorted(tuple(bytes(v).decode() if isinstance(v, bytes | memoryview) else v for v in row) for row in found)


def _tables(
    dialect: str, times: Times, users: int, fsync: float, server: PostgresServer | None, programs: Path | None
) -> list[Found]:
    rows: list[tuple[Cell, ...]] = []
    means: list[tuple[Cell, ...]] = []
    for workload in MIXES:
        mine = {op: taken for (of, op), taken in times.items() if of == workload}
        rows += [_row(f"{workload}: {op}", taken) for op, taken in mine.items()]
        means.append((workload, _mean(mine, "plain", "troth"), *_beside_retrofit(mine)))
    notes = [
        f"{users * EACH:,} records of {users:,} users; all answers agreed, and all metadata in the end; p50s",
        "plain: one table, its metadata in columns and indexed; every store makes each write durable",
        "troth: each act decided and with its entry, each value opened; a metadata update is one fact, said once",
    ]
    if fsync:
        notes.append(per_second(fsync))
    if server is not None:
        missing = "no PostgreSQL with pgcrypto is installed here, so the retrofit is left out"
        notes.append("pgcrypto: AES-256 a value, an audit row an operation" if programs is not None else missing)
    return [
        Found(f"{dialect}: GDPRbench", _MEANS, tuple(means), (_MEAN,)),
        Found(f"{dialect}: GDPRbench, operation by operation", _COLUMNS, tuple(rows), tuple(notes)),
    ]


_MEAN = f"geometric mean of the operations' ratios of p50; beside plain text without {NO_LOG}, of which it has none"


def _row(name: str, taken: dict[str, list[float]]) -> tuple[Cell, ...]:
    p50 = {store: median(all_of) for store, all_of in taken.items()}
    figures = [p50[name] * 1e6 if name in p50 else None for name in ("plain", "pgcrypto", "troth")]
    comparable = not name.endswith(NO_LOG)
    beside = p50["troth"] / p50["plain"] if comparable else None
    sealed = p50["troth"] / p50["pgcrypto"] if "pgcrypto" in p50 else None
    return name, len(taken["troth"]), figures[0] if comparable else None, *figures[1:], beside, sealed


def _mean(mine: dict[str, dict[str, list[float]]], baseline: str, name: str) -> float:
    return geometric_mean(
        median(taken[name]) / median(taken[baseline])
        for op, taken in mine.items()
        if baseline != "plain" or op != NO_LOG
    )


def _beside_retrofit(mine: dict[str, dict[str, list[float]]]) -> tuple[float | None, float | None]:
    if not all("pgcrypto" in taken for taken in mine.values()):
        return None, None
    return _mean(mine, "pgcrypto", "troth"), _mean(mine, "plain", "pgcrypto")
