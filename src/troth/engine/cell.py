"""A cell: one action on one datum for one purpose, at one property; and all that can be answered there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from troth.engine.model import NOTHING, Answer, Reason, Verdict
from troth.engine.rules import MOST_REMEMBERED, RuleSet

# action, datum, purpose, property, to, with, source
CellKey = tuple[str, str, str, str, str | None, str | None, str | None]

if TYPE_CHECKING:
    from troth.engine.version import CompiledVersion


@dataclass(slots=True, eq=False)
class Cell:
    """What is asked about one datum, with its rule set and the terms above its own (each with itself).

    `answers` are the finished answers by bits: a decision seen before is one look-up.
    """

    version: CompiledVersion
    action: str
    datum: str
    purpose: str
    property: str
    to: str | None
    other: str | None
    source: str | None
    rules: RuleSet
    data_up: frozenset[str]
    purposes_up: frozenset[str]
    recipients_up: frozenset[str]
    answers: dict[int, Answer] = field(default_factory=dict)
    refusals: dict[Reason, Answer] = field(default_factory=dict)
    elsewhere: dict[int, Cell | None] = field(default_factory=dict)

    def answer(self, bits: int) -> Answer:
        """The answer over those bits (already cut to the rule set's mask), as far as this version goes."""
        found = self.answers.get(bits)
        if found is None:
            if len(self.answers) >= MOST_REMEMBERED:
                self.answers.clear()
            found = self.answers[bits] = self._finish(*self.rules.settle(bits))
        return found

    def under(self, version: CompiledVersion) -> Cell | None:
        """The same cell under another version; None if that does not list the property or know the terms."""
        if version.number not in self.elsewhere:
            key = self.action, self.datum, self.purpose, self.property, self.to, self.other, self.source
            self.elsewhere[version.number] = version.cell(key) if version.knows(key) else None
        return self.elsewhere[version.number]

    def refusal(self, reason: Reason) -> Answer:
        """A refusal that names no clause."""
        found = self.refusals.get(reason)
        if found is None:
            found = self.refusals[reason] = self._finish(Verdict(reason), ground_used=False)
        return found

    def _finish(self, verdict: Verdict, ground_used: bool) -> Answer:
        permitted = verdict.reason is None
        return Answer(
            verdict.reason,
            verdict.clauses,
            verdict.failed,
            verdict.unknown,
            NOTHING if verdict.reason is None else {self.datum: verdict.reason},
            self.version.duties(self.action, self.purpose) if permitted else (),
            self.version.id,
            self.version.policy,
            ((self.datum, verdict),),
            permitted and ground_used,
        )
