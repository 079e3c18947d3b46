"""The trees of terms: the built-in ones, and a policy's own words hung into them (SPEC 2, 3)."""

import csv
from pathlib import Path
from typing import Any

BUILT_IN = Path(__file__).resolve().parent.parent / "src" / "troth" / "terms"
TREES = ("data", "purposes", "recipients")
Terms = dict[str, dict[str, list[str]]]  # the parents of each term in each tree; a root has none


def as_list(value: Any) -> list[Any]:
    """SPEC 3: one word or a list of them; nothing is none."""
    return value if isinstance(value, list) else [] if value is None else [value]


def builtin_terms(path: str | Path = BUILT_IN) -> Terms:
    """SPEC 2: the built-in trees, from a folder with a file for each, or one file with a `tree` column."""
    terms: Terms = {tree: {tree: []} for tree in TREES}
    for file in [Path(path)] if Path(path).is_file() else [Path(path) / f"{tree}.csv" for tree in TREES]:
        for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
            terms[row.get("tree") or file.stem][row["term"]] = row["is"].split(",")
    return terms


def own_terms(built_in: Terms, own: dict[str, Any]) -> Terms:
    """SPEC 2: `is` names parents; left out, a word hangs under the root. SPEC 3: sources may be recipients."""
    terms: Terms = {}
    for tree in TREES:
        hung = {term: as_list((word or {}).get("is") or tree) for term, word in (own.get(tree) or {}).items()}
        terms[tree] = built_in[tree] | hung
        unknown = [parent for parents in hung.values() for parent in parents if parent not in terms[tree]]
        if unknown or hung.keys() & built_in[tree] or any(covers(terms[tree], [], term) for term in hung):
            raise ValueError(f"terms.{tree}: an unknown parent, or a built-in term moved: {unknown}")
    return terms | {"sources": terms["recipients"] | {"person": [], "device": []}, "places": {}}


def covers(tree: dict[str, list[str]], terms: list[str] | None, other: str) -> bool:
    """SPEC 3: whether one of the terms is the other or an ancestor of it. An unknown one is only itself."""
    return other in (terms or ()) or any(covers(tree, terms, parent) for parent in tree.get(other, ()))
