"""Scope tables: for each dimension, which clauses a term falls under, as a bitset (SPEC 3, "Dimensions").

Bit i stands for the i-th may or never of the version. The rule set of a cell is the AND of one entry from
each table, so that a policy of ten times the clauses is decided in the same time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from troth.language import Clause, Scope, Version
from troth.terms import Tree


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One dimension. `otherwise`: the clauses for a term not named; `lacking`: for a request without one."""

    entries: Mapping[str, int]
    otherwise: int
    lacking: int

    def of(self, term: str | None) -> int:
        """The clauses whose scope holds the term in this dimension."""
        return self.lacking if term is None else self.entries.get(term, self.otherwise)


@dataclass(frozen=True, slots=True, eq=False)
class ScopeTables:
    """All dimensions of a version, over its mays and nevers in file order."""

    clauses: tuple[Clause, ...]
    action: Table
    data: Table
    purposes: Table
    recipients: Table
    others: Table
    sources: Table
    properties: Table

    @classmethod
    def of(cls, version: Version) -> ScopeTables:
        clauses = tuple(clause for clause in version.clauses if clause.scope is not None)
        scopes = [clause.scope for clause in clauses if clause.scope is not None]
        terms = version.terms
        return cls(
            clauses,
            _table([tuple(a.value for a in scope.actions) for scope in scopes], None),
            _table([scope.data for scope in scopes], terms.data),
            _table([scope.purposes for scope in scopes], terms.purposes),
            _table([scope.recipients for scope in scopes], terms.recipients),
            _table([scope.others for scope in scopes], terms.data),
            _sources(clauses, scopes, terms.recipients),
            _table([scope.properties for scope in scopes], None),
        )


def places(bits: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _table(named: Sequence[tuple[str, ...] | None], tree: Tree | None) -> Table:
    """`tree` None: words that stand only for themselves."""
    any_term = sum(1 << place for place, terms in enumerate(named) if terms is None)
    entries: dict[str, int] = {}
    for place, terms in enumerate(named):
        for term in _expanded(terms or (), tree):
            entries[term] = entries.get(term, any_term) | 1 << place
    return Table(entries, any_term, any_term)


def _expanded(terms: Iterable[str], tree: Tree | None) -> frozenset[str]:
    if tree is None:
        return frozenset(terms)
    return frozenset[str]().union(*(tree.descendants(term) for term in terms))


def _sources(clauses: Sequence[Clause], scopes: Sequence[Scope], recipients: Tree) -> Table:
    """An unknown source matches every never, and no may that names one.

    `person` and `device` stand in no tree and so cover only themselves; `third-party` is a recipient term.
    """
    table = _table([scope.sources for scope in scopes], recipients)
    nevers = sum(1 << place for place, clause in enumerate(clauses) if clause.modality == "never")
    return Table(table.entries, table.otherwise, table.otherwise | nevers)
