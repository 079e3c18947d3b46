"""The duties that come with a permit (SPEC 5): the way to say stop, the recipient's terms, the account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from troth.language import Action, Duty, Version
from troth.terms import Tree


@dataclass(frozen=True, slots=True, eq=False)
class Consequences:
    """The duties of a version that a permit may bring, by clause in file order, and each purpose's topics."""

    duties: tuple[tuple[str, Duty], ...]
    topics: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, version: Version) -> Consequences:
        named = ("offer-choice", "bind-recipients", "account-for-disclosures")
        duties = tuple((c.id, c.duty) for c in version.clauses if c.duty is not None and c.duty.name in named)
        purposes = version.terms.purposes
        topics = {purpose: topics_of(purpose, purposes, version.topics) for purpose in purposes.terms}
        return cls(duties, {purpose: found for purpose, found in topics.items() if found})

    def of_permit(self, action: str, purpose: str) -> tuple[str, ...]:
        return tuple(clause for clause, duty in self.duties if self._comes_with(duty, action, purpose))

    def _comes_with(self, duty: Duty, action: str, purpose: str) -> bool:
        if duty.name == "offer-choice":
            return action != Action.COLLECT and duty.params["topic"] in self.topics.get(purpose, frozenset())
        return action == Action.DISCLOSE


def topics_of(purpose: str, purposes: Tree, declared: Mapping[str, str]) -> frozenset[str]:
    """The purpose's own topic, else those of its nearest ancestors that have one."""
    level = {purpose}
    while level:
        found = frozenset(declared[term] for term in level if term in declared)
        if found:
            return found
        level = {parent for term in level for parent in _parents(term, purposes)}
    return frozenset()


def _parents(term: str, purposes: Tree) -> tuple[str, ...]:
    if term == purposes.name:
        return ()
    return purposes.terms[term].parents or (purposes.name,)
