"""Conditions over facts (SPEC 3): atoms with one truth each, and compounds in Kleene's logic over their bits.

Each atom of a version has two bits side by side, `known` and above it `true`, so that a fact which was not
given reads as unknown and never as false. Bit 0 says that the cited ground may be used only once.

An atom is *wide* when it depends on the facts alone, and is then worked out once for all cells; *narrow* when
it also looks at the cell (what is asked about which datum).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from troth.engine import coverage
from troth.engine.asked import Asked
from troth.engine.choice import choice_of
from troth.engine.facts import Facts
from troth.language import (
    Aggregated,
    Agreement,
    AllOf,
    AnyOf,
    Choice,
    Condition,
    Consent,
    Fact,
    GroundOf,
    Not,
    Notified,
    OwnRecipient,
    Role,
    Unrecognised,
    Version,
    Visible,
)
from troth.language import atoms as atomic

ONCE = 1  # bit 0
Truth = bool | None
Wide = Callable[[Facts], Truth]
Narrow = Callable[[Facts, Asked], Truth]
Holds = Callable[[int], Truth]

_NARROW: dict[type, Narrow] = {
    Notified: coverage.notified,
    OwnRecipient: coverage.own_recipient,
    Visible: coverage.visible,
}


@dataclass(frozen=True, slots=True, eq=False)
class Atom:
    """The two bits of one atomic condition of a version, and which of them stand for each truth."""

    known: int
    true: int
    bits: Mapping[Truth, int]

    @property
    def mask(self) -> int:
        """Both bits."""
        return self.known | self.true


@dataclass(frozen=True, slots=True, eq=False)
class WideAtom(Atom):
    """It reads the facts alone."""

    read: Wide


@dataclass(frozen=True, slots=True, eq=False)
class NarrowAtom(Atom):
    """It reads the facts and what is asked."""

    read: Narrow


def atoms_of(version: Version, conditions: Iterable[Condition]) -> dict[Condition, Atom]:
    """Each distinct atom among the conditions, with its bits, in order of appearance."""
    distinct = dict.fromkeys(atomic(conditions))
    return {condition: _atom(condition, version, place) for place, condition in enumerate(distinct)}


def _atom(condition: Condition, version: Version, place: int) -> Atom:
    known, true = 2 << (2 * place), 4 << (2 * place)
    bits: dict[Truth, int] = {None: 0, False: known, True: known | true}
    narrow = _narrow(condition)
    if narrow is not None:
        return NarrowAtom(known, true, bits, narrow)
    return WideAtom(known, true, bits, _wide(condition, version))


def _narrow(condition: Condition) -> Narrow | None:
    match condition:
        case Consent(explicit):
            return coverage.explicit_consent if explicit else coverage.consent
        case GroundOf(kind):
            return lambda facts, asked: coverage.ground(facts, asked, kind)
        case _:
            return _NARROW.get(type(condition))


def _wide(condition: Condition, version: Version) -> Wide:
    match condition:
        case Fact(name):
            return _fact(name)
        case Choice(topic):
            return choice_of(topic, version)
        case Role(name):
            return lambda facts: None if facts.roles is None else name in facts.roles
        case Agreement():
            return _agreement
        case Unrecognised():
            return lambda _: None
        case Aggregated(people):
            return lambda facts: _aggregated(facts, people)
        case _:
            raise TypeError(f"no such atomic condition: {type(condition).__name__}")


def _fact(name: str) -> Wide:
    attribute = name.replace("-", "_")

    def fact(facts: Facts) -> Truth:
        truth: Truth = getattr(facts.person, attribute)
        return truth

    return fact


def _agreement(facts: Facts) -> Truth:
    agreement = None if facts.recipient is None else facts.recipient.agreement
    if agreement is None:
        return None
    return agreement is not False and agreement.holds(facts.at)


def _aggregated(facts: Facts, people: int) -> Truth:
    if facts.output is None:
        return None
    size, identifiers = facts.output.aggregated, facts.output.direct_identifiers
    return all_of((None if size is None else size >= people, None if identifiers is None else not identifiers))


# -- Kleene's logic --


def all_of(truths: Iterable[Truth]) -> Truth:
    """False if one is, else unknown if one is; true of none at all."""
    known = True
    for truth in truths:
        if truth is False:
            return False
        known = known and truth is not None
    return True if known else None


def any_of(truths: Iterable[Truth]) -> Truth:
    """True if one is, else unknown if one is; false of none at all."""
    known = True
    for truth in truths:
        if truth:
            return True
        known = known and truth is not None
    return False if known else None


def compiled(condition: Condition, atoms: dict[Condition, Atom]) -> Holds:
    """The condition as a function of the bits."""
    match condition:
        case Not(part):
            return _not(compiled(part, atoms))
        case AnyOf(parts):
            inside = tuple(compiled(part, atoms) for part in parts)
            return lambda bits: any_of(holds(bits) for holds in inside)
        case AllOf(parts):
            inside = tuple(compiled(part, atoms) for part in parts)
            return lambda bits: all_of(holds(bits) for holds in inside)
        case _:
            known, true = atoms[condition].known, atoms[condition].true
            return lambda bits: bits & true != 0 if bits & known else None


def _not(inside: Holds) -> Holds:
    def holds(bits: int) -> Truth:
        truth = inside(bits)
        return None if truth is None else not truth

    return holds
