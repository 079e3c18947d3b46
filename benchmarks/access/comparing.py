"""The tables: one person of 10,000 items, in stores of ever more people, on each database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, Final

from benchmarks.access.crowd import add_people
from benchmarks.company import PURPOSE, TERMS, VALUE, analyse, bytes_of, deployed
from benchmarks.databases import DIALECTS, fsync_time, per_second, scratch, server_for
from benchmarks.report import Cell, Found, Options
from troth import people
from troth.app import Troth
from troth.cases import CENTRE, CLERK, Asked, Level, fetch, on_paper
from troth.cases.dossier import access, written
from troth.gate import Intake

SIZES: Final[tuple[int, ...]] = (10_000, 100_000)
MILLION: Final = 1_000_000
ITEMS: Final = 10_000
TRIED: Final = 5
PARTS: Final = 10  # in which the person's items come, others between them
_COLUMNS = ("act", "people", "GB", "p50, ms", "fastest, ms", "CPU, ms")
_TIMED = tuple[float, float]  # seconds, and of them at work in this process


def compare(options: Options, dialects: Sequence[str] = DIALECTS, sizes: Sequence[int] = SIZES) -> list[Found]:
    """A table a database."""
    tables: list[Found] = []
    with ExitStack() as held:
        folder = held.enter_context(scratch())
        server = held.enter_context(server_for(dialects))
        for dialect in dialects:
            rows: list[tuple[Cell, ...]] = []
            for size in sizes:
                url = server.create(f"access_{size}") if server and dialect != "sqlite" else ""
                rows += _measured(options, folder / f"{dialect}-{size}", url, options.size(size, 50))
                if server and url:
                    server.drop(f"access_{size}")
            notes = (_WHOLE, _CASE, _CPU, per_second(fsync_time(folder, options.size(100, 3))))
            tables.append(Found(f"{dialect}: one person of {ITEMS:,} items", _COLUMNS, tuple(rows), notes))
    return tables


_WHOLE = "to the complete JSON: all values opened, all 40 parts, its entry committed; the person came in ten parts"
_CPU = "CPU: of this process alone; wall times grow with what else the machine does"
_CASE = (
    "the case: opened, document made, sealed and kept, letter queued · its page to print (2,000 items on it): set in "
    "no transaction, then handed out"
)


def _measured(options: Options, folder: Path, url: str, number: int) -> Iterator[tuple[Cell, ...]]:
    folder.mkdir()
    tried = options.size(TRIED, 1)
    with deployed(folder, url) as troth:
        leaving = options.size(3, 1)
        whom = _filled(troth, number, options.size(ITEMS, 20), leaving + 1)
        size = bytes_of(troth) / 1e9
        acts: Sequence[tuple[str, Callable[[int], Any], Sequence[int]]] = (
            ("access, to the JSON", _access(troth), whom[:1] * (tried + 1)),
            ("access, the whole case", _case(troth), whom[:1] * options.size(3, 1)),
            ("its page, set when pressed for", _paper(troth), whom[:1] * options.size(3, 1)),
            ("erasure with certificate", _erasing(troth), whom[1:]),
        )
        for name, act, chosen in acts:
            times = [_timed(act, person) for person in chosen]
            times = times[1:] if len(times) > leaving else times  # the first of many is for warming up
            walls, works = zip(*times, strict=True)
            yield (name, number, size, median(walls) * 1e3, min(walls) * 1e3, median(works) * 1e3)


def _filled(troth: Troth, number: int, items: int, heavy: int) -> list[int]:
    """So many people; between them, over time, come the items of a few who have many."""
    with troth.database.write() as tx:
        whom = [troth.tell.person(tx, troth.caller).id for _ in range(heavy)]
    acts = max(1, items // len(TERMS) // PARTS)
    for _ in range(PARTS):
        add_people(troth, max(1, number // PARTS))
        with troth.database.write() as tx:
            for person in whom:
                given = [Intake(person, dict.fromkeys(TERMS, VALUE), purpose=PURPOSE) for _ in range(acts)]
                for outcome in troth.gate.take_many(tx, troth.caller, given):
                    outcome.unwrap()
    troth.ledger.integrate()
    if troth.database.dialect == "postgresql":  # it counts what it has by itself after a while; SQLite never does
        analyse(troth.database)
    return whom


def _timed(act: Callable[[int], Any], person: int) -> _TIMED:
    started, worked = perf_counter(), process_time()
    act(person)
    return perf_counter() - started, process_time() - worked


def _access(troth: Troth) -> Callable[[int], int]:
    def make(person: int) -> int:
        with troth.database.write() as tx:
            people.hold_person(tx, person)
            content = written(access(troth.cases.parts, tx, CLERK, person))
        return len(content)

    return make


def _case(troth: Troth) -> Callable[[int], None]:
    def carry_out(person: int) -> None:
        with troth.database.write() as tx:
            case = troth.cases.open(tx, CENTRE, person, "access", Asked(), via="self-service", level=Level.FRESH)
        with troth.database.write() as tx:
            assert troth.work.look(tx, case.id)

    return carry_out


def _paper(troth: Troth) -> Callable[[int], int]:
    """Of the newest of the person's cases."""

    def take(person: int) -> int:
        with troth.database.read() as tx:
            case = next(each for each in troth.cases.of(tx, person) if each.kind == "access")
        paper = on_paper(troth.cases.parts, troth.database, case)
        with troth.database.write() as tx:
            return len(fetch(troth.cases.parts, tx, CENTRE, case, paper))

    return take


def _erasing(troth: Troth) -> Callable[[int], None]:
    def erase(person: int) -> None:
        with troth.database.write() as tx:
            assert troth.tell.erase(tx, troth.caller, person).complete

    return erase
