"""What `verify` finds, in a shape that names the place and nobody's name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from troth.ledger.model import EntryId, id_text

Kind = Literal["checkpoint", "leaves", "order", "node", "missing", "inserted", "moved", "altered"]
Progress = Callable[[str, int, int], None]


def no_progress(stage: str, done: int, total: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit.

    `first` … `last` are numbers of leaves; `entry` and `person` are opaque ids.
    """

    kind: Kind
    message: str
    first: int | None = None
    last: int | None = None
    entry: str | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What was gone through, and what was found there. `sound`: nothing was found.

    `entries` counts leaves, `waiting` entries that have no leaf yet, `opened` those opened and held against
    their commitment, `erased` those whose key is gone, `checkpoints` the signed heads that were recomputed.
    """

    entries: int
    waiting: int
    opened: int
    erased: int
    checkpoints: int
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        return not self.findings


def leaves_finding(first: int, last: int, why: str) -> Finding:
    where = f"leaf {first}" if first == last else f"leaves {first} to {last}"
    return Finding("leaves", f"{where}: {why}", first, last)


def row_finding(kind: Kind, why: str, person: int, entry_id: EntryId, index: int | None = None) -> Finding:
    place = "" if index is None else f", leaf {index},"
    message = f"entry {id_text(entry_id)}{place} of person {person:016x} {why}"
    return Finding(kind, message, index, index, id_text(entry_id), f"{person:016x}")
