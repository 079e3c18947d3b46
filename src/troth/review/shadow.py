"""Clauses that can never decide anything, and what stands in their way (SPEC 9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from troth.language import Clause, Finding, Version
from troth.review.cells import Cells
from troth.review.witness import alone, decided_by


def shadowed(version: Version) -> Iterator[Finding]:
    """An error for each may or never that no request can make decide."""
    engine, cells = alone(version), Cells([version])
    for clause in version.clauses:
        if clause.scope is not None and decided_by(version, clause, cells, engine).exhausted:
            yield _finding(version, clause, cells)


def _finding(version: Version, clause: Clause, cells: Cells) -> Finding:
    shadows = _shadows(version, clause, cells)
    if shadows:
        message = f"clause {clause.id} can never decide anything: {', '.join(shadows)} forbids all that it permits"
        way_out = f"narrow {shadows[0]}, give it an unless, or drop {clause.id}"
    else:
        message = f"clause {clause.id} can never decide anything: its conditions contradict each other"
        way_out = "look at its when or unless: no facts can make them come out so that the clause counts"
    return Finding("never-decides", "error", message, clause.place, way_out, clause.id, len(clause.id))


def _shadows(version: Version, clause: Clause, cells: Cells) -> list[str]:
    """The never clauses that hold some cell of a may, the most frequent first."""
    if clause.modality == "never":
        return []
    counts = Counter(
        rule.id for cell in cells.of(version, clause) for rule in cells.rules(cell, version) if rule.modality == "never"
    )
    return sorted(counts, key=lambda rule: (-counts[rule], rule))
