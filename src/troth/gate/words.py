"""Words that some policy must know before anything is recorded with them.

An error names the nearest known words, never the one that was given: it may be a person's value.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence

from troth.errors import RequestError
from troth.language import GROUND_KINDS, GroundOf, Version, atoms
from troth.terms import Tree


def known_terms(
    versions: Sequence[Version],
    *,
    data: Iterable[str] = (),
    purposes: Iterable[str] = (),
    recipients: Iterable[str] = (),
) -> None:
    """RequestError for a term that no version knows."""
    for tree, terms in (("data", data), ("purposes", purposes), ("recipients", recipients)):
        trees: list[Tree] = [getattr(version.terms, tree) for version in versions]
        for term in terms:
            if not any(term in known for known in trees):
                raise _unknown(
                    f"{tree}: no policy knows such a term", term, {t for known in trees for t in known.terms}
                )


def known_topic(versions: Sequence[Version], topic: str) -> tuple[Version, list[str]]:
    """The newest version that offers a choice on the topic, and the clauses that do. RequestError if none does."""
    for version in reversed(versions):
        offers = [(c.id, str(c.duty.params.get("topic"))) for c in version.duties("offer-choice") if c.duty]
        if clauses := [clause for clause, offered in offers if offered == topic]:
            return version, clauses
    topics = {str(c.duty.params.get("topic")) for v in versions for c in v.duties("offer-choice") if c.duty}
    raise _unknown("topic: no policy offers a choice on it", topic, topics)


def known_version(versions: Sequence[Version], policy: str, version: str) -> None:
    if not any(v.policy == policy and v.version == version for v in versions):
        raise _unknown("no policy has that version", version, {v.version for v in versions if v.policy == policy})


def known_kind(versions: Sequence[Version], kind: str) -> None:
    """A ground's kind: built in, or one that a clause asks for."""
    asked = {
        condition.kind
        for version in versions
        for clause in version.clauses
        for condition in atoms(clause.conditions)
        if isinstance(condition, GroundOf)
    }
    if kind not in asked and kind not in GROUND_KINDS:
        raise _unknown("kind: no ground is of that kind", kind, {*asked, *GROUND_KINDS})


def _unknown(message: str, given: str, known: Collection[str]) -> RequestError:
    """The nearest known words; where none is near, some of them."""
    near = difflib.get_close_matches(given, sorted(known), n=5)
    listed = ", ".join(near or sorted(known)[:12])
    return RequestError(message, help=f"known: {listed}" if known else "see the list of terms and policies")
