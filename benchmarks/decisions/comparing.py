"""The tables: all engines' answers are held against ours first; then rates, growth, and what is missing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks.decisions import ours, peers
from benchmarks.decisions.asked import SCOPE, Asked, requests
from benchmarks.decisions.rules import Rule, rules, ten_times
from benchmarks.report import Found, Options
from benchmarks.rounds import Contestant, Times, middle, rates, ratio
from troth.engine import Engine, read_request

OURS_JSON, OURS_ASK = "troth: ask_json, from a plain dict", "troth: ask, from a Request"
OURS_FACTS, OURS_DECIDE = "troth: decide, facts made ready each time", "troth: decide, facts ready"
OURS_ALL = "troth: decide, facts ready, all determining clauses read"
FLOOR, FLOOR_READY = "floor: one dict look-up on five words, from a plain dict", "floor: the same, key ready"
Act = Callable[[], Any]


class Disagreement(Exception):
    """An engine answered otherwise than we do, so a comparison of speed would say nothing."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An engine with the rules in it."""

    name: str
    peer: peers.Peer

    def agree(self, asked: Sequence[Asked], expected: Sequence[bool]) -> None:
        for one, wanted in zip(asked, expected, strict=True):
            if (found := self.peer.decide(self.peer.prepare(one))) is not wanted:
                raise Disagreement(f"{self.name} says {found}, we say {wanted}: {json.dumps(one)}")


def compare(options: Options) -> list[Found]:
    here, absent = peers.installed()
    asked = requests(rules(), options.size(2_000, 60))
    engine, expected = _ours(rules(), asked)
    loaded = [Loaded(name, peers.load(name, rules())) for name in here]
    for one in loaded:
        one.agree(asked, expected)
    notes = (
        f"{len(rules())} rules, {len(asked):,} requests, of which {sum(expected):,} are permitted; all engines agree",
        f"not installed here: {', '.join(absent) or 'none'}",
    )
    tables = [_speed(options, engine, loaded, asked, notes), _growth(options, here, asked, expected)]
    return [*tables, missing(options, here), _engines(here)]


def _ours(with_rules: Sequence[Rule], asked: Sequence[Asked]) -> tuple[Engine, list[bool]]:
    engine = ours.engine(with_rules)
    return engine, [engine.ask_json(ours.as_json(one))["answer"] == "permit" for one in asked]


# -- speed --


def _speed(
    options: Options, engine: Engine, loaded: Sequence[Loaded], asked: Sequence[Asked], notes: tuple[str, ...]
) -> Found:
    times = rates([*_doors(engine, asked), *_peers(loaded, asked)], options.rounds, options.seconds)
    pairs = [(OURS_JSON, OURS_ASK), (OURS_FACTS, OURS_DECIDE), (OURS_FACTS, OURS_ALL), (FLOOR, FLOOR_READY)]
    pairs += [(f"{one.name}", f"{one.name}, prebuilt") for one in loaded]
    return Found(
        "Decisions a second in one thread (CPU time)",
        ("engine", "plain dict /s", "own input /s", "ask_json ×", "ask ×", "decide ×"),
        tuple(_row(times, *pair) for pair in pairs),
        (
            *notes,
            "ask_json ×: how many times as fast it is as the engine from a plain dict; ask ×, decide ×: as the engine",
            "from its own input. Ours gets records with times (each choice, each consent); the others get plain flags",
            f"{options.rounds} rounds, engines in turn; a ratio is the median of the rounds' own",
        ),
    )


def _row(times: Times, whole: str, ready: str) -> tuple[str | float, ...]:
    """The first figure from a plain dict, the second from what the engine takes."""
    rate = 1 / middle(times, whole), 1 / middle(times, ready)
    ahead = [1 / ratio(times, *pair) for pair in ((OURS_JSON, whole), (OURS_ASK, ready), (OURS_DECIDE, ready))]
    if ready == OURS_ALL:
        return OURS_ALL, *rate, *ahead
    if whole == OURS_FACTS:  # both from our own input
        return "troth: decide (facts made ready each time; facts ready)", *rate, *ahead
    names = {OURS_JSON: "troth: ask_json; ask", FLOOR: "floor: one dict look-up on five words"}
    return names.get(whole, whole), *rate, *ahead


def _doors(engine: Engine, asked: Sequence[Asked]) -> Iterator[Contestant]:
    raws = [ours.as_json(one) for one in asked]
    read = [read_request(raw) for raw in raws]
    ready = [ours.prepared(engine, request) for request in read]
    cells = [cell for cell, _ in ready]
    keys = [tuple(one[name] for name in SCOPE) for one in asked]
    table = dict.fromkeys(keys, True)
    a, d, p, r, o = SCOPE
    acts: dict[str, Act] = {
        OURS_JSON: lambda: [engine.ask_json(raw) for raw in raws],
        OURS_ASK: lambda: [engine.ask(request) for request in read],
        OURS_FACTS: lambda: [
            engine.decide(cell, ours.facts(engine, request)) for cell, request in zip(cells, read, strict=True)
        ],
        OURS_DECIDE: lambda: [engine.decide(cell, facts) for cell, facts in ready],
        OURS_ALL: lambda: [engine.decide(cell, facts).clauses for cell, facts in ready],
        FLOOR: lambda: [table[one[a], one[d], one[p], one[r], one[o]] for one in asked],
        FLOOR_READY: lambda: [table[key] for key in keys],
    }
    for name, act in acts.items():
        yield Contestant(name, act, len(asked))


def _peers(loaded: Sequence[Loaded], asked: Sequence[Asked]) -> Iterator[Contestant]:
    for one in loaded:
        mine = asked[: _few(one, asked)]
        ready = [one.peer.prepare(each) for each in mine]
        yield Contestant(one.name, _whole(one.peer, mine), len(mine))
        yield Contestant(f"{one.name}, prebuilt", _decided(one.peer, ready), len(mine))


def _whole(peer: peers.Peer, asked: Sequence[Asked]) -> Act:
    return lambda: [peer.decide(peer.prepare(one)) for one in asked]


def _decided(peer: peers.Peer, ready: Sequence[Any]) -> Act:
    return lambda: [peer.decide(one) for one in ready]


def _few(one: Loaded, asked: Sequence[Asked]) -> int:
    """How many requests take a slow engine about a tenth of a second."""
    started = time.process_time()
    for each in asked[:40]:
        one.peer.decide(one.peer.prepare(each))
    each_takes = (time.process_time() - started) / min(40, len(asked))
    return min(len(asked), max(40, int(0.1 / max(each_takes, 1e-9))))


# -- ten times the rules --


def _growth(options: Options, here: Sequence[str], asked: Sequence[Asked], expected: Sequence[bool]) -> Found:
    """Each engine against itself with nine more sets of rules about other data."""
    asked, expected = asked[: options.size(300, 20)], expected[: options.size(300, 20)]
    rows: list[tuple[str | float | None, ...]] = [_ours_grown(options, asked)]
    for name in here:
        with _named_refusal(name, rows):
            rows.append(_peer_grown(options, name, asked, expected))
    return Found(
        "At ten times the rules",
        ("engine", "1 ×: /s", "10 ×: /s", "× slower", "load at 10 ×, ms"),
        tuple(rows),
        ("from the engine's own input; the nine sets more are about data that no request names",),
    )


@contextmanager
def _named_refusal(name: str, rows: list[tuple[str | float | None, ...]]) -> Iterator[None]:
    """An engine that will not load so many rules is in the table too."""
    try:
        yield
    except Disagreement:
        raise
    except (ValueError, RuntimeError, TypeError) as refusal:
        rows.append((f"{name}: refuses ({type(refusal).__name__})", None, None, None, None))


def _ours_grown(options: Options, asked: Sequence[Asked]) -> tuple[str | float | None, ...]:
    started = time.process_time()
    large = ours.engine(ten_times(rules()))
    load = time.process_time() - started
    small = ours.engine(rules())
    read = [read_request(ours.as_json(one)) for one in asked]
    acts: list[Act] = [lambda: [small.ask(one) for one in read], lambda: [large.ask(one) for one in read]]
    return _grown(options, "troth: ask", len(asked), acts, load)


def _peer_grown(
    options: Options, name: str, asked: Sequence[Asked], expected: Sequence[bool]
) -> tuple[str | float | None, ...]:
    small = Loaded(name, peers.load(name, rules()))
    asked, expected = asked[: max(40, _few(small, asked) // 10)], expected[: max(40, _few(small, asked) // 10)]
    started = time.process_time()
    large = Loaded(name, peers.load(name, ten_times(rules())))
    load = time.process_time() - started
    few = min(len(asked), len(expected))
    large.agree(asked[:few], expected[:few])
    ready = [small.peer.prepare(one) for one in asked[:few]]
    return _grown(options, name, few, [_decided(small.peer, ready), _decided(large.peer, ready)], load)


def _grown(
    options: Options, name: str, number: int, acts: Sequence[Act], load: float
) -> tuple[str | float | None, ...]:
    contestants = [Contestant(times, act, number) for times, act in zip(("1", "10"), acts, strict=True)]
    times = rates(contestants, options.rounds, options.seconds)
    return name, 1 / middle(times, "1"), 1 / middle(times, "10"), ratio(times, "10", "1"), load * 1e3


# -- what is missing --

_GOOD: dict[str, Any] = {"known_minor": False, "account_open": True, "agreement": True, "adult": True}


def missing(options: Options, here: Sequence[str]) -> Found:
    """Requests that only a prohibition stops, asked again without the attribute that it needs."""
    engine = ours.engine(rules())
    samples = {name: _samples(engine, name, good, options.size(60, 5)) for name, good in _GOOD.items()}
    rows = [("troth", *(_outcomes(lambda one: _ours_permits(engine, one), some) for some in samples.values()))]
    for name in here:
        peer = peers.load(name, rules())
        rows.append((name, *(_outcomes(_asker(peer), some) for some in samples.values())))
    return Found(
        "When the attribute that a prohibition needs is missing: permitted / refused / error",
        ("engine", *(name.replace("_", "-") for name in _GOOD)),
        tuple(rows),
        (
            "each was refused while the attribute was there, by a prohibition alone; permitted: it fails open",
            "known-minor is prohibited when true; the others unless true. The rules are written as each manual does",
        ),
    )


def _asker(peer: peers.Peer) -> Callable[[Asked], bool]:
    return lambda one: peer.decide(peer.prepare(one))


def _ours_permits(engine: Engine, one: Asked) -> bool:
    return bool(engine.ask_json(ours.as_json(one))["answer"] == "permit")


def _samples(engine: Engine, name: str, good: object, number: int) -> list[Asked]:
    found: list[Asked] = []
    for one in requests(rules(), 20_000, seed=11):
        stopped = engine.ask_json(ours.as_json(one))["reason"] == "forbidden"
        if stopped and _ours_permits(engine, one | {name: good}):
            found.append({key: value for key, value in one.items() if key != name})
            if len(found) == number:
                break
    return found


def _outcomes(permits: Callable[[Asked], bool], asked: Sequence[Asked]) -> str:
    counts = {"permitted": 0, "refused": 0, "error": 0}
    for one in asked:
        try:
            counts["permitted" if permits(one) else "refused"] += 1
        except Exception:  # noqa: BLE001  whatever the engine raises is its answer here
            counts["error"] += 1
    return " / ".join(map(str, counts.values()))


def _engines(here: Sequence[str]) -> Found:
    rows = tuple((name, peers.PEERS[name][2]) for name in here)
    return Found("The engines", ("engine", "what it is"), rows, ("versions: pip list",))
