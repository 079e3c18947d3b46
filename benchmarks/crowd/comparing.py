"""The table: one question about many people, by the engine's public API, beside comprehensions written by hand."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from benchmarks.company import PLACE, document, write_policy
from benchmarks.databases import scratch
from benchmarks.report import Found, Options
from benchmarks.rounds import Contestant, middle, rates, ratio
from troth.engine import Cell, Engine, Facts, compile_policies, read_request
from troth.language import load_policies

PEOPLE = 50_000
_AT, _EARLIER = "2026-03-01T10:00:00Z", "2026-01-15T09:30:00Z"
_COLUMNS = ("who", "people/s", "µs a person", "× the comprehension")
Flags = dict[str, bool]
BY_HAND, FLOOR = "a comprehension over dicts of flags", "a comprehension over one look-up of a pair"
KEPT, FRESH = "troth: decide, facts kept", "troth: decide, facts made ready for it"


class Disagreement(Exception):
    """Ours and the comprehension do not name the same people."""


def compare(options: Options) -> list[Found]:
    """One table."""
    number = options.size(PEOPLE, 200)
    flags = _people(number)
    engine, cell = _policy()
    prepared = {person: _facts(engine, told) for person, told in flags.items()}
    people = [(person, facts.at, facts.person) for person, facts in prepared.items()]
    cells = {person: ("email", "yes" if _by_hand(told) else "no") for person, told in flags.items()}
    table, decide, make = {("email", "yes"): True, ("email", "no"): False}, engine.decide, engine.prepare
    acts: dict[str, Callable[[], list[int]]] = {
        BY_HAND: lambda: [
            person
            for person, told in flags.items()
            if told["registered"] and told["newsletters"] and told["account-open"] and not told["known-minor"]
        ],
        FLOOR: lambda: [person for person, key in cells.items() if table[key]],
        KEPT: lambda: [person for person, facts in prepared.items() if decide(cell, facts).reason is None],
        FRESH: lambda: [person for person, at, known in people if decide(cell, make(at, person=known)).reason is None],
    }
    expected = acts[BY_HAND]()
    for name, act in acts.items():
        if act() != expected:
            raise Disagreement(name)
    times = rates([Contestant(name, act, number) for name, act in acts.items()], options.rounds, options.seconds)
    rows = [(name, 1 / middle(times, name), middle(times, name) * 1e6, ratio(times, name, BY_HAND)) for name in acts]
    notes = (
        f"{number:,} people, of whom {len(expected):,} may be sent the newsletter; all name the same people",
        "facts kept: a person's choices and facts, as they were read, made ready before and asked about before",
        "CPU time of one thread; the ids are given, not a count",
    )
    return [Found("One question about many people, in process", _COLUMNS, tuple(rows), notes)]


def _by_hand(told: Flags) -> bool:
    return told["registered"] and told["newsletters"] and told["account-open"] and not told["known-minor"]


def _people(number: int) -> dict[int, Flags]:
    random = Random(7)
    likely = {"registered": 0.9, "newsletters": 0.6, "account-open": 0.8, "known-minor": 0.1}
    return {person: {name: random.random() < share for name, share in likely.items()} for person in range(number)}


def _policy() -> tuple[Engine, Cell]:
    choice = {"id": "offer", "must": {"offer-choice": {"topic": "newsletters", "default": "no"}}}
    news = {"id": "news", "may": "use", "data": "email", "for": "newsletter"}
    minors = {"id": "minors", "never": "use", "data": "email", "for": "newsletter"}
    closed = {"id": "closed", "never": "use", "data": "email", "for": "newsletter", "unless": ["account-open"]}
    clauses = [
        choice,
        news | {"when": ["registered", {"choice": "newsletters"}]},
        minors | {"unless": [{"not": "known-minor"}]},
        closed,
    ]
    terms = {"purposes": {"newsletter": {"is": "direct-marketing", "topic": "newsletters"}}}
    with scratch() as folder:
        engine = compile_policies(load_policies([write_policy(folder, document(terms=terms, clauses=clauses))]))
    (version,) = engine.policies[0].versions
    return engine, engine.cell(version, "use", "email", "newsletter", PLACE)


def _facts(engine: Engine, told: Flags) -> Facts:
    choice = {"topic": "newsletters", "value": "yes" if told["newsletters"] else "no", "at": _EARLIER}
    known = {name: told[name] for name in ("registered", "account-open", "known-minor")}
    scope = {"action": "use", "data": ["email"], "for": "newsletter", "in": PLACE, "at": _AT}
    request = read_request(scope | {"person": known | {"choices": [choice]}})
    return engine.prepare(request.at, person=request.person)
