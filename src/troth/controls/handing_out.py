"""Disclosures on a rehearsed stage: what drills of the account and of recipients do and look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from troth import parties
from troth.controls.attempt import Attempt, Found
from troth.controls.model import Asked
from troth.controls.permitted import Raw
from troth.controls.rehearsal import rehearsed
from troth.controls.stage import Stage
from troth.controls.stand_in import StandIn
from troth.db import Connection
from troth.errors import NotFound
from troth.gate import Outcome
from troth.parties import Agreement, Disclosure, Entered

_HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Handing:
    """A drill person, a recipient on the register, and an act that the policy permits."""

    stage: Stage
    tx: Connection
    asked: Asked
    request: Raw
    came: StandIn

    @classmethod
    def staged(cls, stage: Stage, tx: Connection, asked: Asked, request: Raw) -> Handing:
        return cls(stage, tx, asked, request, StandIn(stage, asked.version, request, asked.at).enter(tx))

    @property
    def person(self) -> int:
        return self.came.person

    @property
    def recipient(self) -> str:
        return self.came.recipient or ""

    def disclose(self, *, to: str | None = None) -> Outcome | None:
        """Tries it, through the gate; None: there is no such recipient, so there is not even an answer."""
        self.came.recipient = to or self.came.recipient
        try:
            return self.came.act(self.tx)
        except NotFound:
            return None

    def listed(self) -> list[Disclosure]:
        """What the person can read."""
        return parties.disclosures(self.tx, self.person)

    def went_out(self, outcome: Outcome | None) -> bool:
        """Whether anything left, whatever was answered."""
        return bool((outcome is not None and (outcome.held or outcome.terms)) or self.listed())

    def enter(self, **changes: Any) -> None:
        """The recipient's entry on the register is another one from an hour before the act on."""
        at = self.asked.at - _HOUR
        now = parties.get_recipient(self.tx, self.recipient, at)
        if now is None:
            raise NotFound("the drill's recipient is not on the register")
        parties.put_recipient(self.tx, replace(now, **changes), at=at, entered=Entered("drill", at))

    def agree(self, start: timedelta, until: timedelta | None) -> str:
        """An agreement of that span, counted from the act; gives its reference."""
        at = self.asked.at
        agreement = Agreement("drill-2", at + start, None if until is None else at + until, "0" * 64)
        parties.add_agreement(self.tx, self.recipient, agreement, entered=Entered("drill", at))
        return agreement.reference


def each(stage: Stage, asked: Asked, requests: list[Raw], attempt: Callable[[Handing], Found]) -> Attempt:
    """The attempt with every request, each on a stage of its own; the first that finds the promise broken tells."""

    def do() -> Found:
        found = Found(False, "the policy permits no such disclosure: there was nothing to try")
        for request in requests:
            with rehearsed(stage) as (there, tx):
                found = attempt(Handing.staged(there, tx, asked, request))
            if not found.kept:
                return found
        return found

    return do
