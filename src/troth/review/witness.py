"""The search for a witness: a request that shows what a clause, or a change between versions, does.

The engine is the judge of every candidate; the search only proposes. It is bounded: when the bound is reached
without a witness, nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from troth.engine import Engine, compile_policies
from troth.language import Clause, Condition, Policy, Version
from troth.review.cells import Cell, Cells
from troth.review.worlds import merged, worlds

MOST_CELLS = 400
MOST_WORLDS = 3000

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Search:
    """What a search came to: a witness, or none; `exhausted` tells whether there can be none."""

    witness: Raw | None
    exhausted: bool


def alone(version: Version) -> Engine:
    """An engine that knows this version only, so that no other version has a say."""
    return compile_policies([Policy(version.policy, (version,))])


def moment(*versions: Version) -> datetime:
    """A time at which each of the versions, taken alone, is in force."""
    return max(version.effective for version in versions) + timedelta(days=30)


def candidates(cells: Iterable[Cell], relevant: Callable[[Cell], list[Condition]], at: datetime) -> Iterator[Raw]:
    """Requests in those cells, in every world that the relevant conditions can tell apart."""
    for cell in cells:
        base = cell.request(at.isoformat())
        for world in islice(worlds(relevant(cell), cell, at), MOST_WORLDS):
            yield merged((base, world))


def first(requests: Iterator[Raw], shows: Callable[[Raw], bool]) -> Raw | None:
    return next((request for request in requests if shows(request)), None)


def decided_by(
    version: Version, clause: Clause, cells: Cells, engine: Engine, fits: Callable[[Raw], bool] = lambda _: True
) -> Search:
    """A request that the clause decides: a may that carries a permit, a never that bites. `fits`: which will do."""
    at = moment(version)
    found = list(islice(cells.of(version, clause), MOST_CELLS + 1))

    def relevant(cell: Cell) -> list[Condition]:
        if clause.modality == "never":
            return list(clause.conditions)
        nevers = [rule for rule in cells.rules(cell, version) if rule.modality == "never"]
        return [*clause.conditions, *(condition for never in nevers for condition in never.conditions)]

    def shows(request: Raw) -> bool:
        if not fits(request):
            return False
        answer = engine.ask_json(request)
        wanted = "permit" if clause.modality == "may" else "refuse"
        return answer["answer"] == wanted and clause.id in answer["clauses"]

    witness = first(candidates(found[:MOST_CELLS], relevant, at), shows)
    exhausted = witness is None and len(found) <= MOST_CELLS and not any(_cut(cell, relevant, at) for cell in found)
    return Search(witness, exhausted)


def _cut(cell: Cell, relevant: Callable[[Cell], list[Condition]], at: datetime) -> bool:
    """Whether the cell has more worlds than were tried."""
    return next(islice(worlds(relevant(cell), cell, at), MOST_WORLDS, None), None) is not None
