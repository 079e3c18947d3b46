"""One version of a policy, compiled: scope tables, atoms, rules, and the duties that come with a permit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from troth.engine.atoms import Atom, atoms_of
from troth.engine.cell import Cell, CellKey
from troth.engine.combine import combined
from troth.engine.consequences import Consequences
from troth.engine.model import Answer
from troth.engine.rules import Rule, RuleSet
from troth.engine.sticky import Mode, modes_of
from troth.engine.tables import ScopeTables, places
from troth.engine.words import Words
from troth.language import Condition, Version

MOST_CELLS = 1 << 16  # kept at once, a version; the same cells are asked again and again
MOST_COMBINATIONS = 4096


@dataclass(slots=True, eq=False)
class CompiledVersion:
    """A version with what its clauses compile to; `number` among all of the engine, `place` in its policy."""

    source: Version
    number: int
    place: int
    words: Words
    tables: ScopeTables
    atoms: Mapping[Condition, Atom]
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
            atoms,
            tuple(Rule.of(clause, atoms) for clause in tables.clauses),
            Consequences.of(version),
            modes_of(version),
            id=version.version,
            policy=version.policy,
        )

    @property
    def effective(self) -> datetime:
        return self.source.effective

    def lists(self, property: str) -> bool:  # noqa: A002
        return property in self.source.properties

    def duties(self, action: str, purpose: str) -> tuple[str, ...]:
        return self.consequences.of_permit(action, purpose)

    def rule_set(self, bits: int) -> RuleSet:
        found = self.rule_sets.get(bits)
        if found is None:
            found = self.rule_sets[bits] = RuleSet.of([self.rules[place] for place in places(bits)])
        return found

    def cell(self, key: CellKey) -> Cell:
        """The cell of (action, datum, purpose, property, to, with, source).

        RequestError if a term is not known to this version.
        """
        found = self.cells.get(key)
        if found is None:
            action, datum, purpose, _, to, other, _ = key
            self.words.check_scope(action, (datum,), purpose, to, other)
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
        return self.lists(place) and self.words.know(datum, purpose, to, other)

    def _cell(self, key: CellKey) -> Cell:
        _, datum, purpose, _, to, _, _ = key
        terms = self.source.terms
        return Cell(
            self,
            *key,
            self.rule_set(self._clauses(key)),
            terms.data.ancestors(datum),
            terms.purposes.ancestors(purpose),
            frozenset() if to is None else terms.recipients.ancestors(to),
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
