"""What is asked about one datum, apart from the facts: the part of a cell that conditions look at."""

from __future__ import annotations

from dataclasses import dataclass

# action, datum, purpose, property, to, with, source
CellKey = tuple[str, str, str, str, str | None, str | None, str | None]


@dataclass(slots=True, eq=False)
class Asked:
    """One action on one datum for one purpose, at one property; with the terms above its own (each with itself)."""

    key: CellKey
    action: str
    datum: str
    purpose: str
    to: str | None
    data_up: frozenset[str]
    purposes_up: frozenset[str]
    recipients_up: frozenset[str]
