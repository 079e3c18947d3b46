"""The one evaluator: a cell and facts in, an answer out (SPEC 5). All that decides goes through here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from troth.engine import coverage
from troth.engine.atoms import ONCE
from troth.engine.cell import Cell
from troth.engine.facts import Facts
from troth.engine.model import Answer, Reason, Verdict
from troth.engine.sticky import Step, may_go_on
from troth.engine.version import CellKey, CompiledVersion
from troth.language import Condition


def judge(cell: Cell, facts: Facts) -> Answer:
    """Steps 3 to 6: what the cell's version alone says."""
    lifted = False
    if facts.restrictions and coverage.restricted(facts, cell):
        if not coverage.ground(facts, cell, *coverage.LIFTING):
            return cell.refusal(Reason.RESTRICTED)
        lifted = True
    rules = cell.rules
    bits = _wide_bits(cell, facts) if rules.wide_known else 0
    for atom in rules.narrow:
        bits |= atom.bits(atom.read(facts, cell))
    if facts.standing is not None and facts.standing.once:
        bits |= ONCE
    answer = cell.answer(bits & rules.mask)
    if lifted and answer.reason is None and facts.standing is not None and facts.standing.once:
        return replace(answer, ground_used=True)
    return answer


def _wide_bits(cell: Cell, facts: Facts) -> int:
    """The bits of the atoms that depend on the facts alone: worked out once a version, when first needed."""
    number, rules = cell.version.number, cell.rules
    seen, bits = facts.seen.get(number, 0), facts.bits.get(number, 0)
    missing = rules.wide_known & ~seen
    if missing:
        for atom in rules.wide:
            if atom.known & missing:
                bits |= atom.bits(atom.read(facts))
        facts.seen[number], facts.bits[number] = seen | missing, bits
    return bits


def decide(cell: Cell, facts: Facts, versions: Sequence[CompiledVersion], data: Sequence[str]) -> Answer:
    """Steps 3 to 8 for one datum.

    `versions` are those of the cell's policy, `data` all of the request: a version that does not know one
    of them does not permit the request, and so none of its data (SPEC 6).
    """
    answer = judge(cell, facts)
    carried = facts.datum.version
    if answer.reason is not None or carried is None or carried == cell.version.id:
        return answer
    key = cell_key(cell)
    steps = [Step(version.id, _asks(version, key, facts, data)) for version in versions]
    if may_go_on(steps, cell.version.place, facts, cell.version.modes):
        return answer
    return cell.refusal(Reason.UNCHOSEN)


def cell_key(cell: Cell) -> CellKey:
    return cell.action, cell.datum, cell.purpose, cell.property, cell.to, cell.other, cell.source


def _asks(version: CompiledVersion, key: CellKey, facts: Facts, data: Sequence[str]) -> Callable[[], bool]:
    def permits() -> bool:
        return version.knows(key, data) and judge(version.cell(key), facts).reason is None

    return permits


def evaluate(cell: Cell, truth: Callable[[Condition], bool | None]) -> Verdict:
    """Steps 4 to 6 over given truths of the atomic conditions, for those who ask what could be (review)."""
    bits = 0
    for atom in cell.rules.atoms:
        bits |= atom.bits(truth(atom.condition))
    return cell.rules.settle(bits & cell.rules.mask)[0]
