"""Looking at what is there after an act, whatever the act said of itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from troth import parties
from troth.db import Connection
from troth.gate import Outcome
from troth.language import Action, Clause
from troth.ledger import Recorded, id_text
from troth.proof.scene import Scene, planted
from troth.proof.trials import Trial


@dataclass(frozen=True, slots=True)
class Told:
    """What came out at the door: permitted or not, the reason, the clauses named, the values handed out."""

    permitted: bool
    reason: str
    clauses: tuple[str, ...]
    values: tuple[object, ...]

    @classmethod
    def of(cls, outcome: Outcome) -> Told:
        answer, refusal = outcome.answer, outcome.refusal
        reason = answer.reason.value if answer.reason is not None else refusal.code if refusal else ""
        return cls(refusal is None, reason, tuple(answer.clauses), tuple(held.value for held in outcome.held))


@dataclass(frozen=True, slots=True)
class Found:
    """What is there, read back: the newest entry, the values in the vault, the account of disclosures."""

    entry: Recorded
    kept: tuple[object, ...]
    disclosed: tuple[tuple[str, ...], ...]

    @property
    def id(self) -> str:
        return id_text(self.entry.id)


def look(tx: Connection, scene: Scene) -> Found:
    """What the store holds of the scene's person now."""
    entry = scene.stage.ledger.entries_of(tx, scene.person, limit=1)[0]
    disclosed = tuple(given.fields for given in parties.disclosures(tx, scene.person))
    kept = tuple(_kept(tx, scene)) if scene.cell.action is Action.COLLECT else ()
    return Found(entry, kept, disclosed)


def _kept(tx: Connection, scene: Scene) -> Iterator[object]:
    """The values that are in the vault under the datum's name; a credential counts when it verifies."""
    datum, value = scene.cell.datum, planted(scene.version, scene.cell.datum, scene.person)
    if scene.version.terms.data.covers("credential", datum):
        if scene.stage.vault.verify(tx, scene.person, datum, str(value)):
            yield value
        return
    for item in scene.stage.vault.get(tx, scene.person, [datum]):
        if item.collection.version == scene.version.version and item.collection.source == scene.cell.source:
            yield item.value.open()


def wrong(scene: Scene, trial: Trial, told: Told, found: Found, clause: Clause) -> str | None:
    """What is not as promised, in words; None when all is."""
    should = trial.expected
    if told.permitted is not should.permit:
        return f"it was {'permitted' if told.permitted else 'refused: ' + told.reason}, and should not have been"
    if should.reason is not None and told.reason != should.reason:
        return f"it was refused as {told.reason}, not as {should.reason}"
    if missing := set(should.by) - set(told.clauses):
        return f"the answer does not name {', '.join(sorted(missing))}"
    decided = told.permitted or clause.modality == "never"  # a refusal also names the mays that nearly hold
    if decided and clause.id in told.clauses and clause.id not in should.by:
        return f"the answer names {clause.id}, which should not hold here"
    return _trace(scene, told, found)


def _trace(scene: Scene, told: Told, found: Found) -> str | None:
    """Whether store and ledger show just what happened, and nothing that did not."""
    action, entry, permitted = scene.cell.action, found.entry.entry, told.permitted
    if entry is None or entry.act != (action.value if permitted else "refuse"):
        return "the ledger does not say what happened"
    if (entry.details.get("version"), entry.details.get("clauses")) != (scene.version.version, list(told.clauses)):
        return "the ledger does not name the clauses that decided"
    out = found.kept if action is Action.COLLECT else told.values
    readable = action is Action.COLLECT or not scene.version.terms.data.covers("credential", scene.cell.datum)
    if permitted and readable and planted(scene.version, scene.cell.datum, scene.person) not in out:
        return "what was permitted did not happen: the value is not there"
    if not permitted and out:
        return "it was refused, and a value came out all the same"
    if not set(map(str, out)) <= {str(planted(scene.version, datum, scene.person)) for datum in scene.asked}:
        return "more came out than was asked for"
    if len(found.disclosed) - scene.given != (permitted and action is Action.DISCLOSE):
        return "the account of disclosures does not show what happened"
    return None
