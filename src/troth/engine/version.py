"""One version of a policy, compiled, and its cells: what can be asked under it, each with all that can be answered.

The two stand in one file because neither is anything without the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from troth.engine.asked import Asked, CellKey
from troth.engine.atoms import atoms_of
from troth.engine.combine import combined
from troth.engine.consequences import Consequences
from troth.engine.model import NOTHING, Answer, Reason, Verdict
from troth.engine.modes import Mode, modes_of
from troth.engine.rules import MOST_REMEMBERED, Rule, RuleSet
from troth.engine.tables import ScopeTables, places
from troth.engine.words import Near, Words, nearest
from troth.language import Version

MOST_CELLS = 1 << 16  # kept at once, a version; the same cells are asked again and again
MOST_COMBINATIONS = 4096


@dataclass(slots=True, eq=False)
class Cell(Asked):
    """What is asked about one datum under one version, with its rule set.

    `answers` are the finished answers by bits: a decision seen before is one look-up.
    """

    version: CompiledVersion
    rules: RuleSet
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
            self.elsewhere[version.number] = version.cell(self.key) if version.knows(self.key) else None
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


@dataclass(slots=True, eq=False)
class CompiledVersion:
    """A version with what its clauses compile to; `number` among all of the engine, `place` in its policy."""

    source: Version
    number: int
    place: int
    words: Words
    tables: ScopeTables
    rules: tuple[Rule, ...]
    consequences: Consequences
    modes: tuple[Mode, ...]
    cells: dict[CellKey, Cell] = field(default_factory=dict, repr=False)
    rule_sets: dict[int, RuleSet] = field(default_factory=dict, repr=False)
    combinations: dict[tuple[int, ...], tuple[tuple[Answer, ...], Answer]] = field(default_factory=dict, repr=False)
    siblings: tuple[CompiledVersion, ...] = ()  # all versions of its policy, in order
    id: str = ""
    policy: str = ""

    @classmethod
    def of(cls, version: Version, number: int, place: int) -> CompiledVersion:
        tables = ScopeTables.of(version)
        atoms = atoms_of(version, (c for clause in tables.clauses for c in clause.conditions))
        return cls(
            version,
            number,
            place,
            Words.of(version.terms),
            tables,
            tuple(Rule.of(clause, atoms) for clause in tables.clauses),
            Consequences.of(version),
            modes_of(version),
            id=version.version,
            policy=version.policy,
        )

    @property
    def effective(self) -> datetime:
        return self.source.effective

    def duties(self, action: str, purpose: str) -> tuple[str, ...]:
        """The must clauses that a permit of the action for the purpose brings with it."""
        return self.consequences.of_permit(action, purpose)

    def rule_set(self, bits: int) -> RuleSet:
        """The rules whose bits are set. The same bits give the same rule set, so that what it settled serves all."""
        found = self.rule_sets.get(bits)
        if found is None:
            found = self.rule_sets[bits] = RuleSet.of([self.rules[place] for place in places(bits)])
        return found

    def cell(self, key: CellKey, near: Near = nearest) -> Cell:
        """The cell of (action, datum, purpose, property, to, with, source).

        RequestError if a term is not known to this version.
        """
        found = self.cells.get(key)
        if found is None:
            action, datum, purpose, _, to, other, _ = key
            self.words.check_scope(action, (datum,), purpose, to, other, near)
            if len(self.cells) >= MOST_CELLS:
                self.cells.clear()
            found = self.cells[key] = self._cell(key)
        return found

    def together(self, answers: Sequence[Answer]) -> Answer:
        """The answers for several data as one. Answers are kept and shared, so the same ones come again."""
        key = tuple(map(id, answers))
        found = self.combinations.get(key)
        if found is None:
            if len(self.combinations) >= MOST_COMBINATIONS:
                self.combinations.clear()
            # The parts are kept with the whole, so that no other answer can take over an id.
            found = self.combinations[key] = tuple(answers), combined(answers, self.source)
        return found[1]

    def knows(self, key: CellKey) -> bool:
        """Whether this version lists the cell's property and knows its terms."""
        _, datum, purpose, place, to, other, _ = key
        return place in self.source.properties and self.words.know(datum, purpose, to, other)

    def _cell(self, key: CellKey) -> Cell:
        action, datum, purpose, _, to, _, _ = key
        terms = self.source.terms
        return Cell(
            key,
            action,
            datum,
            purpose,
            to,
            terms.data.ancestors(datum),
            terms.purposes.ancestors(purpose),
            frozenset() if to is None else terms.recipients.ancestors(to),
            self,
            self.rule_set(self._clauses(key)),
        )

    def _clauses(self, key: CellKey) -> int:
        action, datum, purpose, place, to, other, source = key
        tables = self.tables
        return (
            tables.action.of(action)
            & tables.data.of(datum)
            & tables.purposes.of(purpose)
            & tables.properties.of(place)
            & tables.recipients.of(to)
            & tables.others.of(other)
            & tables.sources.of(source)
        )
