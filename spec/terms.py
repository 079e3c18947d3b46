"""The three trees of terms: the built-in ones, and a policy's own words hung into them (SPEC 2, 3)."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spec.errors import PolicyError

TREES = ("data", "purposes", "recipients")
BUILT_IN = Path(__file__).resolve().parent.parent / "src" / "troth" / "terms"


@dataclass(frozen=True)
class Tree:
    """One tree. `parents` has each term but the root; `above` each term's ancestors, the root included."""

    root: str
    parents: Mapping[str, tuple[str, ...]]
    above: Mapping[str, frozenset[str]]

    def knows(self, term: str) -> bool:
        """SPEC 2: the root is a term too."""
        return term in self.above

    def covers(self, term: str, other: str) -> bool:
        """SPEC 3: a term covers itself and its descendants. An unknown term covers only itself."""
        return term == other or term in self.above.get(other, ())


@dataclass(frozen=True)
class Terms:
    """The three trees that one version knows, and the topics of its purposes."""

    data: Tree
    purposes: Tree
    recipients: Tree
    topics: Mapping[str, str]

    def topics_of(self, purpose: str) -> set[str]:
        """SPEC 5: the topic of a purpose is its own, else the nearest one along each line of ancestors."""
        if purpose in self.topics:
            return {self.topics[purpose]}
        parents = self.purposes.parents.get(purpose, ())
        return {topic for parent in parents for topic in self.topics_of(parent)}


def builtin_terms(path: str | Path = BUILT_IN) -> Terms:
    """Read the built-in trees: a folder with a file a tree, or one file with a `tree` column."""
    path = Path(path)
    trees: dict[str, dict[str, list[str]]] = {name: {} for name in TREES}
    for file in [path] if path.is_file() else [path / f"{name}.csv" for name in TREES]:
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                parents = [parent.strip() for parent in row["is"].split(",")]
                trees[row.get("tree") or file.stem][row["term"]] = parents
    data, purposes, recipients = (grow(Tree(name, {}, {name: frozenset()}), trees[name]) for name in TREES)
    return Terms(data, purposes, recipients, topics={})


def grow(tree: Tree, own: Mapping[str, Iterable[str]]) -> Tree:
    """SPEC 2: hang words into a tree. Raises PolicyError for a known word, an unknown parent or a circle."""
    parents = dict(tree.parents)
    for term, named in own.items():
        if tree.knows(term):
            raise PolicyError(f"terms.{tree.root}.{term}: a built-in term cannot be moved")
        parents[term] = tuple(named)
    above = dict(tree.above)
    for term in own:
        climb(term, parents, above, frozenset())
    return Tree(tree.root, parents, above)


def climb(
    term: str, parents: Mapping[str, tuple[str, ...]], above: dict[str, frozenset[str]], below: frozenset[str]
) -> frozenset[str]:
    """All ancestors of a term, noted in `above`; `below` holds the terms on the way up to it."""
    if term not in above:
        if term in below or term not in parents:
            raise PolicyError(f"{term}: {'an ancestor of itself' if term in below else 'unknown term'}")
        higher = [climb(parent, parents, above, below | {term}) for parent in parents[term]]
        above[term] = frozenset(parents[term]).union(*higher)
    return above[term]


def own_terms(built_in: Terms, own: Mapping[str, Mapping[str, Any]]) -> Terms:
    """SPEC 2: a version's trees. `is` names parents; left out, the word hangs under the root of its tree."""
    if set(own) - set(TREES):
        raise PolicyError("terms: only data, purposes and recipients are trees")

    def hung(tree: Tree) -> Tree:
        entries = (own.get(tree.root) or {}).items()
        return grow(tree, {term: as_list((entry or {}).get("is") or tree.root) for term, entry in entries})

    purposes = (own.get("purposes") or {}).items()
    topics = {term: entry["topic"] for term, entry in purposes if entry and entry.get("topic")}
    return Terms(hung(built_in.data), hung(built_in.purposes), hung(built_in.recipients), topics)


def as_list(value: Any) -> list[Any]:
    """SPEC 3: one, or a list of them; nothing is an empty list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
