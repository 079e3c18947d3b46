"""The tables: reading and compiling beside the bare parse, and decisions while a policy is swapped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Event, Thread
from time import perf_counter
from typing import Any

import yaml

from benchmarks.company import PLACE, document, now, write_policy
from benchmarks.databases import scratch
from benchmarks.report import Cell, Found, Options
from benchmarks.rounds import Contestant, Times, latencies, middle
from troth.app.policies import engine_of
from troth.engine import Engine, Request, Starts, compile_policies
from troth.language import Policy, load_policies

CLAUSES = 1_000
PURPOSES = ("service-provision", "research", "statistics", "support", "billing", "planning", "survey", "delivery")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ALONE = 0.3  # seconds
_BOTH = "both, one after the other, as a deployment does it"
_COLUMNS = ("what", "ms", "× the parse")


def compare(options: Options) -> list[Found]:
    """Two tables."""
    with scratch() as folder:
        return [_read(options, folder), _swapped(options, folder)]


def policy_of(clauses: int) -> dict[str, Any]:
    """Permissions and prohibitions of so many terms, each clause of several, some on a condition."""
    terms = [f"datum-{number}" for number in range(max(10, clauses // 10))]
    told = document(terms={"data": {term: {"is": "order"} for term in terms}})
    return told | {"clauses": [_clause(number, terms) for number in range(clauses)]}


def _clause(number: int, terms: Sequence[str]) -> dict[str, Any]:
    data = [terms[(number + step * 7) % len(terms)] for step in range(3)]
    kind = "never" if number % 4 == 3 else "may"
    clause: dict[str, Any] = {"id": f"c{number}", kind: ["use", "disclose"] if number % 2 else ["collect", "use"]}
    clause |= {"data": data, "for": [PURPOSES[number % 8], PURPOSES[(number // 8) % 8]]}
    condition = ("registered", "customer", {"role": f"role-{number % 20}"}, "consent", None)[number % 5]
    return clause | ({"when" if kind == "may" else "unless": [condition]} if condition is not None else {})


def _read(options: Options, folder: Path) -> Found:
    clauses = options.size(CLAUSES, 40)
    place = write_policy(folder / "policy", policy_of(clauses))
    text = (place / "policy.yaml").read_bytes()
    policies = load_policies([place])
    asked = _asked(clauses)
    acts = {
        "the bare parse of its YAML, by libyaml": lambda: yaml.load(text, _LOADER),  # noqa: S506  a safe loader
        "the bare parse, in pure Python": lambda: yaml.load(text, yaml.SafeLoader),
        "read and checked": lambda: load_policies([place]),
        "compiled": lambda: compile_policies(policies),
        _BOTH: lambda: engine_of([place], _at_once),
        "compiled, and each cell asked about once": lambda: _first(policies, asked),
    }
    contestants = [Contestant(name, act) for name, act in acts.items()]
    times = latencies(contestants, min(5, options.rounds), 1)
    rows = [_row(times, name) for name in acts]
    over = middle(times, _BOTH) - middle(times, next(iter(acts)))
    rows.append(("read, checked and compiled, less the parse", over * 1e3, None))
    notes = (f"{clauses:,} clauses and {len(asked):,} cells of {len(PURPOSES)} purposes and as many data as it takes",)
    return Found(f"A policy of {clauses:,} clauses", _COLUMNS, tuple(rows), notes)


def _row(times: Times, name: str) -> tuple[Cell, ...]:
    parse = next(iter(times))
    return name, middle(times, name) * 1e3, middle(times, name) / middle(times, parse)


def _asked(clauses: int) -> list[Request]:
    """A request for each term and purpose."""
    terms = [f"datum-{number}" for number in range(max(10, clauses // 10))]
    at = now()
    return [Request("use", (term,), purpose, PLACE, at) for term in terms for purpose in PURPOSES]


def _first(policies: Sequence[Policy], asked: Sequence[Request]) -> Engine:
    engine = compile_policies(policies)
    for request in asked:
        engine.ask(request)
    return engine


# -- swapping --


class _House:
    """What holds the engine that decides, as the gate does."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine


def _at_once(_: Sequence[Policy]) -> Starts:
    return {}


def _swapped(options: Options, folder: Path) -> Found:
    """The longest gap between two decisions of a thread that decides without pause."""
    clauses = options.size(CLAUSES, 40)
    place = write_policy(folder / "swapped", policy_of(clauses))
    house = _House(engine_of([place], _at_once))
    asked = _asked(clauses)[0]

    def swap() -> None:
        house.engine = engine_of([place], _at_once)

    def count() -> None:
        for _ in range(options.size(5_000_000, 1_000)):
            pass

    rows: list[tuple[Cell, ...]] = []
    for name, act in (("alone", None), ("beside a thread that only counts", count), ("while it is swapped", swap)):
        gaps = [_gaps(house, asked, act) for _ in range(min(3, options.rounds))]
        longest, rate, taken = (sorted(part)[len(part) // 2] for part in zip(*gaps, strict=True))
        rows.append((name, rate, longest * 1e3, taken * 1e3))
    columns = ("decisions", "/s", "longest gap, ms", "the other took, ms")
    notes = (
        "read and compiled as a deployment does it, and swapped by one assignment; both threads share one lock of the",
        "interpreter, which is handed over every 5 ms: that is the gap, and any other thread makes it too",
    )
    return Found("Decisions while a policy is swapped", columns, tuple(rows), notes)


def _gaps(house: _House, asked: Request, act: Any) -> tuple[float, float, float]:
    """The longest gap, decisions a second, and how long the other took."""
    done, took = Event(), [0.0]

    def other() -> None:
        started = perf_counter()
        if act is not None:
            act()
        took[0] = perf_counter() - started
        done.set()

    thread = Thread(target=other)
    if act is not None:
        thread.start()
    started = last = perf_counter()
    longest, decided = 0.0, 0
    while not done.is_set() if act is not None else last - started < _ALONE:
        house.engine.ask(asked)
        decided, moment = decided + 1, perf_counter()
        longest, last = max(longest, moment - last), moment
    if act is not None:
        thread.join()
    return longest, decided / max(last - started, 1e-9), took[0]
