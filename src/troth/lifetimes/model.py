"""The nouns of lifetimes: when data end, what holds them, what an erasure or a sweep found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from troth.vault import ItemFacts

HOLD_KINDS = ("legal-obligation", "dispute", "agreement")


@dataclass(frozen=True, slots=True)
class Hold:
    """A reason to keep some data of a person beyond their time (GDPR Art. 17(3)(b), (e)).

    `data`: the terms it keeps. `reference`: the number of the order, claim or contract; `reason` in words. Neither
    is ever a person's value. `ended` is None while it holds.
    """

    id: int
    person: int
    kind: str
    data: tuple[str, ...]
    reference: str
    reason: str
    start: datetime
    entered_by: str
    until: datetime | None = None
    ended: datetime | None = None
    end_reason: str | None = None

    def at(self, at: datetime) -> bool:
        """Whether it holds at that time."""
        ends = [end for end in (self.until, self.ended) if end is not None]
        return self.start <= at and all(at < end for end in ends)


@dataclass(frozen=True, slots=True)
class End:
    """When an item's time is over, and the clause that says so."""

    at: datetime
    policy: str
    version: str
    clause: str
    when: str


@dataclass(frozen=True, slots=True)
class Life:
    """An item, the end of its time (None: nothing has started its clock), and the holds that keep it longer."""

    item: ItemFacts
    end: End | None
    holds: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays after an erasure: how many items of a category, and for which holds."""

    category: str
    count: int
    holds: tuple[Hold, ...]

    def to_json(self) -> dict[str, Any]:
        why = [{"kind": hold.kind, "reference": hold.reference, "until": _when(hold.until)} for hold in self.holds]
        return {"category": self.category, "count": self.count, "holds": why}


@dataclass(frozen=True, slots=True)
class Certificate:
    """What an erasure found and what a look afterwards still found, in rows of each table; and what stays, and why.

    `note` says the same, signed with the ledger's key (C2SP signed-note): it can be checked by who has only the
    public key. `complete`: nothing is left; else the erasure goes on when the holds end.
    """

    person: int
    at: datetime
    before: Mapping[str, int]
    after: Mapping[str, int]
    kept: tuple[Kept, ...] = ()
    note: str = ""

    @property
    def complete(self) -> bool:
        return not any(self.after.values())

    def to_json(self) -> dict[str, Any]:
        return {
            "person": f"{self.person:016x}",
            "at": _when(self.at),
            "complete": self.complete,
            "before": dict(self.before),
            "after": dict(self.after),
            "kept": [kept.to_json() for kept in self.kept],
        }

    def text(self) -> str:
        """What is signed: one line of JSON."""
        return json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


@dataclass(slots=True)
class Swept:
    """What a sweep did: items deleted (by clause), people erased whole, items over but held, and items of which no
    policy here can tell the end."""

    people: int = 0
    items: int = 0
    erased: int = 0
    held: int = 0
    unknown: int = 0
    clauses: dict[str, int] = field(default_factory=dict)

    def add(self, other: Swept) -> None:
        self.people += other.people
        self.items += other.items
        self.erased += other.erased
        self.held += other.held
        self.unknown += other.unknown
        for clause, count in other.clauses.items():
            self.clauses[clause] = self.clauses.get(clause, 0) + count

    def to_json(self) -> dict[str, Any]:
        numbers = {name: getattr(self, name) for name in ("people", "items", "erased", "held", "unknown")}
        return numbers | {"clauses": dict(sorted(self.clauses.items()))}


def _when(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
