"""The trials of a plan: each a way for its circumstances to come about, with what should come of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from troth.gate import visibility
from troth.language import Action, Choice, Clause, Condition, Consent, GroundOf, Version, Visible, atoms
from troth.people import TAKES_IN
from troth.proof.planning import Plan
from troth.proof.truth import Expected, expected, possible
from troth.proof.ways import ALONE, SERVED, Way, applies, ways
from troth.review.cells import Cells

LEGAL = "legal-order"
BEFORE_RESTRICTION = (LEGAL, "legal-claim", "emergency", "protect-rights")  # SPEC 5, step 3


@dataclass(frozen=True, slots=True)
class Trial:
    """One drill to run."""

    name: str
    plan: Plan
    ways: tuple[Way, ...]
    expected: Expected


def trials(found: Sequence[Plan], clause: Clause, version: Version, cells: Cells) -> Iterator[Trial]:
    """Each plan in every way its varied condition can come out so; other conditions in their plainest way.

    Where a may permits, also what must stop it all the same: a restriction, the register, the notice.
    """
    for place, plan in enumerate(found):
        plain = tuple(_plain(plan, version))
        yield from _varied(plan, plain, version)
        if place == 0:
            yield from _in_other_ways(plan, clause, version)
        if place == 0 and clause.modality == "never":
            yield from _served_before(found, clause, version, cells)
        if place == 0 and clause.modality == "may":
            for name, stop, told in _stops(plan, version):
                yield Trial(name, plan, (*plain, *stop), told)


def _varied(plan: Plan, plain: tuple[Way, ...], version: Version) -> Iterator[Trial]:
    if plan.varied is None:
        yield Trial(plan.name, plan, plain, plan.expected)
        return
    for way in _ways(plan.varied, plan, version):
        yield Trial(f"{plan.name}: {way.name}", plan, (*plain, way), plan.expected)


def _in_other_ways(plan: Plan, clause: Clause, version: Version) -> Iterator[Trial]:
    """What the clause decides, with each of its conditions come about in each other way: the answer is the same."""
    cited = any(held for atom, held in plan.truth.items() if isinstance(atom, GroundOf))
    for atom in dict.fromkeys(atoms(clause.conditions)):
        other_ground = cited and isinstance(atom, GroundOf)  # an act cites one
        for way in _ways(atom, plan, version)[1:] if _needed(atom, plan) and not other_ground else ():
            if SERVED not in way.name:
                yield _in_that_way(plan, atom, way, version)


def _served_before(found: Sequence[Plan], clause: Clause, version: Version, cells: Cells) -> Iterator[Trial]:
    """Each ground that holds a never back is used up by an act that it let happen, where no other clause forbids it."""
    for ground in dict.fromkeys(atom for atom in atoms(clause.conditions) if isinstance(atom, GroundOf)):
        fit = (plan for plan in found if plan.decisive and _lets(ground, plan, version, cells))
        for plan in islice(fit, 1):
            served = (way for way in _ways(ground, plan, version) if SERVED in way.name)
            yield from (_in_that_way(plan, ground, way, version) for way in served)


def _lets(ground: GroundOf, plan: Plan, version: Version, cells: Cells) -> bool:
    """Whether the ground would turn the answer."""
    truth = {**plan.truth, ground: True}
    return possible(truth) and expected(cells.rules(plan.cell, version), truth).permit is not plan.expected.permit


def _in_that_way(plan: Plan, varied: Condition, way: Way, version: Version) -> Trial:
    rest = replace(plan, varied=varied)
    return Trial(f"{plan.name}: {way.name}", plan, (*_plain(rest, version), way), plan.expected)


def _plain(plan: Plan, version: Version) -> Iterator[Way]:
    for atom in plan.truth:
        if atom not in (plan.varied, plan.unknown) and _needed(atom, plan):
            yield from _ways(atom, plan, version)[:1]


def _needed(atom: Condition, plan: Plan) -> bool:
    """One consent is enough: where the explicit one is given, or missed, the other is not staged for itself."""
    if atom == Consent():
        return Consent(explicit=True) not in plan.truth or (
            plan.truth[atom] and not plan.truth[Consent(explicit=True)] and plan.varied != Consent(explicit=True)
        )
    return True


def _ways(atom: Condition, plan: Plan, version: Version) -> tuple[Way, ...]:
    want = plan.truth[atom]
    told = {"recipient": plan.cell.to is not None, "channel": plan.cell.action is not Action.COLLECT}
    told["gpc"] = isinstance(atom, Choice) and _heeds_signal(version, atom.topic)
    found = [way for way in ways(atom, want=want) if applies(way, atom, told)]
    if isinstance(atom, Visible):
        found = _seen_ways(found, plan, version, want=want)
    if isinstance(atom, Choice) and _silence(version, atom.topic) is want:
        found.append(Way("nothing was chosen", lambda _: None))
    return tuple(found)


def _seen_ways(found: list[Way], plan: Plan, version: Version, *, want: bool) -> list[Way]:
    """Also by the default. What is set for an item alone stops its publication, whatever else permits it."""
    default = visibility(version, plan.cell.datum)
    if default is not None and (plan.cell.to in TAKES_IN[default]) is want:
        found.append(Way("nobody said who may see it", lambda _: None))
    stopped = not want and plan.expected.permit
    return [way for way in found if not (stopped and way.name == ALONE)]


def _heeds_signal(version: Version, topic: str) -> bool:
    offers = (c.duty.params for c in version.duties("offer-choice") if c.duty is not None)
    return any(p.get("topic") == topic and "gpc" in (p.get("stop") or ()) for p in offers)


def _silence(version: Version, topic: str) -> bool:
    """What a topic's choice is while nothing was said."""
    offers = [c.duty.params for c in version.duties("offer-choice") if c.duty is not None]
    own = [p for p in offers if p.get("topic") == topic]
    return bool(own) and all(p.get("default") is True for p in own)


Stop = tuple[str, tuple[Way, ...], Expected]


def _stops(plan: Plan, version: Version) -> Iterator[Stop]:
    """What stops an act that a clause permits: none of it is the clause's, all of it is promised to the person."""
    restricted = Way("restricted", lambda scene: scene.restrict())
    lifted = Way("lifted", lambda scene: scene.restrict(lifted=True))
    cited = [atom.kind for atom, held in plan.truth.items() if held and isinstance(atom, GroundOf)]
    if not set(cited).isdisjoint(BEFORE_RESTRICTION):
        yield f"though restricted, for the {cited[0]}", (restricted,), plan.expected
    else:
        yield "but not while the person restricts it", (restricted,), Expected(False, (), "restricted")
        yield "and again when the person lifts the restriction", (lifted,), plan.expected
    if not cited and _may_cite(plan):
        order = Way("cited", lambda scene: scene.ground(LEGAL))
        yield f"though restricted, for a {LEGAL}", (restricted, order), plan.expected
    if plan.cell.other is not None and not cited:
        there = Way("restricted there", lambda scene: scene.restrict(other=True))
        yield "but not while the person restricts the other side", (there,), Expected(False, (), "restricted")
    if plan.cell.action is Action.DISCLOSE:
        yield from _beyond_register(version, plan)
    other = _foreign(version, plan)
    if plan.cell.action is Action.COLLECT and other is not None:
        notice = Way("notice", lambda scene: scene.notice_lists(other))
        told = Expected(False, (), "beyond-notice")
        yield "but not under a notice that does not ask for it", (notice,), told


def _may_cite(plan: Plan) -> bool:
    """Whether a legal order can be cited, and changes nothing else, for no clause asks for one."""
    return plan.cell.action is not Action.COLLECT and GroundOf(LEGAL) not in plan.truth


def _beyond_register(version: Version, plan: Plan) -> Iterator[Stop]:
    refused = Expected(False, (), "beyond-register")
    other = _foreign(version, plan)
    if other is not None:
        way = Way("fields", lambda scene: scene.registered_for(fields=(other,)))
        yield "but not to one that is registered for other data", (way,), refused
    purpose = next((p for p in ("sale", "support") if not version.terms.purposes.covers(p, plan.cell.purpose)), None)
    if purpose is not None:
        way = Way("purposes", lambda scene: scene.registered_for(purposes=(purpose,)))
        yield "but not to one that is registered for another purpose", (way,), refused


def _foreign(version: Version, plan: Plan) -> str | None:
    """A term that does not take in the datum."""
    return next((t for t in ("aggregate", "email") if not version.terms.data.covers(t, plan.cell.datum)), None)
