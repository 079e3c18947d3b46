"""The one evaluator: a cell and facts in, an answer out (SPEC 5). All that decides goes through here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from troth.engine import coverage
from troth.engine.atoms import ONCE
from troth.engine.facts import Facts
from troth.engine.model import Answer, Reason
from troth.engine.rules import RuleSet
from troth.engine.sticky import may_go_on
from troth.engine.version import Cell, CompiledVersion


def judge(cell: Cell, facts: Facts) -> Answer:
    """Steps 3 to 6: what the cell's version alone says."""
    if facts.restrictions and coverage.restricted(facts, cell):
        return _restricted(cell, facts)
    return _by_clauses(cell, facts)


def _by_clauses(cell: Cell, facts: Facts) -> Answer:
    """Steps 4 to 6: the bits of the rule set's atoms, and what was found over them before, if anything."""
    rules = cell.rules
    bits = facts.wide.get(rules)
    if bits is None:
        bits = facts.wide[rules] = _wide_bits(cell.version.number, rules, facts)
    for read, bits_of in rules.narrow:
        bits |= bits_of[read(facts, cell)]
    return cell.answers.get(bits) or cell.answer(bits)


def _wide_bits(number: int, rules: RuleSet, facts: Facts) -> int:
    """The bits of the atoms that depend on the facts alone, each worked out once a version."""
    seen, bits = facts.seen.get(number, 0), facts.bits.get(number, 0)
    missing = rules.wide_known & ~seen
    if missing:
        for atom in rules.wide:
            if atom.known & missing:
                bits |= atom.bits[atom.read(facts)]
        facts.seen[number], facts.bits[number] = seen | missing, bits
    return (bits | ONCE if facts.once else bits) & rules.mask


def _restricted(cell: Cell, facts: Facts) -> Answer:
    """Step 3 where a restriction covers the cell: only a ground of the lifting kinds goes past it."""
    if not coverage.ground(facts, cell, *coverage.LIFTING):
        return cell.refusal(Reason.RESTRICTED)
    answer = _by_clauses(cell, facts)
    return replace(answer, ground_used=True) if facts.once and answer.reason is None else answer


def decide(cell: Cell, facts: Facts, together: Sequence[Cell] = ()) -> Answer:
    """Steps 3 to 8 for one datum. `together`: the cells of all the request's data, if there are more."""
    answer = judge(cell, facts)
    if answer.reason is not None or facts.carried is None or facts.carried == cell.version.id:
        return answer
    chosen = may_go_on(cell.version, facts, lambda version: _permits(version, cell, facts, together))
    return answer if chosen else cell.refusal(Reason.UNCHOSEN)


def _permits(version: CompiledVersion, cell: Cell, facts: Facts, together: Sequence[Cell]) -> bool:
    """Whether another version permits the same for the datum.

    One that does not know a term of the request permits none of it (SPEC 6), so its other data are looked at.
    """
    there = cell.under(version)
    known = there is not None and all(other.under(version) is not None for other in together)
    return known and there is not None and judge(there, facts).reason is None
