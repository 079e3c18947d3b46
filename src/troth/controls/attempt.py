"""An attempt: what an attacker or a careless colleague does, and what one then finds there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from troth.controls.model import Drilled
from troth.errors import TrothError


class Found(NamedTuple):
    """Whether the promise held, and what was found; `entries`: those of the ledger that it left."""

    kept: bool
    detail: str
    entries: tuple[str, ...] = ()


Attempt = Callable[[], Found]


def kept(detail: str, *entries: str) -> Found:
    return Found(True, detail, entries)


def broken(detail: str, *entries: str) -> Found:
    return Found(False, detail, entries)


def refused(by: type[TrothError], do: Callable[[], object], done: str) -> Found:
    """Whether doing it is refused by that error. `done`: what to say when it was not."""
    try:
        do()
    except by as error:
        return kept(f"refused: {error.code}")
    return broken(done)


def tried(name: str, at: datetime, attempt: Attempt) -> Drilled:
    """The drill that the attempt makes. What stops it in the middle is no promise kept."""
    try:
        found = attempt()
    except TrothError as error:
        found = broken(f"it stopped half way: {error.message} ({error.code})")
    return Drilled(name, found.kept, found.detail, at, found.entries)


def all_tried(at: datetime, attempts: dict[str, Attempt]) -> Iterator[Drilled]:
    """One drill after the other, by name."""
    for name, attempt in attempts.items():
        yield tried(name, at, attempt)
