"""Words that some policy must know before anything is recorded with them; an unknown one names the nearest known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

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
                near = trees[-1].nearest(term) if trees else []
                raise _unknown(f"no term of {tree} is called {term!r}", near)


def known_topic(versions: Sequence[Version], topic: str) -> tuple[Version, list[str]]:
    """The newest version that offers a choice on the topic, and the clauses that do. RequestError if none does."""
    for version in reversed(versions):
        offers = [(c.id, str(c.duty.params.get("topic"))) for c in version.duties("offer-choice") if c.duty]
        if clauses := [clause for clause, offered in offers if offered == topic]:
            return version, clauses
    topics = sorted({str(c.duty.params.get("topic")) for v in versions for c in v.duties("offer-choice") if c.duty})
    raise _unknown(f"no policy offers a choice on {topic!r}", topics)


def known_version(versions: Sequence[Version], policy: str, version: str) -> None:
    if not any(v.policy == policy and v.version == version for v in versions):
        near = difflib.get_close_matches(version, [v.version for v in versions if v.policy == policy], cutoff=0)
        raise _unknown(f"the policy {policy!r} has no version {version!r}", near)


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
        raise _unknown(f"no ground is of the kind {kind!r}", sorted({*asked, *GROUND_KINDS}))


def _unknown(message: str, known: Sequence[str]) -> RequestError:
    return RequestError(message, help=f"known: {', '.join(known[:12])}" if known else "no policy is loaded")
