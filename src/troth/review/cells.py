"""Cells: the requests a policy can tell apart, one for each class of terms that its clauses treat alike.

Two terms are of one class when the same clauses name them or an ancestor of theirs. So a search over one term a
class misses nothing that a search over all terms would find.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

from troth.language import Action, Clause, Scope, Version
from troth.terms import SOURCES, Tree

Dimension = Literal["data", "purposes", "recipients", "others", "sources", "properties"]
DIMENSIONS: tuple[Dimension, ...] = ("data", "purposes", "recipients", "others", "sources", "properties")
Rules = frozenset[tuple[str, str]]  # (version, clause id)


@dataclass(frozen=True, slots=True)
class Cell:
    """A request without its facts about the person. A part that is None is left out."""

    action: Action
    datum: str
    purpose: str
    to: str | None
    other: str | None
    source: str | None
    property: str

    def request(self, at: str) -> dict[str, Any]:
        raw = {
            "action": self.action.value,
            "data": [self.datum],
            "for": self.purpose,
            "in": self.property,
            "at": at,
        }
        named = {"to": self.to, "with": self.other}
        raw |= {name: term for name, term in named.items() if term is not None}
        return raw | ({"datum": {"source": self.source}} if self.source is not None else {})


class Cells:
    """The cells of one or more versions, by the clauses of all of them."""

    def __init__(self, versions: Sequence[Version]) -> None:
        self.versions = versions
        self._rules = [(v, c, c.scope) for v in versions for c in v.clauses if c.scope is not None]

    def of(self, version: Version, clause: Clause) -> Iterator[Cell]:
        """The cells in the clause's scope, one a class; the most specific words of the clause first."""
        scope = _scope(clause)
        parts = [self._choices(version, scope, dimension) for dimension in DIMENSIONS]
        for action in scope.actions:
            for datum, purpose, to, other, source, place in product(*parts):
                if datum and purpose and place and _complete(action, to, other):
                    yield Cell(action, datum, purpose, to, other, source, place)

    def rules(self, cell: Cell) -> Rules:
        """The may and never clauses whose scope holds the cell."""
        return frozenset((v.version, c.id) for v, c, scope in self._rules if _holds(v, c, scope, cell))

    def _choices(self, version: Version, scope: Scope, dimension: Dimension) -> list[str | None]:
        named = _named(scope, dimension)
        known = set(_known(version, dimension))
        below = known if named is None else {t for n in named for t in _below(version, dimension, n)} & known
        classes: dict[Rules, str] = {}
        for term in sorted(below, key=lambda t: (named is None or t not in named, t)):
            classes.setdefault(self._class(dimension, term), term)
        missing: list[str | None] = [None] if named is None and dimension not in ("data", "purposes") else []
        return [*missing, *classes.values()]

    def _class(self, dimension: Dimension, term: str) -> Rules:
        known = frozenset((v.version, "") for v in self.versions if term in _known(v, dimension))
        return known | frozenset(
            (v.version, c.id)
            for v, c, scope in self._rules
            if (named := _named(scope, dimension)) is None or _covered(v, dimension, named, term)
        )


def _scope(clause: Clause) -> Scope:
    if clause.scope is None:
        raise ValueError(f"clause {clause.id} neither permits nor forbids")
    return clause.scope


def _complete(action: Action, to: str | None, other: str | None) -> bool:
    return (to is not None or action is not Action.DISCLOSE) and (other is not None or action is not Action.LINK)


def _named(scope: Scope, dimension: Dimension) -> tuple[str, ...] | None:
    named: tuple[str, ...] | None = getattr(scope, dimension)
    return named


def _tree(version: Version, dimension: Dimension) -> Tree | None:
    trees = {
        "data": version.terms.data,
        "others": version.terms.data,
        "purposes": version.terms.purposes,
        "recipients": version.terms.recipients,
        "sources": version.terms.recipients,
    }
    return trees.get(dimension)


def _known(version: Version, dimension: Dimension) -> Iterable[str]:
    tree = _tree(version, dimension)
    if tree is None:
        return version.properties
    return [*tree.terms, *SOURCES] if dimension == "sources" else tree.terms


def _below(version: Version, dimension: Dimension, term: str) -> Iterable[str]:
    tree = _tree(version, dimension)
    return tree.descendants(term) if tree is not None else (term,)


def _covered(version: Version, dimension: Dimension, named: Iterable[str], term: str) -> bool:
    tree = _tree(version, dimension)
    return any(name == term or (tree is not None and tree.covers(name, term)) for name in named)


def _holds(version: Version, clause: Clause, scope: Scope, cell: Cell) -> bool:
    if cell.action not in scope.actions:
        return False
    values = (cell.datum, cell.purpose, cell.to, cell.other, cell.source, cell.property)
    for dimension, term in zip(DIMENSIONS, values, strict=True):
        named = _named(scope, dimension)
        if named is None:
            continue
        if term is None:  # an unknown source matches every never and no may; all else that lacks does not match
            if dimension == "sources" and clause.modality == "never":
                continue
            return False
        if not _covered(version, dimension, named, term):
            return False
    return True
