"""The built-in trees, read from the data files beside this module."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from troth.terms.tree import Term, Tree

# Where a datum can come from besides a recipient term (SPEC 3, `from`).
SOURCES = frozenset(("person", "device", "third-party"))


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """The three trees of one policy version."""

    data: Tree
    purposes: Tree
    recipients: Tree


@cache
def builtin() -> Terms:
    """The trees every policy starts from."""
    return Terms(*(Tree.grow(tree, _read(tree)) for tree in ("data", "purposes", "recipients")))


def _read(tree: str) -> Iterator[Term]:
    text = files("troth.terms").joinpath(f"{tree}.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        parents = tuple(p.strip() for p in row["is"].split(",") if p.strip())
        yield Term(row["term"], parents, row["definition"], row["dpv"] or None, row["fideslang"] or None)
