"""The mays and nevers that meet in a cell, compiled: bits in, verdict out (SPEC 5, steps 4 to 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from troth.engine.atoms import ONCE, Atom, Holds, Narrow, NarrowAtom, Truth, WideAtom, compiled
from troth.engine.model import NOTHING, Reason, Verdict
from troth.language import Clause, Condition, GroundOf
from troth.language import atoms as atomic

MOST_REMEMBERED = 4096  # verdicts a rule set; more are worked out again


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One may or never with its conditions as functions of the bits."""

    id: str
    permits: bool
    conditions: tuple[tuple[str, Holds], ...]
    atoms: tuple[Atom, ...]
    grounds: int  # the `true` bits of the grounds that its conditions name

    @classmethod
    def of(cls, clause: Clause, atoms: dict[Condition, Atom]) -> Rule:
        inside = dict.fromkeys(atomic(clause.conditions))
        return cls(
            clause.id,
            clause.modality == "may",
            tuple((str(condition), compiled(condition, atoms)) for condition in clause.conditions),
            tuple(atoms[a] for a in inside),
            sum(atoms[a].true for a in inside if isinstance(a, GroundOf)),
        )

    def all_hold(self, bits: int) -> bool:
        return all(holds(bits) is True for _, holds in self.conditions)

    def one_holds(self, bits: int) -> bool:
        return any(holds(bits) is True for _, holds in self.conditions)

    def not_true(self, bits: int) -> tuple[str, ...]:
        """The conditions that do not hold over those bits, or of which nobody can tell."""
        return tuple(name for name, holds in self.conditions if holds(bits) is not True)

    def unknown(self, bits: int) -> tuple[str, ...]:
        """Those of which nobody can tell."""
        return tuple(name for name, holds in self.conditions if holds(bits) is None)


@dataclass(slots=True, eq=False)
class RuleSet:
    """The rules of a cell. Many cells share one; what it has settled it remembers."""

    nevers: tuple[Rule, ...]
    mays: tuple[Rule, ...]
    wide: tuple[WideAtom, ...] = ()
    narrow: tuple[tuple[Narrow, Mapping[Truth, int]], ...] = ()  # how its narrow atoms are read, and their bits
    wide_known: int = 0  # the `known` bits of its wide atoms
    mask: int = 0  # all bits that can change its verdict
    settled: dict[int, tuple[Verdict, bool]] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> RuleSet:
        atoms = tuple(dict.fromkeys(atom for rule in rules for atom in rule.atoms))
        wide = tuple(atom for atom in atoms if isinstance(atom, WideAtom))
        mask = sum(atom.mask for atom in atoms) | (ONCE if any(rule.grounds for rule in rules) else 0)
        return cls(
            tuple(rule for rule in rules if not rule.permits),
            tuple(rule for rule in rules if rule.permits),
            wide,
            tuple((atom.read, atom.bits) for atom in atoms if isinstance(atom, NarrowAtom)),
            sum(atom.known for atom in wide),
            mask,
        )

    def settle(self, bits: int) -> tuple[Verdict, bool]:
        """The verdict over those bits (cut to the mask), and whether a once-only ground carried it."""
        found = self.settled.get(bits)
        if found is None:
            if len(self.settled) >= MOST_REMEMBERED:
                self.settled.clear()
            found = self.settled[bits] = self._judge(bits), self._ground_used(bits)
        return found

    def _judge(self, bits: int) -> Verdict:
        biting = [rule for rule in self.nevers if not rule.one_holds(bits)]
        if biting:
            return Verdict(Reason.FORBIDDEN, _ids(biting), NOTHING, _unknown(biting, bits))
        if not self.mays:
            return Verdict(Reason.UNDISCLOSED)
        holding = [rule for rule in self.mays if rule.all_hold(bits)]
        if holding:
            return Verdict(None, _ids(holding))
        failed = {rule.id: rule.not_true(bits) for rule in self.mays}
        return Verdict(Reason.UNMET, _ids(self.mays), MappingProxyType(failed), _unknown(self.mays, bits))

    def _ground_used(self, bits: int) -> bool:
        """Whether a once-only ground holds a never back, or stands in a may that permits."""
        if not bits & ONCE:
            return False
        carrying = [*self.nevers, *(rule for rule in self.mays if rule.all_hold(bits))]
        return any(rule.grounds & bits for rule in carrying)


def _ids(rules: Sequence[Rule]) -> tuple[str, ...]:
    return tuple(rule.id for rule in rules)


def _unknown(rules: Sequence[Rule], bits: int) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({rule.id: names for rule in rules if (names := rule.unknown(bits))})
