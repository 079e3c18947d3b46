"""One datum of a request, put to one version: what conditions and clauses are asked about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from spec.policy import Version
from spec.terms import Terms


@dataclass(frozen=True)
class Question:
    """SPEC 5: an answer is found for each datum of the request, by a version and its own terms."""

    version: Version
    request: Mapping[str, Any]
    datum: str

    @property
    def terms(self) -> Terms:
        """The terms as this version knows them."""
        return self.version.terms

    @property
    def at(self) -> datetime:
        """The time of the request, which is the only time there is."""
        time: datetime = self.request["at"]
        return time

    def fact(self, part: str, name: str) -> Any:
        """A fact of the request's `person`, `datum` …, or None where it or all of that part is left out."""
        return (self.request.get(part) or {}).get(name)

    def covered(self, data: list[str] | None) -> bool:
        """Whether the datum lies under any of the terms; none named covers nothing."""
        return any(self.terms.data.covers(term, self.datum) for term in data or [])

    def purpose_covered(self, purposes: list[str] | None) -> bool:
        """Whether the request's purpose lies under any of the terms."""
        return any(self.terms.purposes.covers(term, self.request["for"]) for term in purposes or [])

    def recipient_covered(self, recipients: list[str] | None) -> bool:
        """Whether the recipient lies under any of the terms, or the request has none."""
        to = self.request.get("to")
        return to is None or any(self.terms.recipients.covers(term, to) for term in recipients or [])
