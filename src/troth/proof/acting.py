"""Drills of may and never: the act is tried at the gate, and then one looks at what is there (SPEC 8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from troth import parties
from troth.controls import Drilled, Stage
from troth.db import Connection
from troth.gate import Outcome
from troth.language import Action, Choice, Clause, Condition, Consent, Version
from troth.ledger import Recorded
from troth.proof.planning import Plan, plans
from troth.proof.scene import Scene, planted
from troth.proof.ways import Way, applies, ways
from troth.review.cells import Cells


@dataclass(frozen=True, slots=True)
class Found:
    """What is there after an act, read back."""

    outcome: Outcome
    entry: Recorded
    values: tuple[object, ...]
    disclosed: tuple[tuple[str, ...], ...]


def drill_clause(stage: Stage, version: Version, clause: Clause, cells: Cells, at: datetime) -> list[Drilled]:
    """All drills of a may or never, each with a person of its own."""
    found: list[Drilled] = []
    with stage.database.write() as tx:
        for plan in plans(version, clause, cells):
            for name, arranged in _variants(plan, version):
                scene = Scene(stage, tx, version, plan.cell, at)
                found.append(_run(scene, plan, name, arranged, clause))
    return found


def _variants(plan: Plan, version: Version) -> Iterator[tuple[str, list[Way]]]:
    """The plan in every way its varied condition can come out so; other conditions in their plainest way."""
    has = {"recipient": plan.cell.to is not None}
    rest = [_ways(atom, plan, version, has)[:1] for atom in plan.truth if atom != plan.varied and _needed(atom, plan)]
    plain = [way for found in rest for way in found]
    if plan.varied is None:
        yield plan.name, plain
        return
    for way in _ways(plan.varied, plan, version, has):
        yield f"{plan.name}: {way.name}", [*plain, way]


def _needed(atom: Condition, plan: Plan) -> bool:
    """One consent is enough: where the explicit one is given, or missed, the other is not staged for itself."""
    if atom == Consent():
        return Consent(explicit=True) not in plan.truth or (
            plan.truth[atom] and not plan.truth[Consent(explicit=True)] and plan.varied != Consent(explicit=True)
        )
    return True


def _ways(atom: Condition, plan: Plan, version: Version, has: dict[str, bool]) -> tuple[Way, ...]:
    told = has | {"gpc": isinstance(atom, Choice) and _heeds_signal(version, atom.topic)}
    silent = isinstance(atom, Choice) and _silence(version, atom.topic)
    found = [way for way in ways(atom, want=plan.truth[atom]) if applies(way, atom, told)]
    if isinstance(atom, Choice) and silent is plan.truth[atom]:
        found.append(Way("nothing was chosen", lambda _: None))
    return tuple(found)


def _heeds_signal(version: Version, topic: str) -> bool:
    offers = (c.duty.params for c in version.duties("offer-choice") if c.duty is not None)
    return any(p.get("topic") == topic and "gpc" in (p.get("stop") or ()) for p in offers)


def _silence(version: Version, topic: str) -> bool:
    """What a topic's choice is while nothing was said."""
    offers = [c.duty.params for c in version.duties("offer-choice") if c.duty is not None]
    own = [p for p in offers if p.get("topic") == topic]
    return bool(own) and all(p.get("default") is True for p in own)


def _run(scene: Scene, plan: Plan, name: str, arranged: list[Way], clause: Clause) -> Drilled:
    scene.begin()
    for way in arranged:
        way.do(scene)
    found = _read_back(scene, scene.act())
    wrong = _wrong(scene, plan, found, clause)
    detail = wrong or ("permitted, and done" if plan.expected.permit else f"refused: {_reason(found)}")
    return Drilled(name, wrong is None, detail, scene.at, (found.outcome.entry,))


def _read_back(scene: Scene, outcome: Outcome) -> Found:
    """What the store holds now, whatever the gate said it did."""
    tx, stage, person = scene.tx, scene.stage, scene.person
    entry = stage.ledger.entries_of(tx, person, limit=1)[0]
    given = tuple(parties.disclosures(tx, person))
    disclosed = tuple(d.fields for d in given)
    values: tuple[object, ...] = tuple(held.value for held in outcome.held)
    if scene.cell.action is Action.COLLECT:
        values = tuple(_opened(scene, tx))
    return Found(outcome, entry, values, disclosed)


def _opened(scene: Scene, tx: Connection) -> Iterator[object]:
    """The values that are in the vault under the datum's name; a credential counts when it verifies."""
    datum, value = scene.cell.datum, planted(scene.version, scene.cell.datum, scene.person)
    if scene.version.terms.data.covers("credential", datum):
        if scene.stage.vault.verify(tx, scene.person, datum, str(value)):
            yield value
        return
    for item in scene.stage.vault.get(tx, scene.person, [datum]):
        if item.collection.version == scene.version.version and item.collection.source == scene.cell.source:
            yield item.value.open()


def _wrong(scene: Scene, plan: Plan, found: Found, clause: Clause) -> str | None:
    """What is not as promised, in words; None when all is."""
    permitted = found.outcome.refusal is None
    if permitted is not plan.expected.permit:
        return f"it was {'permitted' if permitted else 'refused: ' + _reason(found)}, and should not have been"
    missing = set(plan.expected.by) - set(found.outcome.answer.clauses)
    if missing:
        return f"the answer does not name {', '.join(sorted(missing))}"
    if clause.id in found.outcome.answer.clauses and clause.id not in plan.expected.by and permitted:
        return f"the answer names {clause.id}, which should not hold here"
    return _trace(scene, found, permitted)


def _trace(scene: Scene, found: Found, permitted: bool) -> str | None:
    """Whether store and ledger show just what happened, and nothing that did not."""
    action, entry = scene.cell.action, found.entry.entry
    if entry is None or entry.act != (action.value if permitted else "refuse"):
        return "the ledger does not say what happened"
    value = planted(scene.version, scene.cell.datum, scene.person)
    readable = action is Action.COLLECT or not scene.version.terms.data.covers("credential", scene.cell.datum)
    if permitted and readable and value not in found.values:
        return "what was permitted did not happen: the value is not there"
    if not permitted and found.values:
        return "it was refused, and a value came out all the same"
    if (found.disclosed != ()) is not (permitted and action is Action.DISCLOSE):
        return "the account of disclosures does not show what happened"
    return None


def _reason(found: Found) -> str:
    reason = found.outcome.answer.reason
    return reason.value if reason is not None else found.outcome.refusal.code if found.outcome.refusal else ""


def time_of(version: Version, following: Version | None) -> datetime:
    """A time at which the version is in force, well after it took effect."""
    at = version.effective + timedelta(days=60)
    if following is not None and at >= following.effective:
        return version.effective + (following.effective - version.effective) / 2
    return at
