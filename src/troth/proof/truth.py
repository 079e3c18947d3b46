"""What a clause says should happen, worked out by hand from its words: the measure that drills hold the system to.

It must not ask the engine: a drill whose expectation came from the engine would call any fault of it a promise kept.
So this is a few lines of two-valued logic over conditions whose truth the drill itself arranges. What is not known
is dealt with by its own rule: only what holds both ways holds (SPEC 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from troth.language import Aggregated, AllOf, AnyOf, Clause, Condition, Consent, GroundOf, Not, Unrecognised, atoms

Truth = Mapping[Condition, bool]


@dataclass(frozen=True, slots=True)
class Expected:
    """What should come of an act: permitted or not, the clauses that say so, and the reason where none does."""

    permit: bool
    by: tuple[str, ...]
    reason: str | None = None


def holds(condition: Condition, truth: Truth) -> bool:
    """Whether it holds where its atoms come out so. KeyError for an atom of which nothing is said."""
    if isinstance(condition, Not):
        return not holds(condition.part, truth)
    if isinstance(condition, AnyOf):
        return any(holds(part, truth) for part in condition.parts)
    if isinstance(condition, AllOf):
        return all(holds(part, truth) for part in condition.parts)
    return truth[condition]


def surely(condition: Condition, truth: Truth, unknown: Condition | None = None) -> bool:
    """Whether it holds, whatever that one atom may be."""
    if unknown is None:
        return holds(condition, truth)
    return all(holds(condition, {**truth, unknown: value}) for value in (True, False))


def expected(rules: Sequence[Clause], truth: Truth, unknown: Condition | None = None) -> Expected:
    """From the clauses whose scope holds the act (SPEC 5, steps 4 to 8)."""

    def sure(condition: Condition) -> bool:
        return surely(condition, truth, unknown)

    nevers = [c.id for c in rules if c.modality == "never" and not any(map(sure, c.conditions))]
    if nevers:
        return Expected(False, tuple(nevers))
    mays = [c.id for c in rules if c.modality == "may" and all(map(sure, c.conditions))]
    return Expected(bool(mays), tuple(mays))


def conditions_of(rules: Iterable[Clause]) -> list[Condition]:
    """The atomic conditions of some clauses, each once."""
    return list(dict.fromkeys(atoms(condition for clause in rules for condition in clause.conditions)))


def assignments(found: Sequence[Condition], fixed: Truth | None = None) -> Iterator[Truth]:
    """Every way the atoms can come out together, those first in which most hold. `fixed` ones stay."""
    fixed = fixed or {}
    free = [atom for atom in found if atom not in fixed]
    for values in product((True, False), repeat=len(free)):
        truth = {**{a: held for a, held in fixed.items() if a in found}, **dict(zip(free, values, strict=True))}
        if possible(truth):
            yield truth


def possible(truth: Truth) -> bool:
    """Whether the atoms can come out so: explicit consent is consent, an act cites one ground, and what this version
    of the language does not know never holds.
    """
    if any(held for atom, held in truth.items() if isinstance(atom, Unrecognised)):
        return False
    if truth.get(Consent(explicit=True)) and truth.get(Consent()) is False:
        return False
    if sum(held for atom, held in truth.items() if isinstance(atom, GroundOf)) > 1:
        return False
    sizes = {atom.people: held for atom, held in truth.items() if isinstance(atom, Aggregated)}
    return all(not held or all(sizes[less] for less in sizes if less < size) for size, held in sizes.items())
