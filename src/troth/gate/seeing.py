"""Who may see an item: as its person set it (`troth.people.visibility`), or else by default.

The default is that of the `set-visibility` duty. A new version's never shows an older item to more: of the default of
the version that it was collected under and that of the version in force the stricter counts, and where one of the two
has none it cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from troth.engine import Engine
from troth.errors import NotShown, TrothError
from troth.gate.model import Act
from troth.language import Action, Version
from troth.people.visibility import TAKES_IN, Said, Visibility, of_item, set_for, strictest
from troth.vault import Item


@dataclass(frozen=True, slots=True)
class Sight:
    """What tells who may see the items of one person: what they said until then, and the policies."""

    engine: Engine
    version: Version
    said: Said

    def of(self, item: Item) -> Visibility | None:
        """Who may see it; None where it cannot be told."""
        said = set_for(self.said, item.category, item.id, self.version.terms.data)
        return default(self.engine, self.version, item.category, item.collection.version) if said is None else said


def default(engine: Engine, version: Version, category: str, under: str) -> Visibility | None:
    """What counts for data collected under a version while the person says nothing."""
    now = visibility(version, category)
    if under == version.version or now is None:
        return now
    collected = next((p.version(under) for p in engine.policies if p.id == version.policy), None)
    before = visibility(collected, category) if collected is not None and category in collected.terms.data else None
    return None if before is None else strictest((now, before))


@lru_cache(maxsize=4096)
def visibility(version: Version, category: str) -> Visibility | None:
    """The default of the version's `set-visibility` duties that cover the datum, the strictest; unknown without one."""
    found: list[Visibility] = []
    for clause in version.duties("set-visibility"):
        params = clause.duty.params if clause.duty is not None else {}
        if any(version.terms.data.covers(term, category) for term in params.get("data") or ("data",)):
            found.append(params.get("default") or "private")
    return strictest(found) if found else None


def unseen(act: Act, items: Iterable[Item], sight: Sight | None) -> TrothError | None:
    """The refusal to publish an item that its person lets fewer see, whatever else permits it; or None.

    What was set for the item alone counts here: so what somebody took down stays down until they show it again. What
    was set for all data of a kind is the clauses' to ask for (`visible`).
    """
    if not hidden(act, items, sight):
        return None
    return NotShown("the person does not show this to that audience", help="ask them, or leave it")


def hidden(act: Act, items: Iterable[Item], sight: Sight | None) -> bool:
    """Whether an act would publish an item that its person shows to fewer."""
    if act.action is not Action.PUBLISH or sight is None:
        return False
    own = [sight.said.get(of_item(item.id)) for item in items]
    return not all(act.to in TAKES_IN[value] for value in own if value is not None)
