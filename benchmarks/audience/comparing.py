"""The tables: everyone in memory, beside scans; and everyone in the store, on each database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.audience.people import NOW, Sort, deployed, drawn, events, fill, held, policies, sorts, told
from benchmarks.audience.scans import Scan, in_memory, in_postgresql, in_sqlite
from benchmarks.databases import DIALECTS, scratch, server_for
from benchmarks.report import Cell, Found, Options
from benchmarks.rounds import Contestant, Times, latencies, middle, ratio
from tests.postgres import PostgresServer
from troth.app import Troth
from troth.audience import Audiences, Question
from troth.audience.asking import Asking
from troth.audience.crowd import Crowd
from troth.audience.reading import Kinds
from troth.audience.standing import Sieve
from troth.audience.store import Read
from troth.engine import Engine
from troth.language import Action
from troth.people import person_ref

NEWS = Question(Action.USE, ("email",), "newsletters", property="shop.example")
MEMORY, SCANNED, STORED = 10_000_000, 1_000_000, 100_000
_MEMORY = ("10 million people", "people", "count, ms", "ids, ms", "× troth: count", "× troth: ids")
_STORED = ("store", "ms", "× the scan")


def compare(options: Options, dialects: Sequence[str] = DIALECTS) -> list[Found]:
    """One table in memory, and one a database."""
    with ExitStack() as until:
        folder = until.enter_context(scratch())
        server = until.enter_context(server_for(dialects))
        tables = [_together(options, folder, server)]
        tables += [_stored(options, folder / dialect, dialect, server) for dialect in dialects]
        return tables


# -- in memory --


class Everyone:
    """People of the sorts drawn, as an audience keeps them."""

    def __init__(self, engine: Engine, people: Sequence[int], drawn_: Sequence[int]) -> None:
        self.engine, self.kinds = engine, Kinds(Sieve.of(engine))
        self.numbers = [self._kind(sort) for sort, _ in sorts()]
        self.crowd = Crowd(zip(people, map(self.numbers.__getitem__, drawn_), strict=True))
        self.asking = self.ask_anew()

    def _kind(self, sort: Sort) -> int:
        rows = [(1, n, *row) for n, row in enumerate(told(events(sort, cycle(range(290)))), start=1)]
        (person,) = self.kinds.read(Read(rows, [(1, held(sort))], [(1,)]), NOW)
        assert person.kind is not None
        return person.kind

    def ask_anew(self) -> Asking:
        """The question as if nobody had asked it before: every kind is decided."""
        return Asking(NEWS, self.engine, self.kinds, None, NOW)

    def count(self) -> int:
        outcomes, _ = self.asking.tally(self.crowd, NOW)
        return sum(number for outcome, number in outcomes.items() if outcome.reason is None)

    def ids(self) -> Any:
        return self.crowd.ids(self.asking.tally(self.crowd, NOW)[1])


def _together(options: Options, folder: Path, server: PostgresServer | None) -> Found:
    size, scanned = options.size(MEMORY, 2_000), options.size(SCANNED, 500)
    people, chosen = [(number + 1) << 32 for number in range(size)], drawn(size)
    everyone = Everyone(policies(), people, chosen)
    right = [sort.permitted for sort, _ in sorts()]
    ours = Scan("troth", size, everyone.count, everyone.ids)
    scans = [ours, *in_memory(people, chosen), in_sqlite(folder / "plain.sqlite", people[:scanned], chosen[:scanned])]
    if server is not None:
        scans.append(in_postgresql(server.create("plain"), people[:scanned], chosen[:scanned]))
    for scan in scans:
        expected = sum(map(right.__getitem__, chosen[: scan.people]))
        assert (scan.count(), len(scan.ids())) == (expected, expected), f"{scan.name} answers otherwise"
    counts = latencies([Contestant(scan.name, scan.count) for scan in scans], options.rounds, 1)
    ids = latencies([Contestant(scan.name, scan.ids) for scan in scans], options.rounds, 1)
    rows = [_row(scan, counts, ids, size) for scan in scans]
    for scan in scans:
        scan.close()
    return Found("Everyone in memory", _MEMORY, tuple(rows), _notes(options, everyone))


def _row(scan: Scan, counts: Times, ids: Times, size: int) -> tuple[Cell, ...]:
    """Times as they were; ratios for each person, as the databases are given fewer."""
    times = (middle(counts, scan.name) * 1e3, middle(ids, scan.name) * 1e3)
    share = size / scan.people
    beside = (ratio(counts, scan.name, "troth") * share, ratio(ids, scan.name, "troth") * share)
    return scan.name, scan.people, *times, *(beside if scan.name != "troth" else (None, None))


def _notes(options: Options, everyone: Everyone) -> tuple[str, ...]:
    def anew() -> None:
        everyone.ask_anew().tally(everyone.crowd, NOW)

    def change() -> None:
        everyone.crowd.set(1 << 32, next(turns))

    turns = cycle(everyone.numbers[:2])
    times = latencies([Contestant("anew", anew), Contestant("change", change, 1)], options.rounds, 5)
    return (
        f"{len(everyone.kinds.all)} kinds of people; asked for the first time: {middle(times, 'anew') * 1e3:.1f} ms",
        f"somebody becomes of another kind: {middle(times, 'change') * 1e6:.1f} µs",
        "all answers were equal before anything was timed; troth's come with what each clause stops",
    )


# -- in the store --


def _stored(options: Options, folder: Path, dialect: str, server: PostgresServer | None) -> Found:
    size = options.size(STORED, 200)
    url = server.create("audience") if server is not None and dialect == "postgresql" else None
    with deployed(folder, url) as troth:
        chosen = drawn(size)
        people = fill(troth.database, troth.vault, chosen)
        scan = in_postgresql(url, people, chosen) if url else in_sqlite(folder / "plain.sqlite", people, chosen)
        assert troth.audiences.look(NEWS).count == scan.count() > 0
        rows = tuple(_rows(options, troth, scan, people))
        scan.close()
    notes = (f"{size:,} people of four items and three or four events; the scan is of a plain table of four columns",)
    return Found(f"{dialect}: everyone in the store", _STORED, rows, notes)


def _rows(options: Options, troth: Troth, scan: Scan, people: Sequence[int]) -> Iterator[tuple[Cell, ...]]:
    def first() -> None:
        Audiences(troth.database, lambda: troth.engine, troth.ledger, troth.clock, "shop.example").look(NEWS)

    cold = latencies([Contestant("first", first)], min(options.rounds, 3), 1, warm=False)
    yield f"the first question: {len(people):,} people are read", middle(cold, "first") * 1e3, None
    acts = {
        "count": lambda: troth.audiences.look(NEWS),
        "ids": lambda: troth.audiences.look(NEWS, "ids"),
        "count, with its entry in the ledger": lambda: troth.audiences.ask(troth.caller, NEWS),
        "scan: count": scan.count,
        "scan: ids": scan.ids,
    }
    times = latencies([Contestant(name, act) for name, act in acts.items()], options.rounds, 5)
    for name in acts:
        base = "scan: ids" if "ids" in name else "scan: count"
        yield name, middle(times, name) * 1e3, None if name == base else ratio(times, name, base)
    yield "count, just after a choice", _after_a_choice(options, troth, people) * 1e3, None


def _after_a_choice(options: Options, troth: Troth, people: Sequence[int]) -> float:
    """The choice itself is not timed; that it counts is looked at."""
    taken: list[float] = []
    for number in range(options.rounds * 3):
        person, before = people[number % len(people)], troth.audiences.look(NEWS)
        troth.choose(person_ref(person), "newsletters", "no")
        started = perf_counter()
        after = troth.audiences.look(NEWS)
        taken.append(perf_counter() - started)
        assert after.count in (before.count, before.count - 1)
    return median(taken)
