"""Requests that the policy permits, found by search: what a drill needs something to be done with."""

from __future__ import annotations

from functools import lru_cache

from troth.controls.turning import cells_of
from troth.engine import Engine
from troth.gate import coarse_terms
from troth.language import Action, Clause, GroundOf, Version, atoms
from troth.review.cells import Cells
from troth.review.witness import Raw, alone, decided_by

__all__ = ["Raw", "permitted"]


@lru_cache(maxsize=16)
def permitted(version: Version, action: Action) -> tuple[tuple[Clause, Raw], ...]:
    """For each clause that permits the action, a request that it permits; clauses without conditions first.

    One on no ground if there is one: what a ground of law lets happen, a person's restriction does not end.
    """
    engine, cells, found = alone(version), cells_of(version), []
    for clause in sorted(version.clauses, key=lambda clause: len(clause.conditions)):
        if clause.scope is None or clause.modality != "may" or action not in clause.scope.actions:
            continue
        witness = _witness(version, clause, cells, engine)
        if witness is not None and witness["action"] == action and not _coarse(version, action, witness):
            found.append((clause, witness))
    return tuple(found)


def _witness(version: Version, clause: Clause, cells: Cells, engine: Engine) -> Raw | None:
    found = decided_by(version, clause, cells, engine).witness
    if found is None or not found.get("ground") or any(isinstance(each, GroundOf) for each in atoms(clause.conditions)):
        return found
    return decided_by(version, clause, cells, engine, lambda raw: not raw.get("ground")).witness or found


def _coarse(version: Version, action: Action, request: Raw) -> bool:
    """The gate takes no datum that may hide another (SPEC 5)."""
    return action is Action.COLLECT and any(datum in coarse_terms(version) for datum in request["data"])
