"""A predicate over rows: and, or and not over leaves that may be true, false or unknown of a row.

Kleene's three values come down to two questions that have a yes or a no: does it hold, and does it fail? Of what is
unknown neither is so. A condition is taken apart into these (`not` swaps them, an `any` fails when all its parts
fail), so the tree needs no third value, and SQL that gives NULL for the unknown hides the row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from troth.engine.leaves import Carried, Leaf


@dataclass(frozen=True, slots=True)
class Holds:
    """The leaf is true of the row."""

    leaf: Leaf


@dataclass(frozen=True, slots=True)
class Fails:
    """The leaf is false of the row: known not to be so."""

    leaf: Leaf


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Unless:
    """The part does not hold of the row, be it false or unknown."""

    part: Predicate


Predicate = bool | Holds | Fails | And | Or | Unless


def all_of(parts: Iterable[Predicate]) -> Predicate:
    """True where all are; as few parts as can be told without looking at a row."""
    found: dict[Predicate, None] = {}
    for part in parts:
        if part is False:
            return False
        found.update(dict.fromkeys(part.parts if isinstance(part, And) else (part,)))
    found.pop(True, None)
    if any(_opposite(part) in found for part in found):
        return False
    kept = [part for part in found if not (isinstance(part, Or) and any(inner in found for inner in part.parts))]
    return _assuming(kept)


def any_of(parts: Iterable[Predicate]) -> Predicate:
    """True where one is."""
    found: dict[Predicate, None] = {}
    for part in parts:
        if part is True:
            return True
        found.update(dict.fromkeys(part.parts if isinstance(part, Or) else (part,)))
    found.pop(False, None)
    kept = [part for part in found if not (isinstance(part, And) and any(inner in found for inner in part.parts))]
    kept = _carried_together(kept)
    if not kept:
        return False
    return kept[0] if len(kept) == 1 else Or(tuple(kept))


def unless(part: Predicate) -> Predicate:
    """True where the part is not."""
    if isinstance(part, bool):
        return not part
    return part.part if isinstance(part, Unless) else Unless(part)


def given(part: Predicate, known: frozenset[Predicate]) -> Predicate:
    """The part where those are known to be true."""
    if part in known:
        return True
    match part:
        case And(parts):
            return all_of(given(each, known) for each in parts)
        case Or(parts):
            return any_of(given(each, known) for each in parts)
        case Unless(inner):
            return unless(given(inner, known))
        case _:
            return False if _opposite(part) in known else part


def holds(part: Predicate, truth: Callable[[Leaf], bool | None]) -> bool:
    """Whether the predicate is true of a row, told the truth of its leaves."""
    match part:
        case bool():
            return part
        case Holds(leaf):
            return truth(leaf) is True
        case Fails(leaf):
            return truth(leaf) is False
        case And(parts):
            return all(holds(each, truth) for each in parts)
        case Or(parts):
            return any(holds(each, truth) for each in parts)
        case Unless(inner):
            return not holds(inner, truth)


def leaves(part: Predicate) -> Iterable[Leaf]:
    """The leaves, as often as they stand there."""
    match part:
        case Holds(leaf) | Fails(leaf):
            yield leaf
        case And(parts) | Or(parts):
            for each in parts:
                yield from leaves(each)
        case Unless(inner):
            yield from leaves(inner)


def _opposite(part: Predicate) -> Predicate | None:
    match part:
        case Holds(leaf):
            return Fails(leaf)
        case Fails(leaf):
            return Holds(leaf)
        case Unless(inner):
            return inner
        case _:
            return None


def _assuming(parts: list[Predicate]) -> Predicate:
    """The parts together; inside each the others are known to be true."""
    simple = frozenset(part for part in parts if not isinstance(part, Or | Unless))
    compound = frozenset(parts) - simple
    narrowed = [part if part in simple else given(part, (simple | compound) - {part}) for part in parts]
    if narrowed != parts and len(compound) > 0:
        return all_of(narrowed)
    if not parts:
        return True
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def _carried_together(parts: list[Predicate]) -> list[Predicate]:
    """One question for all versions a datum may carry, where nothing else depends on which it is."""
    versions = [part.leaf.versions for part in parts if isinstance(part, Holds) and isinstance(part.leaf, Carried)]
    if len(versions) < 2:
        return parts
    merged = Holds(Carried(tuple(dict.fromkeys(name for names in versions for name in names))))
    rest = [part for part in parts if not (isinstance(part, Holds) and isinstance(part.leaf, Carried))]
    return [merged, *rest]
