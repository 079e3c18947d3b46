"""Requests that a change of the policy made possible, and some that were possible before and are so still (SPEC 6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from troth.engine import Engine
from troth.errors import RequestError
from troth.gate import visibility
from troth.language import Action, Clause, Policy, Version
from troth.review import compare
from troth.review.cells import Cells
from troth.review.witness import Raw, alone, moment
from troth.review.worlds import merged, worlds

MOST_CELLS = 200
MOST_WORLDS = 200


def before(policy: Policy, version: Version) -> Version | None:
    """The version that this one took the place of."""
    place = policy.versions.index(version)
    return policy.versions[place - 1] if place else None


def newly_permitted(old: Version, new: Version) -> Raw | None:
    """A request about data held already that only the new version permits, and that a live system can come to."""
    return next((w.witness for w in compare(old, new).widened if _live(w.witness, new)), None)


def still_permitted(*versions: Version) -> Raw | None:
    """A request about data held already that each of the versions permits."""
    engines, newest, at = [alone(version) for version in versions], versions[-1], moment(*versions)
    found = (r for clause in newest.clauses if clause.modality == "may" for r in _of(newest, clause, at))
    return next((request for request in found if all(_permits(engine, request) for engine in engines)), None)


def _live(request: Raw, version: Version) -> bool:
    """Whether it is about an item that is there, and nothing in it contradicts what the policy itself settles."""
    seen = (request.get("datum") or {}).get("visibility")
    return request["action"] != Action.COLLECT and seen in (None, visibility(version, request["data"][0]))


def _of(version: Version, clause: Clause, at: datetime) -> Iterator[Raw]:
    cells = Cells([version])
    for cell in islice(cells.of(version, clause), MOST_CELLS):
        conditions = [c for rule in cells.rules(cell, version) for c in rule.conditions]
        base = merged((cell.request(at.isoformat()), {"datum": {"source": cell.source or "person"}}))
        for world in islice(worlds(conditions, cell, at), MOST_WORLDS):
            request = merged((base, world))
            if _live(request, version):
                yield request


def _permits(engine: Engine, request: Raw) -> bool:
    """A word that the version does not know is nothing it permits."""
    try:
        return bool(engine.ask_json(request)["answer"] == "permit")
    except RequestError:
        return False
