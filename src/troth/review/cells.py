"""Cells: the requests a policy can tell apart, one for each distinct set of rules that hold it.

Two requests that the same clauses hold are alike to the policy, whatever their terms. So a search over one cell a
rule set misses nothing that a search over all terms would find, and there are few rule sets.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from troth.language import Action, Clause, Scope, Version
from troth.terms import SOURCES, Tree

Dimension = Literal["data", "purposes", "recipients", "others", "sources", "properties"]
DIMENSIONS: tuple[Dimension, ...] = ("data", "purposes", "recipients", "others", "sources", "properties")
AUDIENCES = ("public", "contacts")  # recipients that the condition `visible` looks at

Part = str | None
Bits = int  # a bit a rule, and one a version that knows all the terms so far


@dataclass(frozen=True, slots=True)
class Cell:
    """A request without its facts about the person. A part that is None is left out."""

    action: Action
    datum: str
    purpose: str
    to: Part
    other: Part
    source: Part
    property: str
    bits: Bits

    def request(self, at: str) -> dict[str, Any]:
        raw = {"action": self.action.value, "data": [self.datum], "for": self.purpose, "in": self.property, "at": at}
        named = {"to": self.to, "with": self.other}
        raw |= {name: term for name, term in named.items() if term is not None}
        return raw | ({"datum": {"source": self.source}} if self.source is not None else {})


class Cells:
    """The cells of one or more versions, by the may and never clauses of all of them."""

    def __init__(self, versions: Sequence[Version]) -> None:
        self._rules = [(v, c, c.scope) for v in versions for c in v.clauses if c.scope is not None]
        self._versions = versions
        self._masks: dict[tuple[Dimension, Part], Bits] = {}

    def of(self, version: Version, clause: Clause) -> Iterator[Cell]:
        """The cells in the clause's scope; the clause's own words come first."""
        if clause.scope is None:
            raise ValueError(f"clause {clause.id} neither permits nor forbids")
        for action in clause.scope.actions:
            yield from self._cells(version, clause.scope, action)

    def cell(
        self,
        action: Action,
        datum: str,
        purpose: str,
        to: Part,
        other: Part,
        source: Part,
        property: str,  # noqa: A002
    ) -> Cell:
        """The cell of those very terms."""
        terms: tuple[Part, ...] = (datum, purpose, to, other, source, property)
        bits = self._of_action(action)
        for dimension, term in zip(DIMENSIONS, terms, strict=True):
            bits &= self._mask(dimension, term)
        return Cell(action, datum, purpose, to, other, source, property, bits)

    def beside(self, version: Version, cell: Cell, dimension: Dimension, but: Collection[str] = ()) -> Iterator[Cell]:
        """The cells that differ from this one in that term alone, one a set of rules; none of the terms `but`."""
        seen = {cell.bits}
        for term in (near for near in _near(version, dimension, _part(cell, dimension)) if near not in but):
            found = self.moved(cell, dimension, term)
            if found.bits not in seen:
                seen.add(found.bits)
                yield found

    def moved(self, cell: Cell, dimension: Dimension, term: str) -> Cell:
        """The cell that differs from this one in that term."""
        terms = {each: _part(cell, each) for each in DIMENSIONS} | {dimension: term}
        return self.cell(cell.action, *terms.values())  # type: ignore[arg-type]

    def rules(self, cell: Cell, *versions: Version) -> list[Clause]:
        """The may and never clauses of those versions whose scope holds the cell."""
        return [c for place, (v, c, _) in enumerate(self._rules) if cell.bits >> place & 1 and v in versions]

    def known(self, cell: Cell, version: Version) -> bool:
        """Whether the version knows all of the cell's terms and lists its property."""
        return bool(cell.bits >> len(self._rules) + self._versions.index(version) & 1)

    def _cells(self, version: Version, scope: Scope, action: Action) -> Iterator[Cell]:
        partial: dict[tuple[Bits, Part], tuple[Part, ...]] = {(self._of_action(action), None): ()}
        for dimension in DIMENSIONS:
            choices = [(term, self._mask(dimension, term)) for term in _choices(version, scope, dimension, action)]
            grown: dict[tuple[Bits, Part], tuple[Part, ...]] = {}
            for (bits, audience), parts in partial.items():
                for term, mask in choices:
                    seen = _audience(term) if dimension == "recipients" else audience
                    grown.setdefault((bits & mask, seen), (*parts, term))
            partial = grown
        for (bits, _), (datum, purpose, to, other, source, place) in partial.items():
            if datum is not None and purpose is not None and place is not None:
                yield Cell(action, datum, purpose, to, other, source, place, bits)

    def _of_action(self, action: Action) -> Bits:
        return self._bits(lambda _v, _c, scope: action in scope.actions, lambda _: True)

    def _mask(self, dimension: Dimension, term: Part) -> Bits:
        """The rules whose scope takes the term in that dimension, and the versions that know it."""
        mask = self._masks.get((dimension, term))
        if mask is None:
            mask = self._bits(
                lambda v, c, scope: _takes(v, c, scope, dimension, term),
                lambda v: term is None or term in _known(v, dimension),
            )
            self._masks[dimension, term] = mask
        return mask

    def _bits(self, takes: Callable[[Version, Clause, Scope], bool], knows: Callable[[Version], bool]) -> Bits:
        told = [takes(*rule) for rule in self._rules] + [knows(version) for version in self._versions]
        return sum(1 << place for place, held in enumerate(told) if held)


def _part(cell: Cell, dimension: Dimension) -> Part:
    parts = (cell.datum, cell.purpose, cell.to, cell.other, cell.source, cell.property)
    return dict(zip(DIMENSIONS, parts, strict=True))[dimension]


def _near(version: Version, dimension: Dimension, term: Part) -> list[str]:
    """The terms of a dimension, those above the term first: what is taken too widely shows there."""
    tree = _tree(version, dimension)
    above = tree.ancestors(term) if tree is not None and term is not None and term in tree.terms else frozenset[str]()
    return sorted(_known(version, dimension), key=lambda known: (known not in above, known))


def _audience(term: Part) -> Part:
    """What `visible` and `own-recipient` can tell apart about a recipient."""
    return term if term is None or term in AUDIENCES else "other"


def _choices(version: Version, scope: Scope, dimension: Dimension, action: Action) -> list[Part]:
    """The terms of a dimension that the scope takes, the named ones first; and leaving it out, where that may be."""
    named: tuple[str, ...] | None = getattr(scope, dimension)
    known = _known(version, dimension)
    below = set(known) if named is None else {t for n in named for t in _below(version, dimension, n)} & set(known)
    terms: list[Part] = [*sorted(below, key=lambda term: (named is None or term not in named, term))]
    needed = {"data": True, "purposes": True, "properties": True}.get(dimension, False)
    needed |= (dimension, action) in {("recipients", Action.DISCLOSE), ("others", Action.LINK)}
    return terms if needed or named is not None else [None, *terms]


def _takes(version: Version, clause: Clause, scope: Scope, dimension: Dimension, term: Part) -> bool:
    named: tuple[str, ...] | None = getattr(scope, dimension)
    if named is None:
        return True
    if term is None:  # an unknown source is in every never and in no may; all else that is left out is in neither
        return dimension == "sources" and clause.modality == "never"
    tree = _tree(version, dimension)
    return any(name == term or (tree is not None and tree.covers(name, term)) for name in named)


def _tree(version: Version, dimension: Dimension) -> Tree | None:
    terms = version.terms
    if dimension in ("data", "others"):
        return terms.data
    return {"purposes": terms.purposes, "recipients": terms.recipients, "sources": terms.recipients}.get(dimension)


def _known(version: Version, dimension: Dimension) -> Iterable[str]:
    tree = _tree(version, dimension)
    if tree is None:
        return version.properties
    return [*tree.terms, *SOURCES] if dimension == "sources" else tree.terms


def _below(version: Version, dimension: Dimension, term: str) -> Iterable[str]:
    tree = _tree(version, dimension)
    return tree.descendants(term) if tree is not None else (term,)
