"""What a version is asked of one datum of a request, and which of its clauses match that (SPEC 3)."""

from typing import Any, NamedTuple

from spec.policy import DIMENSIONS, Version
from spec.terms import as_list, covers


class Question(NamedTuple):
    """SPEC 5: each datum is answered by itself, in the terms of that version."""

    version: Version
    request: dict[str, Any]
    datum: str

    def fact(self, part: str, name: str) -> Any:
        """A fact of the request's `person`, `datum` …; None where it, or all of that part, is left out."""
        return (self.request.get(part) or {}).get(name)

    def asked(self, dimension: str) -> Any:
        """What the request has in a clause's dimension, for this datum; None where it lacks it."""
        own = {"data": self.datum, "from": self.fact("datum", "source")}
        return own[dimension] if dimension in own else self.request.get(dimension)

    def covered(self, dimension: str, terms: list[str] | None) -> bool:
        """Whether the terms cover that, by the tree; what the request lacks needs no covering."""
        asked = self.asked(dimension)
        return asked is None or covers(self.version.terms[DIMENSIONS[dimension]], terms, asked)


def matches(clause: dict[str, Any], modality: str, question: Question) -> bool:
    """SPEC 3: of that modality, names the action, and each dimension it names matches; a may is specific."""
    action = question.request["action"]
    if action not in as_list(clause.get(modality)):
        return False
    named = {each for each in DIMENSIONS if clause.get(each) is not None}
    specific = {"data", "for", {"disclose": "to", "link": "with"}.get(action, "data")} <= named
    lacking = {each for each in named if question.asked(each) is None}
    if not (specific and not lacking if modality == "may" else lacking <= {"from"}):
        return False
    return all(question.covered(each, as_list(clause[each])) for each in named)
