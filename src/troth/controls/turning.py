"""The request that a choice turns: with a yes it is permitted, with a no it is not, all else being the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any

from troth.engine import Engine
from troth.gate import coarse_terms, visibility
from troth.language import Action, Choice, Clause, Condition, Version, atoms
from troth.review.cells import Cell, Cells
from troth.review.witness import Raw, alone
from troth.review.worlds import merged, worlds

MOST_CELLS = 100
MOST_WORLDS = 500


def turned_by(version: Version, topic: str, at: datetime) -> Raw | None:
    """The first such request of the version's clauses; None: the choice turns nothing."""
    engine, said = alone(version), (at - timedelta(days=1)).isoformat()
    for clause in naming(version, topic):
        for request in _requests(version, clause, topic, at):
            yes, no = (_permits(engine, request, topic, value, said) for value in ("yes", "no"))
            if yes and not no:
                return request
    return None


def naming(version: Version, topic: str) -> list[Clause]:
    """The may clauses that ask for a choice on the topic."""
    asked = Choice(topic)
    return [c for c in version.clauses if c.modality == "may" and asked in atoms(c.conditions)]


def _permits(engine: Engine, request: Raw, topic: str, value: str, said: str) -> bool:
    choice: Raw = {"person": {"choices": [{"topic": topic, "value": value, "at": said}], "gpc": None}}
    return bool(engine.ask_json(merged((request, choice)))["answer"] == "permit")


def _requests(version: Version, clause: Clause, topic: str, at: datetime) -> Iterator[Raw]:
    cells = cells_of(version)
    for cell in islice(cells.of(version, clause), MOST_CELLS):
        if cell.action is Action.COLLECT and cell.datum in coarse_terms(version):
            continue  # the gate takes no datum that may hide another (SPEC 5)
        base = merged((cell.request(at.isoformat()), _fixed(version, cell)))
        for world in islice(worlds(_others(cells, cell, version, topic), cell, at), MOST_WORLDS):
            yield merged((base, world, _fixed(version, cell)))


def _others(cells: Cells, cell: Cell, version: Version, topic: str) -> list[Condition]:
    """What else matters there."""
    found = atoms(c for rule in cells.rules(cell, version) for c in rule.conditions)
    return [condition for condition in dict.fromkeys(found) if condition != Choice(topic)]


def _fixed(version: Version, cell: Cell) -> Raw:
    """What a live system settles by itself: a source, and what the policy says who sees."""
    datum: dict[str, Any] = {"source": cell.source or "person"}
    seen = visibility(version, cell.datum)
    return {"datum": datum | ({"visibility": seen} if seen else {})}


@lru_cache(maxsize=4)
def cells_of(version: Version) -> Cells:
    """The version's cells, worked out once for all its drills."""
    return Cells([version])
