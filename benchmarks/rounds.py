"""Taking turns: every contestant is timed in every round, so that a slow moment of the machine hits all of them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time
from typing import Any

Times = dict[str, list[float]]  # contestant → seconds an operation, round by round


@dataclass(frozen=True, slots=True)
class Contestant:
    """`act` does `number` operations a call."""

    name: str
    act: Callable[[], Any]
    number: int = 1


def rates(contestants: Sequence[Contestant], rounds: int, seconds: float) -> Times:
    """CPU seconds an operation: in each round each acts, over and over, for about `seconds`."""
    times: Times = {each.name: [] for each in contestants}
    with _undisturbed():
        for _ in range(rounds):
            for each in contestants:
                times[each.name].append(_cpu(each, seconds))
    return times


def _cpu(contestant: Contestant, seconds: float) -> float:
    contestant.act()  # warm again after the others
    calls, started, until = 0, process_time(), perf_counter() + seconds
    while calls == 0 or perf_counter() < until:
        contestant.act()
        calls += 1
    return (process_time() - started) / (calls * contestant.number)


def latencies(contestants: Sequence[Contestant], rounds: int, count: int, *, warm: bool = True) -> Times:
    """Wall-clock seconds an operation, the median of `count` calls in each round.

    `warm`: after a call that is not timed. What takes seconds needs none.
    """
    times: Times = {each.name: [] for each in contestants}
    with _undisturbed():
        for _ in range(rounds):
            for each in contestants:
                times[each.name].append(median(_walls(each, count, warm)))
    return times


def _walls(contestant: Contestant, count: int, warm: bool) -> Iterator[float]:
    if warm:
        contestant.act()
    for _ in range(count):
        started = perf_counter()
        contestant.act()
        yield (perf_counter() - started) / contestant.number


def ratio(times: Mapping[str, Sequence[float]], name: str, baseline: str) -> float:
    """How many times as long as the baseline: the median of the rounds' own ratios."""
    return median(ours / theirs for ours, theirs in zip(times[name], times[baseline], strict=True))


def middle(times: Mapping[str, Sequence[float]], name: str) -> float:
    return median(times[name])


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without the collector's pauses, which hit whoever is acting."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
