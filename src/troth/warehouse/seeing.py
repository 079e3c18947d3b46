"""Who may see an item, as SQL over the store's own tables: what `troth.gate.seeing` works out one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from troth.engine import Engine
from troth.gate.seeing import default
from troth.language import Policy, Version, Visible, atoms
from troth.people.visibility import OF_ITEM, VISIBILITIES
from troth.terms import Tree

# Of what was said about one thing the newest, and at one instant the strictest; nothing where nothing was said.
_SAID = """(SELECT CASE MAX(CASE e.value WHEN 'private' THEN 3 WHEN 'contacts' THEN 2 ELSE 1 END)
WHEN 3 THEN 'private' WHEN 2 THEN 'contacts' WHEN 1 THEN 'public' END FROM person_event AS e
WHERE e.person = "held".person AND e.kind = 'visibility' AND e.about = {about} AND e.at <= :at
AND NOT EXISTS (SELECT 1 FROM person_event AS n WHERE n.person = e.person AND n.kind = 'visibility'
AND n.about = e.about AND n.at > e.at AND n.at <= :at))"""


def seen_by(engine: Engine, version: Version, category: str) -> str | None:
    """Who may see items of the category, in each row; None where no clause asks for it."""
    policy = next((each for each in engine.policies if each.id == version.policy), None)
    if policy is None or not _asked_for(policy):
        return None
    by_default = tuple((each.version, default(engine, version, category, each.version)) for each in policy.versions)
    return _sql(version.terms.data, category, by_default)


@lru_cache(maxsize=64)
def _asked_for(policy: Policy) -> bool:
    clauses = (clause for version in policy.versions for clause in version.clauses)
    return any(Visible() in atoms(clause.conditions) for clause in clauses)


def _sql(tree: Tree, category: str, by_default: Iterable[tuple[str, str | None]]) -> str:
    own = _SAID.format(about=f"'{OF_ITEM}' || CAST(i.id AS TEXT)")
    cases = [f"WHEN '{_quoted(under)}' THEN '{value}'" for under, value in by_default if value is not None]
    rest = [f'CASE "held".version {" ".join(cases)} END'] if cases else []
    return f"COALESCE({', '.join([own, *_by_terms(tree, category), *rest])}, NULL)"


def _by_terms(tree: Tree, category: str) -> list[str]:
    """What was set for terms, the nearest first; where two are near and neither is nearer, the strictest."""
    over = sorted(tree.ancestors(category), key=lambda term: (-len(tree.ancestors(term)), term))
    said = {term: _SAID.format(about=f"'{_quoted(term)}'") for term in over}
    if all(tree.covers(wider, nearer) for nearer, wider in pairwise(over)):
        return list(said.values())
    whens = [_when(value, over, said, tree) for value in reversed(VISIBILITIES)]
    return [f"CASE {' '.join(whens)} END"]


def _when(value: str, over: Sequence[str], said: dict[str, str], tree: Tree) -> str:
    """That a term says so, and no term below it says anything."""
    some = []
    for term in over:
        below = [other for other in over if other != term and tree.covers(term, other)]
        some.append(" AND ".join([f"{said[term]} = '{value}'", *(f"{said[other]} IS NULL" for other in below)]))
    return f"WHEN ({') OR ('.join(some)}) THEN '{value}'"


def _quoted(word: str) -> str:
    return word.replace("'", "''")
