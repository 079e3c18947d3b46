"""A tree of terms: each covers itself and its descendants (SPEC 2, 3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a tree. No `parents`: it hangs under the root. `dpv`, `fideslang`: its other names."""

    name: str
    parents: tuple[str, ...] = ()
    definition: str = ""
    dpv: str | None = None
    fideslang: str | None = None
    own: bool = False  # the policy's own word, not built in


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """Terms by name, with ancestors and descendants worked out once. The root's name is the tree's name.

    `with_terms` raises ValueError when a parent is unknown, a name is taken, or terms form a ring.
    """

    name: str
    terms: Mapping[str, Term]
    _ancestors: Mapping[str, frozenset[str]] = field(repr=False)
    _descendants: Mapping[str, frozenset[str]] = field(repr=False)

    @classmethod
    def grow(cls, name: str, terms: Iterable[Term]) -> Tree:
        by_name = {name: Term(name)} | {term.name: term for term in terms}
        ancestors = _all_ancestors(name, by_name)
        descendants: dict[str, set[str]] = {term: {term} for term in by_name}
        for term, above in ancestors.items():
            for ancestor in above:
                descendants[ancestor].add(term)
        below = {term: frozenset(names) for term, names in descendants.items()}
        return cls(name, MappingProxyType(by_name), MappingProxyType(ancestors), MappingProxyType(below))

    def __contains__(self, term: object) -> bool:
        return term in self.terms

    def ancestors(self, term: str) -> frozenset[str]:
        """The term itself and all above it. A term the tree does not know has only itself."""
        return self._ancestors.get(term) or frozenset((term,))

    def descendants(self, term: str) -> frozenset[str]:
        """The term itself and all below it. A term the tree does not know has only itself."""
        return self._descendants.get(term) or frozenset((term,))

    def covers(self, term: str, other: str) -> bool:
        """Whether `other` is `term` or stands below it."""
        return term in self.ancestors(other)

    def with_terms(self, own: Iterable[Term]) -> Tree:
        own = tuple(own)
        for term in own:
            if term.name in self.terms:
                raise ValueError(f"the term {term.name!r} is built in")
        return Tree.grow(self.name, [t for n, t in self.terms.items() if n != self.name] + list(own)) if own else self


def _all_ancestors(root: str, terms: Mapping[str, Term]) -> dict[str, frozenset[str]]:
    done: dict[str, frozenset[str]] = {root: frozenset((root,))}
    for start in terms:
        _climb(start, root, terms, done, ())
    return done


def _climb(
    name: str, root: str, terms: Mapping[str, Term], done: dict[str, frozenset[str]], path: tuple[str, ...]
) -> frozenset[str]:
    if name in done:
        return done[name]
    if name in path:
        raise ValueError("the terms form a ring: " + " → ".join([*path[path.index(name) :], name]))
    if name not in terms:
        raise ValueError(f"{path[-1]!r} hangs under the unknown term {name!r}")
    parents = terms[name].parents or (root,)
    above = frozenset((name,)).union(*(_climb(p, root, terms, done, (*path, name)) for p in parents))
    done[name] = above
    return above
