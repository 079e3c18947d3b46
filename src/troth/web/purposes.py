"""What the company may do with data, to choose from."""

from __future__ import annotations

from troth.language import Version


def purposes_of(version: Version | None) -> list[str]:
    """Each as a term, in the order of the policy."""
    clauses = version.clauses if version else ()
    named = [term for c in clauses if c.modality == "may" and c.scope for term in c.scope.purposes or ()]
    return list(dict.fromkeys(named))
