"""What the gate needs to know of the end of data: `troth.lifetimes` keeps to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from troth.db import Connection
from troth.gate.model import Caller


class Erased(Protocol):
    """What an erasure found, and what a look afterwards still found, in rows of each table; what stays, and why."""

    @property
    def before(self) -> Mapping[str, int]: ...

    @property
    def after(self) -> Mapping[str, int]: ...

    @property
    def complete(self) -> bool: ...

    @property
    def note(self) -> str: ...

    def to_json(self) -> dict[str, Any]: ...


class Ended(Protocol):
    """What a sweep of one person did."""

    @property
    def items(self) -> int: ...

    @property
    def erased(self) -> int: ...

    @property
    def held(self) -> int: ...


class Holding(Protocol):
    """A hold."""

    @property
    def id(self) -> int: ...

    @property
    def person(self) -> int: ...

    @property
    def kind(self) -> str: ...

    @property
    def data(self) -> tuple[str, ...]: ...


class Ending(Protocol):
    """Holds, sweeps and erasures, each in the caller's transaction."""

    def erase(self, tx: Connection, caller: Caller, person: int) -> Erased:
        """Erases what no hold keeps. NotFound."""
        ...

    def sweep(self, tx: Connection, caller: Caller, person: int) -> Ended:
        """Deletes what is over, of one person."""
        ...

    def hold(
        self,
        tx: Connection,
        caller: Caller,
        person: int,
        kind: str,
        data: Iterable[str],
        *,
        reference: str,
        reason: str,
        until: datetime | None,
    ) -> tuple[Holding, tuple[str, ...]]:
        """Places a hold; with the clauses that allow it. RequestError."""
        ...

    def release(self, tx: Connection, caller: Caller, hold: int, *, reason: str) -> Holding:
        """Ends a hold. NotFound, Conflict."""
        ...
