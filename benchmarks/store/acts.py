"""The acts that are timed, ours beside the bare ones. Each is a function without arguments that does one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from benchmarks.rounds import Contestant, latencies, middle, ratio
from benchmarks.store.deployment import TEXT, Beside
from troth import people
from troth.gate import Act, Intake
from troth.language import Action
from troth.ledger import Entry

VALUE = TEXT[:100]
GROUP = 100
ENTRIES = 1_000
PAGE = 50
Do = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what is done, and how by whom. `number`: how many acts a call."""

    name: str
    bare: Do
    ours: Do
    audited: Do | None = None
    number: int = 1

    def timed(self, rounds: int, count: int) -> tuple[str | float | None, ...]:
        """Microseconds of each, and how many times as long ours takes."""
        ways = {"bare": self.bare, "audited": self.audited, "ours": self.ours}
        contestants = [Contestant(name, way, self.number) for name, way in ways.items() if way is not None]
        times = latencies(contestants, rounds, count)
        figures = [middle(times, name) * 1e6 if name in times else None for name in ways]
        beside = [ratio(times, "ours", name) if name in times else None for name in ("bare", "audited")]
        return self.name, *figures, *beside


def reads_and_writes(beside: Beside) -> Iterator[Row]:
    """One datum read, one value written: alone and durable, then a hundred to a transaction."""
    turns = beside.turns()
    acts = _Acts(beside)

    def each(*of: Callable[[int], Any]) -> Do:
        return lambda: [do(person) for person in (next(turns),) for do in of]

    def durably(*of: Callable[[int], Any]) -> Do:
        return _together(beside, turns, 1, of)

    def grouped(*of: Callable[[int], Any]) -> Do:
        return _together(beside, turns, GROUP, of)

    yield Row("read one datum", each(acts.read), each(acts.use), durably(acts.read, acts.audit))
    yield Row("write one value", each(acts.write), each(acts.collect), durably(acts.write, acts.audit))
    reads = grouped(acts.read), acts.grouped(turns, acts.use_in), grouped(acts.read, acts.audit)
    writes = grouped(acts.write), acts.grouped(turns, acts.collect_in), grouped(acts.write, acts.audit)
    yield Row(f"read, {GROUP} a transaction", *reads, number=GROUP)
    yield Row(f"write, {GROUP} a transaction", *writes, number=GROUP)


def _together(beside: Beside, turns: Iterator[int], number: int, of: Sequence[Callable[[int], Any]]) -> Do:
    def do() -> None:
        with beside.plain.together():
            for person in islice(turns, number):
                for one in of:
                    one(person)

    return do


class _Acts:
    """Single acts on one person."""

    def __init__(self, beside: Beside) -> None:
        self._beside, self._plain = beside, beside.plain
        self._gate, self._caller = beside.troth.gate, beside.troth.caller

    def read(self, person: int) -> None:
        self._plain.read(person, "email")

    def write(self, person: int) -> None:
        self._plain.write(person, "order", VALUE.encode())

    def audit(self, person: int) -> None:
        self._plain.audit(person, "use email for account-management, permitted by Q14-account")

    def use(self, person: int) -> None:
        self._gate.use(self._caller, person, ("email",), "account-management")

    def collect(self, person: int) -> None:
        self._gate.collect(self._caller, Intake(person, {"order": VALUE}, "order-fulfilment"))

    def use_in(self, tx: Any, person: int) -> None:
        self._gate.perform(tx, self._caller, Act(Action.USE, person, ("email",), "account-management")).unwrap()

    def collect_in(self, tx: Any, person: int) -> None:
        self._gate.take(tx, self._caller, Intake(person, {"order": VALUE}, "order-fulfilment")).unwrap()

    def grouped(self, turns: Iterator[int], one: Callable[[Any, int], None]) -> Do:
        def do() -> None:
            with self._beside.troth.database.write() as tx:
                for person in islice(turns, GROUP):
                    one(tx, person)

        return do


def of_a_person(beside: Beside, full: Sequence[int], chooser: int) -> Iterator[Row]:
    """Facts, export, erasure. `full`: people of ten items, to be erased; `chooser`: one of twenty events."""
    troth, plain = beside.troth, beside.plain
    shown, leaving, left = full[0], iter(full[1:]), iter(full[1:])

    def facts() -> None:
        with troth.database.read() as tx:
            people.facts(tx, chooser, troth.clock(), policy="lantern-market")

    def export() -> int:
        with troth.database.read() as tx:
            items = [(item.facts, item.value.open()) for item in troth.vault.get(tx, shown)]
            told = people.events(tx, shown)
            return len(items) + len(told) + len(troth.ledger.entries_of(tx, shown, limit=PAGE))

    def erase() -> None:
        with troth.database.write() as tx:
            erasure = troth.tell.erase(tx, troth.caller, next(leaving))
        assert erasure.complete

    def erase_plain() -> None:
        with plain.together():
            assert plain.erase(next(left)) == 0

    yield Row("facts of a person of 20 events", lambda: plain.events(chooser), facts)
    yield Row("export: 10 items, events, entries", lambda: plain.export(shown), export)
    yield Row("erase a person of 10 items, read back", erase_plain, erase)


def of_the_ledger(beside: Beside) -> Iterator[Row]:
    """Appending entries, beside plain audit rows of the same words, each way committed at its end."""
    troth, plain, turns, entries = beside.troth, beside.plain, beside.turns(), used_entries(beside)
    what = "use email for account-management, permitted by Q14-account"

    def one() -> None:
        with troth.database.write() as tx:
            troth.ledger.append(tx, next(entries))

    def many() -> None:
        with troth.database.write() as tx:
            troth.ledger.append_many(tx, list(islice(entries, ENTRIES)))

    def plain_many() -> None:
        with plain.together():
            plain.audit_many(list(islice(turns, ENTRIES)), what)

    yield Row("append one entry", lambda: plain.audit(next(turns), what), one)
    yield Row(f"append, {ENTRIES:,} a transaction", plain_many, many, number=ENTRIES)


def used_entries(beside: Beside) -> Iterator[Entry]:
    """Entries of uses, of one person after the other."""
    details = {
        "policy": "lantern-market",
        "version": "2014-01",
        "clauses": ["Q14-account"],
        "data": ["email"],
        "purpose": "account-management",
        "actor": "in-process",
    }
    for person in beside.turns():
        yield Entry("use", beside.troth.clock(), person, details)
