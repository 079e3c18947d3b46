"""The table, on each database: a purpose in a column of each row, against a word of the person's, said once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

from benchmarks.company import OTHER, PURPOSE, TERMS, VALUE, deployed, moved
from benchmarks.databases import DIALECTS, fsync_time, per_second, scratch, server_for
from benchmarks.report import Cell, Found, Options
from benchmarks.rounds import Contestant, latencies, middle, ratio
from benchmarks.store.acts import Do
from benchmarks.store.deployment import EXAMPLE
from benchmarks.store.plain import Plain, plain
from troth.app import Troth
from troth.errors import Refused
from troth.gate import Intake

SIZES = (1_000, 4_000, 10_000)
_COLUMNS = ("a purpose withdrawn for", "raw update, µs", "troth, µs", "× raw", "times faster")


def compare(options: Options, dialects: Sequence[str] = DIALECTS) -> list[Found]:
    """A table a database."""
    with ExitStack() as held:
        folder = held.enter_context(scratch())
        server = held.enter_context(server_for(dialects))
        sizes = [options.size(size, size // 100) for size in SIZES]
        built = held.enter_context(deployed(folder))
        people = [_laden(built, size) for size in sizes]
        tables: list[Found] = []
        for dialect in dialects:
            if server is not None and dialect == "postgresql":
                troth, url = held.enter_context(moved(built, server.create("ours"))), server.create("bare")
            else:
                troth, url = built, ""
            bare = plain(dialect, folder, url)
            _fill(bare, sizes)
            tables.append(_table(options, dialect, troth, bare, dict(zip(sizes, people, strict=True)), folder))
            bare.close()
        return [*tables, _company(options, folder)]


def _laden(troth: Troth, size: int) -> int:
    """A person with so many records."""
    with troth.database.write() as tx:
        person = troth.tell.person(tx, troth.caller).id
        for _ in range(size // len(TERMS)):
            values = dict.fromkeys(TERMS, VALUE)
            troth.gate.take(tx, troth.caller, Intake(person, values, purpose=PURPOSE)).unwrap()
    return person


def _fill(bare: Plain, sizes: Sequence[int]) -> None:
    with bare.together():
        for person, size in enumerate(sizes):
            for number in range(size):
                bare.write(person, TERMS[number % 10], VALUE.encode(), purpose=f"purpose-{person}")


def _table(options: Options, dialect: str, troth: Troth, bare: Plain, people: dict[int, int], folder: Path) -> Found:
    rows: list[tuple[Cell, ...]] = []
    taken: dict[int, float] = {}
    for place, (size, person) in enumerate(people.items()):
        contestants = [Contestant("raw", _raw(bare, place)), Contestant("ours", _said(troth, person))]
        times = latencies(contestants, options.rounds, options.size(5, 1))
        beside = ratio(times, "ours", "raw")
        taken[size] = middle(times, "ours")
        rows.append((f"{size:,} records", middle(times, "raw") * 1e6, taken[size] * 1e6, beside, 1 / beside))
    least, most = min(taken), max(taken)
    rows.append((f"{most:,} against {least:,}: × as long", None, taken[most] / taken[least], None, None))
    notes = (
        "raw: UPDATE of a column with an index, of all records with the purpose; durable, as ours is",
        "ours: the person says so once, with an entry in the ledger; the next act is decided by it",
        per_second(fsync_time(folder, options.size(100, 3))),
    )
    return Found(f"{dialect}: a purpose withdrawn", _COLUMNS, tuple(rows), notes)


def _raw(bare: Plain, person: int) -> Do:
    """Back and forth, since SQLite writes nothing where nothing changes."""
    words = cycle(((f"purpose-{person}", f"none-{person}"), (f"none-{person}", f"purpose-{person}")))
    return lambda: bare.repurpose(*next(words))


def _said(troth: Troth, person: int) -> Do:
    """Withdraws, then takes it back, in turn; first it is seen that it does what it says."""

    def turns() -> Iterator[None]:
        while True:
            with troth.database.write() as tx:
                event = troth.tell.restrict(tx, troth.caller, person, purposes=[PURPOSE])
            yield
            with troth.database.write() as tx:
                troth.tell.lift(tx, troth.caller, person, event)
            yield

    turn = turns()
    assert troth.gate.use(troth.caller, person, TERMS[:1], PURPOSE).held
    next(turn)
    assert _refused(troth, person), "what was withdrawn is not used"
    assert troth.gate.use(troth.caller, person, TERMS[:1], OTHER).held, "and nothing else is stopped"
    next(turn)
    return lambda: next(turn)


def _refused(troth: Troth, person: int) -> bool:
    try:
        troth.gate.use(troth.caller, person, TERMS[:1], PURPOSE)
    except Refused:
        return True
    return False


def _company(options: Options, folder: Path) -> Found:
    """The company withdraws a purpose for everyone: its policy is written anew and swapped in."""
    from troth.app import Troth as House

    with House.create(folder / "house", [EXAMPLE]) as troth:
        path = folder / "synced"

        def swap() -> None:
            with path.open("wb") as file:
                file.write((EXAMPLE / "2014-01" / "policy.yaml").read_bytes())
                file.flush()
                os.fsync(file.fileno())
            troth.reload()

        times = latencies([Contestant("ours", swap)], min(3, options.rounds), options.size(3, 1))
        clauses = sum(len(version.clauses) for policy in troth.engine.policies for version in policy.versions)
    rows: tuple[tuple[Cell, ...], ...] = (("policy written, read and swapped in", middle(times, "ours") * 1e3),)
    notes = (f"both versions of an example, {clauses} clauses together; however many people and records there are",)
    return Found("The company withdraws a purpose for everyone", ("act", "ms"), rows, notes)
