"""What was aimed at, what was measured, and whether it is reached: `python -m benchmarks.targets RESULT.json`.

With `--page FILE` the tables and charts of that page are written anew from the figures.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.page import write_page
from benchmarks.report import Found, show, shown
from benchmarks.results import Pick, Results

_DECISIONS = r"Decisions a second"
_READY = r"troth: decide"
_GROWN = r"At ten times the rules"
_DATUM, _PERSON, _LEDGER, _TREE = (f"{{d}}: {name}" for name in ("one datum", "one person$", "the ledger", "the tree"))
_FLUSH, _READ, _INTAKE = (f"{{d}}: {name}" for name in ("durable governed reads", "bulk read", "bulk intake"))
_GDPR, _WITHDRAWN = r"{d}: GDPRbench$", r"{d}: a purpose withdrawn"
_TEN, _GROWTH, _STORAGE = (f"{{d}}: {name}" for name in ("one person of ten", "growth", "storage"))
_POLICY, _SWAP, _CROWD, _START = r"A policy of", r"Decisions while", r"One question about many", r"Starting"
_HTTP, _MEMORY, _STORE = r"Over HTTP", r"Everyone in memory", r"{d}: everyone in the store"


@dataclass(frozen=True, slots=True)
class Target:
    """One line: what, the figure's place, and the limit it should keep to; `elsewhere`: another one on PostgreSQL."""

    what: str
    pick: Pick
    sign: str  # ≤ or ≥
    limit: float
    unit: str = ""
    elsewhere: float | None = None

    def keeps(self, figure: float, dialect: str = "") -> bool:
        limit = self.limit if self.elsewhere is None or dialect != "postgresql" else self.elsewhere
        return figure <= limit if self.sign == "≤" else figure >= limit

    @property
    def aim(self) -> str:
        limits = _written(self.limit) + ("" if self.elsewhere is None else f", {_written(self.elsewhere)}")
        return f"{self.sign} {limits}{self.unit}"


def _written(number: float) -> str:
    return f"{number:,.0f}" if number >= 1_000 else f"{number:g}"


def _targets() -> Iterator[Target]:
    yield from _of_decisions()
    yield from _of_acts()
    yield from _of_many()
    yield from _of_a_person()
    yield from _of_the_rest()


def _of_decisions() -> Iterator[Target]:
    yield Target(
        "a decision, facts ready, its reason and clauses",
        Pick(_DECISIONS, _READY, "own input /s", per=1e6),
        "≤",
        2.4,
        " µs",
    )
    beside = {
        "the best peer, sliced by hand": ("cel-cpp, sliced", 20),
        "the best policy engine as shipped": ("regorus", 50),
    }
    for name, (row, limit) in (beside | {"cedarpy": ("cedarpy", 300)}).items():
        yield Target(f"the same, beside {name}", Pick(_DECISIONS, row, "decide ×"), "≥", limit, " times")
    yield Target(
        "the same, with all determining clauses",
        Pick(_DECISIONS, ".*all (determining )?clauses", "own input /s", share=_READY),
        "≥",
        0.33,
        " of the rate",
    )
    yield Target("at ten times the clauses", Pick(_GROWN, "troth", "× slower"), "≤", 1.15, " times")
    yield Target(
        "many people, one question, in process",
        Pick(_CROWD, "troth: decide, facts kept", "× the comprehension"),
        "≤",
        2,
        " times",
    )
    everyone = Pick(_MEMORY, "troth", "ids, ms", times=0.1)  # of 10 million people, in ns
    yield Target("the same for everyone at once", everyone, "≤", 50, " ns a person")
    for what, limit in (("count", 2), ("ids", 10)):
        yield Target(f"10 million people: {what}", Pick(_MEMORY, "troth", f"{what}, ms"), "≤", limit, " ms")
        for peer, least in ((r"(?i).*postgresql", 20), (r"(?i).*polars", 1)):
            name = "PostgreSQL" if least > 1 else "Polars"
            pick = Pick(_MEMORY, peer, f"× troth: {what}")
            yield Target(f"10 million people: {what}, beside {name}", pick, "≥", least, " times as fast")
    yield Target("a store of 100,000: count with its entry", Pick(_STORE, "count, with", "ms"), "≤", 25, " ms")
    yield Target("a store of 100,000: the first question", Pick(_STORE, "the first", "ms"), "≤", 15_000, " ms")
    yield Target("a store of 100,000: a changed choice is seen", Pick(_STORE, "count, just", "ms"), "≤", 1, " ms")


def _of_acts() -> Iterator[Target]:
    grouped, beside = Pick(_DATUM, "read, 100", "× bare"), "beside the raw read"
    yield Target(f"a governed read and its entry in one transaction, {beside}", grouped, "≤", 2, " times")
    yield Target(f"the same, grouped, {beside}", grouped, "≤", 1.5, " times")
    yield Target("32 callers, durable: governed reads an fsync", Pick(_FLUSH, "32", "reads a commit"), "≥", 20)
    yield Target("32 callers, durable: p95", Pick(_FLUSH, "32", "p95, fsyncs"), "≤", 3, " fsyncs")
    write = Pick(_DATUM, "write one", "× bare")
    yield Target("a governed write, beside the raw write", write, "≤", 2.0, " times", 1.7)
    yield Target("an entry of the ledger", Pick(_LEDGER, "append, 1,000", "troth, µs"), "≤", 3, " µs")
    yield Target(
        "entries, durable in groups", Pick(_LEDGER, "append, 1,000", "troth, µs", per=1e6), "≥", 100_000, "/s", 60_000
    )
    yield Target("entries verified", Pick(_TREE, "verify the tree", "entries/s"), "≥", 1_000_000, "/s")
    yield Target("bytes an entry", Pick(_STORAGE, "an entry", "bytes a datum"), "≤", 130)


def _of_many() -> Iterator[Target]:
    for place, size in ((0, "4,000"), (-1, "50,000")):
        yield Target(f"{size} values at once, beside the raw read", Pick(_READ, "", "× raw", place), "≤", 1.8, " times")
    yield Target(
        "records taken in, beside COPY or executemany", Pick(_INTAKE, "", "of the raw rate"), "≥", 0.7, " of it"
    )
    yield Target("records taken in", Pick(_INTAKE, "", "troth, records/s"), "≥", 60_000, "/s")
    for workload, limit in (("processor", 1.5), ("regulator", 1.5), ("customer", 1.5), ("controller", 0.5)):
        yield Target(
            f"GDPRbench, {workload}, beside plain text", Pick(_GDPR, workload, "× plain"), "≤", limit, " times"
        )
    for workload in ("processor", "regulator", "customer", "controller"):
        pick = Pick(_GDPR, workload, "× pgcrypto", per=1.0)
        yield Target(f"GDPRbench, {workload}, beside pgcrypto", pick, "≥", 1.8, " times as fast")
    for place, size in ((1, "4,000"), (2, "10,000")):
        pick = Pick(_WITHDRAWN, r"[\d,]+ records", "times faster", place)
        yield Target(f"a purpose withdrawn for {size} records", pick, "≥", 20, " times as fast")
    yield Target(
        "the same, the most against the fewest", Pick(_WITHDRAWN, ".*against", "troth, µs"), "≤", 1.25, " times"
    )


def _of_a_person() -> Iterator[Target]:
    yield Target("export of ten records, beside the raw reads", Pick(_TEN, "export", "× raw"), "≤", 5, " times")
    yield Target("the same, p95 in the large store", Pick(_TEN, "export", "p95, ms"), "≤", 2, " ms")
    for act in ("export", "erasure", "keys and rows"):
        yield Target(
            f"growth of {act}",
            Pick(_GROWTH, act, "troth, × as long"),
            "≤",
            3 if act != "keys and rows" else 1.25,
            " times",
        )
    yield Target(
        "erasure with certificate: p95 less 2 ms", Pick(_TEN, "erasure", "p95 less 2 ms, fsyncs"), "≤", 3, " fsyncs"
    )


def _of_the_rest() -> Iterator[Target]:
    yield Target(
        "1,000 clauses read and compiled, less the parse", Pick(_POLICY, "read, checked", "ms"), "≤", 50, " ms"
    )
    pause = Pick(_SWAP, "while", "longest gap, ms")
    yield Target("swapped: the longest gap between decisions", pause, "≤", 10, " ms")
    pick = Pick(_STORAGE, "troth", "× the data")
    yield Target("storage, beside data of 100 bytes", pick, "≤", 2.1, " times", 2.6)
    yield Target(
        "a decision over HTTP with its entry, of the bare GET (32 callers)",
        Pick(_HTTP, "use$", "of the bare GET"),
        "≥",
        0.6,
    )
    yield Target("decisions over HTTP, 100 at once", Pick(_HTTP, "decide, 100", "/s", times=100), "≥", 1_000_000, "/s")
    yield Target("start, warm", Pick(_START, "{d}: warm", "s"), "≤", 0.5, " s")
    yield Target("start, first, with schema", Pick(_START, "{d}: first", "s"), "≤", 6, " s")


TARGETS = tuple(_targets())


def reached(results: Results, targets: Iterable[Target] = TARGETS) -> Found:
    """The table: each aim, its figures, and whether they keep to it."""
    return Found(
        "What was aimed at",
        ("what", "aim", "SQLite", "PostgreSQL", "reached"),
        tuple(_line(target, target.pick.of(results)) for target in targets),
    )


def _line(target: Target, figures: dict[str, float | None]) -> tuple[str, ...]:
    first, second = (figures.get(""), None) if "" in figures else (figures["sqlite"], figures["postgresql"])
    known = {dialect: figure for dialect, figure in figures.items() if figure is not None}
    kept = [target.keeps(figure, dialect) for dialect, figure in known.items()]
    verdict = "not measured" if not known else "yes" if all(kept) else "in part" if any(kept) else "no"
    return target.what, target.aim, shown(first), shown(second), verdict


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("result", type=Path, help="what `python -m benchmarks --json FILE` wrote")
    parser.add_argument("--page", type=Path, help="the page to be written anew; charts go into a folder of its name")
    given = parser.parse_args(arguments)
    results = Results.read(given.result)
    table = reached(results)
    show([table], None)
    if given.page is not None:
        write_page(given.page, results, table)


if __name__ == "__main__":
    main()
