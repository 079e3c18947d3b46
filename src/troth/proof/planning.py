"""Which drills a may or never needs: one act that it decides, and its nearest neighbours that it must not (SPEC 8).

For each condition an act that differs in that condition alone, for each named dimension one that differs in that
term alone. Where another clause keeps the answer from changing, the plan names it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from troth.gate import coarse_terms, visibility
from troth.language import Action, Clause, Condition, Version, Visible, atoms
from troth.proof.truth import Expected, Truth, assignments, conditions_of, expected
from troth.review.cells import DIMENSIONS, Cell, Cells, Dimension

MOST_CELLS = 300


@dataclass(frozen=True, slots=True)
class Plan:
    """An act to try: where, in which circumstances, and what should come of it.

    `varied`: the condition in which it differs from the act that the clause decides; every way in which that
    condition can come out so is tried.
    """

    name: str
    cell: Cell
    truth: Truth
    expected: Expected
    varied: Condition | None = None


def plans(version: Version, clause: Clause, cells: Cells) -> Iterator[Plan]:
    """The clause's drills, the decisive one first. None when nothing can make the clause decide."""
    first = _decisive(version, clause, cells)
    if first is None:
        return
    yield first
    for condition in clause.conditions:
        yield from _without(version, clause, cells, first, condition)
    for dimension in DIMENSIONS:
        if clause.scope is not None and getattr(clause.scope, dimension) is not None:
            yield from _outside(version, clause, cells, first, dimension)


def _decisive(version: Version, clause: Clause, cells: Cells) -> Plan | None:
    permit = clause.modality == "may"
    for bare in islice(cells.of(version, clause), MOST_CELLS):
        cell = _from_somebody(bare, cells)
        rules = cells.rules(cell, version)
        if permit and cell.action is Action.COLLECT and cell.datum in coarse_terms(version):
            continue  # the gate takes no datum that may hide another (SPEC 5)
        for truth in assignments(conditions_of(rules), _settled(version, cell)):
            told = expected(rules, truth)
            if told.permit is permit and clause.id in told.by:
                doing = "permits" if permit else "forbids"
                return Plan(f"{doing} {describe(cell)}", cell, truth, told)
    return None


def _without(version: Version, clause: Clause, cells: Cells, first: Plan, condition: Condition) -> Iterator[Plan]:
    """The same act with that condition alone the other way round; one plan for each of its atoms that can do it."""
    rules = cells.rules(first.cell, version)
    own = list(dict.fromkeys(atoms((condition,))))
    kept = {**{a: held for a, held in first.truth.items() if a not in own}, **_settled(version, first.cell)}
    done: set[Condition] = set()
    for truth in assignments([*first.truth], kept):
        told = expected(rules, truth)
        changed = [atom for atom in own if truth[atom] is not first.truth[atom]]
        if clause.id not in told.by and changed and not done.issuperset(changed):
            done.update(changed)
            yield Plan(
                f"but not {_circumstance(condition, clause)}{_explained(told, clause)}",
                first.cell,
                truth,
                told,
                changed[0],
            )


def _circumstance(condition: Condition, clause: Clause) -> str:
    return f"without {condition}" if clause.modality == "may" else f"with {condition}"


def _outside(version: Version, clause: Clause, cells: Cells, first: Plan, dimension: Dimension) -> Iterator[Plan]:
    """The same act with one term that the clause does not name."""
    best: Plan | None = None
    for cell in cells.beside(version, first.cell, dimension):
        rules = cells.rules(cell, version)
        if clause in rules:
            continue
        found = conditions_of(rules)
        kept = {**{a: held for a, held in first.truth.items() if a in found}, **_settled(version, cell)}
        for truth in assignments(found, kept):
            told = expected(rules, truth)
            plan = Plan(f"but not {describe(cell)}{_explained(told, clause)}", cell, truth, told)
            if told.permit is not first.expected.permit:
                yield plan
                return
            best = best or plan
    if best is not None:
        yield best


def _settled(version: Version, cell: Cell) -> Truth:
    """What the policy itself settles: whether the audience may see the datum, by the default it sets."""
    audiences = {"public": ("public", "contacts"), "contacts": ("contacts",)}
    return {Visible(): cell.to in audiences.get(visibility(version, cell.datum) or "private", ())}


def _explained(told: Expected, clause: Clause) -> str:
    """Why the answer is what it was all the same, when it is: the clause that sees to it."""
    same = told.permit is (clause.modality == "may")
    return f" (there {', '.join(told.by) or 'nothing'} decides)" if same else ""


def _from_somebody(cell: Cell, cells: Cells) -> Cell:
    """A live act always knows where its data come from: from the person, if the clause leaves it open."""
    if cell.source is not None:
        return cell
    return cells.cell(cell.action, cell.datum, cell.purpose, cell.to, cell.other, "person", cell.property)


def describe(cell: Cell) -> str:
    """An act in few words."""
    parts = [cell.action.value, cell.datum]
    parts += [f"with {cell.other}"] if cell.other else []
    parts += [f"to {cell.to}"] if cell.to else []
    return " ".join([*parts, f"for {cell.purpose}", f"from {cell.source}" if cell.source else ""]).strip()
