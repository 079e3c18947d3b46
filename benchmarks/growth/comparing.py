"""The tables: the same acts on people of ten records, in a small store and in a large one, on each database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from benchmarks.company import TERMS, VALUE, deployed, join, moved, spread
from benchmarks.databases import DIALECTS, fsync_time, per_second, scratch, server_for
from benchmarks.report import Cell, Found, Options
from benchmarks.store.plain import Plain, plain
from troth import people
from troth.app import Troth

SIZES = (10_000, 300_000)  # records
TRIED = 60  # people an act and store
PAGE = 50
ACTS = ("export", "erasure with certificate", "keys and rows destroyed")
_COLUMNS = ("act", "records", "raw p50, ms", "p50, ms", "p95, ms", "× raw", "p95, fsyncs", "p95 less 2 ms, fsyncs")
Timed = dict[str, list[float]]


def compare(options: Options, dialects: Sequence[str] = DIALECTS) -> list[Found]:
    """A table a database, and one of how the acts grow."""
    with ExitStack() as held:
        folder = held.enter_context(scratch())
        server = held.enter_context(server_for(dialects))
        found: dict[str, list[list[Cell]]] = {dialect: [] for dialect in dialects}
        for records in SIZES:
            number = options.size(records, 100 + records // 1_000) // len(TERMS)
            (place := folder / f"{records}").mkdir()
            built = held.enter_context(deployed(place))
            whom = join(built, number)
            houses = {"sqlite": built}
            if server is not None:  # before anybody is erased
                houses["postgresql"] = held.enter_context(moved(built, server.create(f"ours_{records}")))
            for dialect in dialects:
                bare = plain(dialect, place, server.create(f"bare_{records}") if server and dialect != "sqlite" else "")
                _fill(bare, whom)
                found[dialect] += _tried(options, houses[dialect], bare, whom, place)
                bare.close()
        notes = (_NOTE, _RAW, per_second(fsync_time(folder, options.size(100, 3))))
        return [
            table
            for dialect, rows in found.items()
            for table in (
                Found(f"{dialect}: one person of ten records", _COLUMNS, tuple(map(tuple, rows)), notes),
                _growth(dialect, rows),
            )
        ]


_NOTE = "export: the values opened, what the person said, their page of the ledger; a person's keys are read each time"
_RAW = "raw: one SELECT for the export; one DELETE and a count, committed, for an erasure"


def _fill(bare: Plain, whom: Sequence[int]) -> None:
    with bare.together():
        bare.write_many((person, term, VALUE.encode()) for person in whom for term in TERMS)
    bare.analyse()


def _tried(options: Options, troth: Troth, bare: Plain, whom: Sequence[int], folder: Path) -> list[list[Cell]]:
    """Each act on people of its own, in turn with the raw one."""
    tried = options.size(TRIED, 2)
    fsync = fsync_time(folder, options.size(100, 3))
    chosen = iter(spread(whom, 4 * tried))
    ours, raws = _acts(troth), (bare.export, _erasing(bare), _erasing(bare))
    rows: list[list[Cell]] = []
    for name, act, raw in zip(ACTS, ours, raws, strict=True):
        times: Timed = {"ours": [], "raw": []}
        for _ in range(tried):
            person = next(chosen)
            times["raw"] += _timed(raw, person)
            times["ours"] += _timed(act, person)
        rows.append(_row(name, len(whom) * len(TERMS), times, fsync))
    return rows


def _timed(act: Callable[[int], Any], person: int) -> Iterator[float]:
    started = perf_counter()
    act(person)
    yield perf_counter() - started


def _row(name: str, records: int, times: Timed, fsync: float) -> list[Cell]:
    ours, raw = times["ours"], times["raw"]
    p95 = quantiles(ours, n=20)[-1]
    beside = median(ours) / median(raw)
    durable = name != ACTS[0]
    figures = [p95 / fsync, max(0.0, p95 - 0.002) / fsync] if durable else [None, None]
    return [name, records, median(raw) * 1e3, median(ours) * 1e3, p95 * 1e3, beside, *figures]


def _acts(troth: Troth) -> tuple[Callable[[int], Any], ...]:
    def export(person: int) -> int:
        with troth.database.read() as tx:
            items = [(item.facts, item.value.open()) for item in troth.vault.get(tx, person)]
            return len(items) + len(people.events(tx, person)) + len(troth.ledger.entries_of(tx, person, limit=PAGE))

    def erase(person: int) -> None:
        with troth.database.write() as tx:
            assert troth.tell.erase(tx, troth.caller, person).complete

    def destroy(person: int) -> None:
        with troth.database.write() as tx:
            assert troth.vault.erase(tx, person).complete

    return export, erase, destroy


def _erasing(bare: Plain) -> Callable[[int], None]:
    def erase(person: int) -> None:
        with bare.together():
            assert bare.erase(person) == 0

    return erase


def _growth(dialect: str, rows: Sequence[list[Cell]]) -> Found:
    """The largest store against the smallest, by median."""
    grown: list[tuple[Cell, ...]] = []
    for name in ACTS:
        small, *_, large = [row for row in rows if row[0] == name]
        grown.append((name, *(float(large[at] or 0) / float(small[at] or 1) for at in (2, 3))))
    sizes = sorted({int(row[1] or 0) for row in rows})
    title = f"{dialect}: growth from {sizes[0]:,} to {sizes[-1]:,} records"
    return Found(title, ("act", "raw, × as long", "troth, × as long"), tuple(grown))
