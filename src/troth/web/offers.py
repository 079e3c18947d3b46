"""What the form offers to choose from: the words of the policies, grouped by the trees they hang in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from troth.engine import Engine
from troth.language import FACTS, GROUND_KINDS, Action, GroundOf, Role, Version, atoms
from troth.language.plain_words import VERBS
from troth.terms import Tree

Option = tuple[str, str]  # value and words
Group = tuple[str, tuple[Option, ...]]


@dataclass(frozen=True, slots=True)
class Offers:
    """Options of each question; those with many are in groups."""

    actions: tuple[Option, ...]
    data: tuple[Group, ...]
    purposes: tuple[Group, ...]
    recipients: tuple[Group, ...]
    properties: tuple[str, ...]
    topics: tuple[str, ...]
    grounds: tuple[str, ...]
    roles: tuple[str, ...]
    facts: tuple[str, ...]
    versions: tuple[str, ...]


@lru_cache(maxsize=8)
def offers(engine: Engine) -> Offers:
    """Of all policies: of each its newest version, and every version's name."""
    newest = [policy.versions[-1] for policy in engine.policies if policy.versions]
    conditions = [atom for version in newest for clause in version.clauses for atom in atoms(clause.conditions)]
    kinds = [*GROUND_KINDS, *(each.kind for each in conditions if isinstance(each, GroundOf))]
    return Offers(
        tuple((action.value, VERBS[action]) for action in Action),
        _groups(version.terms.data for version in newest),
        _groups(version.terms.purposes for version in newest),
        _groups(version.terms.recipients for version in newest),
        _once(place for version in newest for place in version.properties),
        _once(topic for version in newest for topic in _topics(version)),
        _once(kinds),
        _once(each.name for each in conditions if isinstance(each, Role)),
        FACTS,
        _once(version.version for policy in engine.policies for version in reversed(policy.versions)),
    )


def _topics(version: Version) -> Iterable[str]:
    for clause in version.duties("offer-choice"):
        if clause.duty is not None and (topic := clause.duty.params.get("topic")):
            yield str(topic)


def _groups(trees: Iterable[Tree]) -> tuple[Group, ...]:
    """The terms below the root, each group under the term it hangs from; a policy's own words among them."""
    groups: dict[str, dict[str, None]] = {}
    for tree in trees:
        for top in sorted(_children(tree, tree.name)):
            groups.setdefault(top, {})[top] = None
            groups[top] |= dict.fromkeys(sorted(tree.descendants(top) - {top}))
    return tuple((top.replace("-", " "), _options(terms)) for top, terms in groups.items())


def _children(tree: Tree, parent: str) -> list[str]:
    return [name for name, term in tree.terms.items() if name != parent and parent in (term.parents or (tree.name,))]


def _options(terms: Iterable[str]) -> tuple[Option, ...]:
    return tuple((term, term.replace("-", " ")) for term in terms)


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
