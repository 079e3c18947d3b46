"""What changed from one version to the next, computed from the clauses and not from the wording (SPEC 6).

A change is material when some request that the old version refuses the new one permits, or a duty got weaker or
vanished. Each comes with a witness: a request one can try.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from troth.engine import Engine
from troth.errors import RequestError
from troth.language import Choice, Clause, Condition, Version, atoms
from troth.review.cells import Cell, Cells
from troth.review.duties import DutyChange, compare_duties
from troth.review.witness import MOST_CELLS, Raw, alone, candidates, first, moment


@dataclass(frozen=True, slots=True)
class Widening:
    """A clause by which one version permits what the other refuses, and a request that shows it."""

    clause: str
    witness: Raw

    def to_json(self) -> dict[str, Any]:
        return {"clause": self.clause, "witness": self.witness}


@dataclass(frozen=True, slots=True)
class Diff:
    """`widened`: what the new permits and the old refuses; `narrowed`: the other way round."""

    widened: tuple[Widening, ...]
    narrowed: tuple[Widening, ...]
    duties: tuple[DutyChange, ...]

    @property
    def material(self) -> bool:
        return bool(self.widened) or any(change.material for change in self.duties)

    def to_json(self) -> dict[str, Any]:
        return {
            "material": self.material,
            "widened": [w.to_json() for w in self.widened],
            "narrowed": [w.to_json() for w in self.narrowed],
            "duties": [d.to_json() for d in self.duties],
        }


def compare(old: Version, new: Version) -> Diff:
    """The difference between two versions of a policy."""
    cells = Cells([old, new])
    engines = {old.version: alone(old), new.version: alone(new)}
    widened = tuple(_gained(old, new, cells, engines))
    narrowed = tuple(_gained(new, old, cells, engines))
    return Diff(widened, narrowed, tuple(compare_duties(old, new)))


def _gained(less: Version, more: Version, cells: Cells, engines: dict[str, Engine]) -> Iterator[Widening]:
    """A witness for each may of `more` under which it permits what `less` refuses."""
    at = moment(less, more)
    for clause in more.clauses:
        if clause.modality != "may":
            continue
        changed = (cell for cell in cells.of(more, clause) if not _same(less, more, cell, cells))

        def relevant(cell: Cell) -> list[Condition]:
            return [condition for rule in cells.rules(cell, less, more) for condition in rule.conditions]

        def shows(request: Raw, clause: Clause = clause) -> bool:
            answer = engines[more.version].ask_json(request)
            return (
                answer["answer"] == "permit"
                and clause.id in answer["clauses"]
                and not _permits(engines[less.version], request)
            )

        if witness := first(candidates(islice(changed, MOST_CELLS), relevant, at), shows):
            yield Widening(clause.id, witness)


def _permits(engine: Engine, request: Raw) -> bool:
    """A word that the version does not know is nothing it permits."""
    try:
        return bool(engine.ask_json(request)["answer"] == "permit")
    except RequestError:
        return False


def _same(old: Version, new: Version, cell: Cell, cells: Cells) -> bool:
    """Whether both versions have the very same rules for the cell, so that no facts can tell them apart."""
    if not (cells.known(cell, old) and cells.known(cell, new)):
        return False
    before, after = (cells.rules(cell, version) for version in (old, new))
    if {(c.modality, c.conditions) for c in before} != {(c.modality, c.conditions) for c in after}:
        return False
    asked = atoms(condition for rule in before for condition in rule.conditions)
    topics = {condition.topic for condition in asked if isinstance(condition, Choice)}
    return all(_silence(old, topic) == _silence(new, topic) for topic in topics)


def _silence(version: Version, topic: str) -> set[tuple[str, bool]]:
    """How the choice comes out when nothing was said: that too is meaning."""
    offers = [c.duty.params for c in version.duties("offer-choice") if c.duty is not None]
    return {(str(p.get("default")), "gpc" in (p.get("stop") or ())) for p in offers if p.get("topic") == topic}
