"""Which drills a may or never needs: an act that it decides, and its nearest neighbours that it must not (SPEC 8).

For each condition an act that differs in that condition alone, for each named dimension one that differs in that
term alone, for each alternative of an `any` one in which it stands alone, for each fact one in which it is not known.
Of the acts that a clause decides, the one is sought at which the neighbour gets the other answer. Where there is
none, for another clause keeps the answer from changing, the plan names that clause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from troth.gate import coarse_terms
from troth.language import Action, AllOf, AnyOf, Clause, Condition, Fact, Not, Version, Visible, atoms
from troth.proof.truth import Expected, Truth, assignments, conditions_of, expected, holds, possible
from troth.review.cells import AUDIENCES, DIMENSIONS, Cell, Cells, Dimension

ACTIONS_BESIDE: Mapping[Action, tuple[Action, ...]] = {  # those that need no more and no less than the action
    Action.COLLECT: (Action.USE, Action.PUBLISH),
    Action.USE: (Action.COLLECT, Action.PUBLISH),
    Action.DISCLOSE: (Action.PUBLISH,),
    Action.PUBLISH: (Action.DISCLOSE,),
    Action.LINK: (Action.USE,),
}
MOST_CELLS = 300
MOST_BASES = 24  # decisive acts that are tried for a neighbour with the other answer
TRUTHS_A_CELL = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """An act to try: where, in which circumstances, and what should come of it.

    `varied`: the condition in which it differs from the act that the clause decides; every way in which that
    condition can come out so is tried. `unknown`: a condition of which nothing is known. `decisive`: it is an act
    that the clause decides, not a neighbour.
    """

    name: str
    cell: Cell
    truth: Truth
    expected: Expected
    varied: Condition | None = None
    unknown: Condition | None = None
    decisive: bool = False


def plans(version: Version, clause: Clause, cells: Cells) -> list[Plan]:
    """The clause's drills, a decisive one first. None when nothing can make the clause decide."""
    return Planner(version, clause, cells).plans()


class Planner:
    """The drills of one clause."""

    def __init__(self, version: Version, clause: Clause, cells: Cells) -> None:
        self.version, self.clause, self.cells = version, clause, cells
        self._bases: list[Plan] = []
        self._more = self._decisive()

    def plans(self) -> list[Plan]:
        first = next(iter(self.bases()), None)
        if first is None:
            return []
        made = {id(plan): plan for plan in (first, *self._spelt_out(first))}
        for neighbours in self._turns():
            made |= {id(plan): plan for plan in self._best(neighbours)}
        for dimension in self._dimensions():
            found = self._best(partial(self._outside, dimension=dimension))
            if self.clause.modality == "never" and not any(plan.expected.permit for plan in found):
                found = self._led_in(dimension) or found
            made |= {id(plan): plan for plan in found}
        return list(made.values())

    def bases(self) -> Iterator[Plan]:
        """The acts that the clause decides, found one by one, and remembered."""
        yield from self._bases
        for plan in self._more:
            self._bases.append(plan)
            yield plan

    def _turns(self) -> Iterator[Callable[[Plan], Iterable[Plan]]]:
        for condition in self.clause.conditions:
            yield partial(self._without, condition=condition)
        for either in _alternatives(self.clause.conditions):
            for part in either.parts:
                yield partial(self._alone, either=either, part=part)
        for fact in dict.fromkeys(atom for atom in atoms(self.clause.conditions) if isinstance(atom, Fact)):
            yield partial(self._unknown, fact=fact)
        if Visible() in atoms(self.clause.conditions):
            yield self._unseen
        yield self._otherwise

    def _dimensions(self) -> list[Dimension]:
        """Those that the clause names."""
        return [d for d in DIMENSIONS if self.clause.scope is not None and getattr(self.clause.scope, d) is not None]

    def _best(self, neighbours: Callable[[Plan], Iterable[Plan]]) -> list[Plan]:
        """The neighbours where one of them gets the other answer, with the act beside which they stand."""
        some: list[Plan] = []
        for base in islice(self.bases(), MOST_BASES):
            found = list(neighbours(base))
            if any(plan.expected.permit is not base.expected.permit for plan in found):
                return [base, *found]
            some = some or found
        return some

    def _decisive(self) -> Iterator[Plan]:
        permit = self.clause.modality == "may"
        for cell in islice(self.cells.of(self.version, self.clause), MOST_CELLS):
            yield from islice(self._decided(self._from_somebody(cell), permit=permit), TRUTHS_A_CELL)

    def _spelt_out(self, first: Plan) -> Iterator[Plan]:
        """The same for each further action and term that the clause names."""
        scope, permit, cell = self.clause.scope, self.clause.modality == "may", first.cell
        if scope is None:
            return
        for action in scope.actions:
            alone = replace(self.clause, scope=replace(scope, actions=(action,)))
            cells = (self._from_somebody(c) for c in islice(self.cells.of(self.version, alone), MOST_CELLS))
            found = (plan for c in cells if action is not cell.action for plan in self._decided(c, permit=permit))
            yield from islice(found, 1)
        for dimension in self._dimensions():
            for term in getattr(scope, dimension):
                moved = self.cells.moved(cell, dimension, term)
                if moved != cell:
                    yield from islice(self._decided(moved, permit=permit), 1)
                    yield from islice(self._too_coarse(moved), 1)

    def _decided(self, cell: Cell, *, permit: bool) -> Iterator[Plan]:
        rules = self.cells.rules(cell, self.version)
        for truth in assignments(conditions_of(rules), _settled(cell)):
            told = self._told(cell, truth)
            if told.permit is permit and self.clause.id in told.by:
                doing = "permits" if permit else "forbids"
                yield Plan(f"{doing} {describe(cell)}", cell, truth, told, decisive=True)

    def _too_coarse(self, cell: Cell) -> Iterator[Plan]:
        """A named term that stands above one of which something is forbidden."""
        for truth in assignments(conditions_of(self.cells.rules(cell, self.version)), _settled(cell)):
            told = self._told(cell, truth)
            if told.reason is not None:
                yield Plan(f"but not {describe(cell)}, which is too coarse", cell, truth, told)

    def _told(self, cell: Cell, truth: Truth, unknown: Condition | None = None) -> Expected:
        """What should come of it; the gate takes no datum that may hide another, whatever permits it (SPEC 5)."""
        told = expected(self.cells.rules(cell, self.version), truth, unknown)
        coarse = cell.action is Action.COLLECT and cell.datum in coarse_terms(self.version)
        return Expected(False, (), "too-coarse") if coarse and told.permit else told

    def _without(self, base: Plan, condition: Condition) -> Iterator[Plan]:
        """The same act with that condition alone the other way round; a plan for each of its atoms that can do it."""
        own = list(dict.fromkeys(atoms((condition,))))
        done: set[Condition] = set()
        for changed, truth in self._changed(base, own):
            told = self._told(base.cell, truth)
            if self.clause.id in told.by or done.issuperset(changed):
                continue
            name = f"but not {self._circumstance(condition)}{self._explained(told)}"
            for atom in changed:
                if atom not in done:
                    yield Plan(name, base.cell, truth, told, atom)
            done.update(changed)

    def _changed(self, base: Plan, own: Sequence[Condition]) -> list[tuple[list[Condition], Truth]]:
        """The truths that differ from the base's in some of these atoms and nothing else, least changed first."""
        kept = {**{a: held for a, held in base.truth.items() if a not in own}, **_settled(base.cell)}
        found = [([a for a in own if t[a] is not base.truth[a]], t) for t in assignments([*base.truth], kept)]
        return sorted((each for each in found if each[0]), key=lambda each: len(each[0]))

    def _outside(self, base: Plan, dimension: Dimension) -> Iterator[Plan]:
        """The same act with one term that the clause does not name."""
        coarse = coarse_terms(self.version) if base.cell.action is Action.COLLECT and dimension == "data" else ()
        found: list[Plan] = []
        for cell in self.cells.beside(self.version, base.cell, dimension, but=coarse):
            if self.clause not in self.cells.rules(cell, self.version):
                found.extend(self._elsewhere(base, cell))
        turned = [plan for plan in found if plan.expected.permit is not base.expected.permit]
        by_itself = [plan for plan in turned if plan.expected.permit or not plan.expected.by]  # no other clause forbids
        yield from (by_itself or turned or found)[:1]

    def _elsewhere(self, base: Plan, cell: Cell) -> Iterator[Plan]:
        """The act of another cell, in circumstances as like the base's as can be; one with the other answer, if any."""
        found = conditions_of(self.cells.rules(cell, self.version))
        kept = {**{a: held for a, held in base.truth.items() if a in found}, **_settled(cell)}
        best: Plan | None = None
        for truth in assignments(found, kept):
            told = self._told(cell, truth)
            plan = Plan(
                f"but not {describe(cell)}{self._explained(told)}", cell, _besides(base.truth, truth, cell), told
            )
            if told.permit is not base.expected.permit:
                yield plan
                return
            best = best or plan
        if best is not None:
            yield best

    def _led_in(self, dimension: Dimension) -> list[Plan]:
        """From what some may permits outside a never: the same act, led into the never by that term alone."""
        for may in (clause for clause in self.version.clauses if clause.modality == "may"):
            for outer in islice(self.cells.of(self.version, may), MOST_CELLS):
                for base in self._moved(self._from_somebody(outer), dimension):
                    permitted = next(self._permitted(self._from_somebody(outer)), None)
                    if permitted is not None:
                        return [base, permitted]
        return []

    def _moved(self, outer: Cell, dimension: Dimension) -> Iterator[Plan]:
        if self.clause in self.cells.rules(outer, self.version):
            return
        for term in getattr(self.clause.scope, dimension):
            inner = self.cells.moved(outer, dimension, term)
            if self.clause in self.cells.rules(inner, self.version):
                yield from islice(self._decided(inner, permit=False), 1)

    def _permitted(self, cell: Cell) -> Iterator[Plan]:
        rules = self.cells.rules(cell, self.version)
        for truth in assignments(conditions_of(rules), _settled(cell)):
            told = self._told(cell, truth)
            if told.permit:
                yield Plan(f"but not {describe(cell)}", cell, truth, told)

    def _unseen(self, base: Plan) -> Iterator[Plan]:
        """The same for another audience, which may not see it."""
        for audience in AUDIENCES:
            cell = self.cells.moved(base.cell, "recipients", audience)
            if cell.to != base.cell.to:
                truth = {**base.truth, Visible(): False}
                told = self._told(cell, truth)
                yield Plan(f"but not {describe(cell)}{self._explained(told)}", cell, truth, told, Visible())

    def _otherwise(self, base: Plan) -> Iterator[Plan]:
        """Another action on the same datum, for the same."""
        old, named = base.cell, self.clause.scope.actions if self.clause.scope is not None else ()
        for action in ACTIONS_BESIDE[old.action]:
            if action not in named and (old.to is not None or action is not Action.DISCLOSE):
                cell = self.cells.cell(action, old.datum, old.purpose, old.to, None, old.source, old.property)
                yield from self._elsewhere(base, cell)
                return

    def _alone(self, base: Plan, either: AnyOf, part: Condition) -> Iterator[Plan]:
        """Of some alternatives one alone: the answer is as when several hold."""
        others = [other for other in either.parts if other != part]
        wanted = self.clause.modality == "may"
        kept_own = [([], base.truth), *self._changed(base, list(dict.fromkeys(atoms((either,)))))]
        for _, truth in kept_own:
            told = self._told(base.cell, truth)
            fits = holds(part, truth) and not any(holds(other, truth) for other in others)
            if fits and told.permit and (self.clause.id in told.by) is wanted:
                yield Plan(f"with {part} alone, {describe(base.cell)}", base.cell, truth, told)
                return

    def _unknown(self, base: Plan, fact: Fact) -> Iterator[Plan]:
        """What cannot be told never permits, and never holds a prohibition back (SPEC 3)."""
        told = self._told(base.cell, base.truth, fact)
        permit = self.clause.modality == "may"
        if (self.clause.id in told.by) is permit:
            return  # the fact does not matter there: another alternative holds
        word = "but not" if permit else "also"
        name = f"{word} while it is not known: {fact}{self._explained(told) if permit else ''}"
        yield Plan(name, base.cell, base.truth, told, unknown=fact)

    def _circumstance(self, condition: Condition) -> str:
        return f"without {condition}" if self.clause.modality == "may" else f"with {condition}"

    def _explained(self, told: Expected) -> str:
        """Why the answer is what it was all the same, when it is: the clause that sees to it."""
        same = told.permit is (self.clause.modality == "may")
        return f" (there {', '.join(told.by) or 'nothing'} decides)" if same else ""

    def _from_somebody(self, cell: Cell) -> Cell:
        """A live act always knows where its data come from: from the person, if the clause leaves it open."""
        if cell.source is not None:
            return cell
        return self.cells.cell(cell.action, cell.datum, cell.purpose, cell.to, cell.other, "person", cell.property)


def _alternatives(conditions: Iterable[Condition]) -> Iterator[AnyOf]:
    """Every `any` among the conditions, also inside others."""
    for condition in conditions:
        if isinstance(condition, AnyOf):
            yield condition
        if isinstance(condition, AnyOf | AllOf):
            yield from _alternatives(condition.parts)
        elif isinstance(condition, Not):
            yield from _alternatives((condition.part,))


def _besides(base: Truth, truth: Truth, cell: Cell) -> Truth:
    """With the base's other circumstances too: there they count for nothing, unless the clause reaches too far."""
    whole = {**base, **truth, **(_settled(cell) if Visible() in base else {})}
    return whole if possible(whole) else truth


def _settled(cell: Cell) -> Truth:
    """What nobody can change: a recipient that is no audience is one that no visibility takes in."""
    return {} if cell.to in AUDIENCES else {Visible(): False}


def describe(cell: Cell) -> str:
    """An act in few words."""
    parts = [cell.action.value, cell.datum]
    parts += [f"with {cell.other}"] if cell.other else []
    parts += [f"to {cell.to}"] if cell.to else []
    return " ".join([*parts, f"for {cell.purpose}", f"from {cell.source}" if cell.source else ""]).strip()
