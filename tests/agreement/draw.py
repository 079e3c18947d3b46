"""Where the generators' luck comes from: a seeded `random.Random`, or Hypothesis (see strategies.py)."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class Draw(Protocol):
    """What a generator may ask of luck. False and the first of a list are the simplest outcomes."""

    def chance(self, percent: int) -> bool:
        """True about so often."""

    def pick(self, items: Sequence[T]) -> T:
        """One of them."""

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included."""


class Seeded:
    """Luck from a seed: fast, and the same everywhere."""

    def __init__(self, rng: random.Random) -> None:
        self.random: Callable[[], float] = rng.random

    def chance(self, percent: int) -> bool:
        """True about so often."""
        return self.random() * 100 < percent

    def pick(self, items: Sequence[T]) -> T:
        """One of them."""
        return items[int(self.random() * len(items))]

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + int(self.random() * (most - least + 1))


def some(draw: Draw, items: Sequence[T], least: int, most: int) -> list[T]:
    """So many different ones, in the order of `items`."""
    count = min(draw.number(least, most), len(items))
    chosen: set[int] = set()
    while len(chosen) < count:
        left = [index for index in range(len(items)) if index not in chosen]
        chosen.add(draw.pick(left))
    return [items[index] for index in sorted(chosen)]
