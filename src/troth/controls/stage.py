"""The stage that drills act on: a store with its gate, and a clock that can be set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from troth.cases import Work
from troth.db import Database
from troth.engine import Engine
from troth.gate import Gate, Telling
from troth.ledger import Ledger
from troth.vault import Vault


class SetClock(Protocol):
    """A clock that stands where it was set."""

    def __call__(self) -> datetime: ...

    def set(self, at: datetime) -> None: ...


class Sight(NamedTuple):
    """The whole answer that a viewer gets. `value`: of what is shown; None: nothing is."""

    status: int
    headers: tuple[tuple[str, str], ...]
    told: str
    value: Any = None


class Window(Protocol):
    """A running API as viewers see it."""

    def view(self, item: int, viewer: int | None, /) -> Sight: ...


@dataclass(frozen=True, slots=True)
class Stage:
    """The parts of a deployment, as the drills need them. `clock` is the one the gate goes by.

    `window`: what viewers see over HTTP, where an API over the same store is open to the drills.
    """

    database: Database
    engine: Engine
    gate: Gate
    tell: Telling
    vault: Vault
    ledger: Ledger
    clock: SetClock
    work: Work  # on cases; a drill looks at its own alone
    window: Window | None = None
