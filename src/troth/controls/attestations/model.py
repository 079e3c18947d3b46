"""The nouns of attestations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from troth.language import Clause, Version


@dataclass(frozen=True, slots=True)
class Attested:
    """What somebody says they have seen to: the duty of a clause, as a version words it."""

    version: Version
    clause: Clause

    @property
    def what(self) -> str:
        return str(self._params["what"])

    @property
    def owner(self) -> str:
        return str(self._params["owner"])

    @property
    def every(self) -> timedelta:
        found: timedelta = self._params["every"].length
        return found

    @property
    def _params(self) -> Mapping[str, Any]:
        return self.clause.duty.params if self.clause.duty is not None else {}


@dataclass(frozen=True, slots=True)
class Attestation:
    """An entry of the register; it is never changed. `by`: an account's opaque id. `evidence`: a SHA-256, hexadecimal.

    It answers for the words `what`: where a later version words the duty otherwise, it does not count.
    """

    id: int
    policy: str
    clause: str
    what: str
    by: str
    at: datetime
    until: datetime
    evidence: str | None
    recorded: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How a duty stands at a time: its newest attestation until then, if any, and when that runs out."""

    attested: Attested
    newest: Attestation | None
    until: datetime | None
    in_date: bool
