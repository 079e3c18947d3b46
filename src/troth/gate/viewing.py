"""What somebody sees of what is published: decided anew at each view, by what holds at that moment.

Who may not see an item gets the answer of one that does not exist, after the same work as nearly as can be; neither
leaves an entry, for of what does not exist there could be none. A view that shows something leaves one.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from troth import people
from troth.db import Connection, Database
from troth.engine import Engine, Reason, Request, combined
from troth.errors import NotFound, NotShown
from troth.gate import seeing
from troth.gate.gathering import gather
from troth.gate.model import Act, Caller, Held, Outcome
from troth.gate.publications import AUDIENCES, Publication, standing_of_item
from troth.language import Action
from troth.vault import Vault

_NOBODY = 0


class Doorway(Protocol):
    """What a view needs of the gate."""

    database: Database
    engine: Engine
    vault: Vault
    clock: Callable[[], datetime]
    property: str

    def perform(self, tx: Connection, caller: Caller, act: Act, *, viewed: bool = False) -> Outcome:
        """Any act but collect."""
        ...


@dataclass(frozen=True, slots=True)
class Viewed:
    """What a viewer sees: the publication, the value, and the entry that the view left."""

    publication: Publication
    entry: str
    held: Held = field(repr=False)


def view(gate: Doorway, caller: Caller, item: int, viewer: int | None) -> Viewed:
    """The item, as shown to the public or, to a contact of its person, to contacts. NotFound."""
    with gate.database.read() as tx:
        found = _shown(tx, gate, item, viewer)
    if found is None:
        raise nothing()
    with gate.database.write() as tx:
        found = _shown(tx, gate, item, viewer)
        if found is None:
            raise nothing()
        outcome = gate.perform(tx, Caller(caller.id, frozenset(found.roles)), act_of(found), viewed=True).in_memory()
    if outcome.refusal is not None:
        raise nothing()
    return Viewed(found, outcome.entry, outcome.held[-1])


def nothing() -> NotFound:
    """The one answer to who may not see an item, and of an item that is not there."""
    return NotFound("nothing is published under that id", help="it may have been taken down, or never been there")


def act_of(shown: Publication) -> Act:
    """The act that a publication does over and over."""
    return Act(
        Action.PUBLISH,
        shown.person,
        (shown.category,),
        shown.purpose,
        shown.property,
        to=shown.audience,
        channel=shown.channel,
        ground=shown.ground,
        item=shown.item,
    )


def why_not(tx: Connection, engine: Engine, vault: Vault, shown: Publication, at: datetime) -> str | None:
    """Why the publication is permitted no longer, in a word; None while it is."""
    act = act_of(shown)
    version = engine.version_at(act.property, at)
    if version is None:
        return Reason.NOT_IN_FORCE.value
    try:
        found = gather(tx, engine, vault, version, Caller(shown.by, frozenset(shown.roles)), act, at)
    except NotFound:
        return NotFound.code
    answer = combined([engine.ask(request) for request in found.requests], version)
    if answer.reason is not None:
        return answer.reason.value
    return NotShown.code if seeing.hidden(act, found.items, found.sight) else None


def gathered_visibility(tx: Connection, gate: Doorway, caller: Caller, act: Act) -> set[str | None]:
    """Who may see the items of an act, as the gate goes by it."""
    at = gate.clock()
    found = gather(tx, gate.engine, gate.vault, gate.engine.version_at(act.property, at), caller, act, at)
    return {request.datum.visibility for request in found.requests}


def _shown(tx: Connection, gate: Doorway, item: int, viewer: int | None) -> Publication | None:
    """The publication by which the viewer sees the item."""
    at, asked = gate.clock(), False
    there = viewer is not None and _is_there(tx, viewer)
    for each in standing_of_item(tx, item):
        if each.audience == AUDIENCES[0] or (there and viewer in people.contacts_of(tx, each.person, at)):
            asked = True
            if why_not(tx, gate.engine, gate.vault, each, at) is None:
                return each
    if not asked:
        _look_at_nobody(tx, gate, item, at)
    return None


def _is_there(tx: Connection, person: int) -> bool:
    with suppress(NotFound):
        return people.revision(tx, person) >= 0
    return False


def _look_at_nobody(tx: Connection, gate: Doorway, item: int, at: datetime) -> None:
    """The work of a decision about somebody."""
    with suppress(NotFound):
        people.record(tx, _NOBODY)
    gate.vault.get(tx, _NOBODY, items=[item])
    request = Request(Action.PUBLISH.value, ("data",), "purposes", gate.property, at, to=AUDIENCES[0])
    gate.engine.ask(request)
