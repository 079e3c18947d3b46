"""Who may see a person's data, as they set it: for a term, or for one item alone; and whom they count as a contact.

Computed like choices: of what was said about the same thing the newest counts. An item's own beats what was said for
terms, the nearest term a wider one. Where SPEC is silent less is shown: of what was said at one instant, and of terms
of which neither is the nearer, the strictest counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, Literal

from troth.db import Connection
from troth.errors import RequestError
from troth.people.model import Event, Proof, words
from troth.people.person import get_person
from troth.people.record import append, events
from troth.terms import Tree

Visibility = Literal["public", "contacts", "private"]
VISIBILITIES: Final[tuple[Visibility, ...]] = ("public", "contacts", "private")  # the widest first
TAKES_IN: Final[Mapping[Visibility, tuple[str, ...]]] = {
    "public": ("public", "contacts"),
    "contacts": ("contacts",),
    "private": (),
}
OF_ITEM: Final = "item:"  # before an item's number: no term has a colon
Said = Mapping[str, Visibility]  # a term, or an item → what stands


def of_item(item: int) -> str:
    """What an event is about that sets the visibility of one item."""
    return f"{OF_ITEM}{item}"


def strictest(values: Iterable[Visibility]) -> Visibility:
    """The one that shows least; there is at least one."""
    return max(values, key=VISIBILITIES.index)


def standing(dated: Iterable[tuple[datetime, Visibility]], at: datetime) -> Visibility | None:
    """What stands at a time of what was said about one thing. None: nothing was said until then."""
    until_now = [entry for entry in dated if entry[0] <= at]
    if not until_now:
        return None
    newest = max(moment for moment, _ in until_now)
    return strictest(value for moment, value in until_now if moment == newest)


def set_for(said: Said, category: str, item: int, tree: Tree) -> Visibility | None:
    """What the person set for an item of that category. None: nothing, so that the default counts."""
    own = said.get(of_item(item))
    if own is not None or not said:
        return own
    over = [term for term in said if not term.startswith(OF_ITEM) and tree.covers(term, category)]
    near = [term for term in over if not any(other != term and tree.covers(term, other) for other in over)]
    return strictest(said[term] for term in near) if near else None


def record_visibility(
    tx: Connection,
    person: int,
    about: str,
    value: Visibility,
    *,
    at: datetime,
    proof: Proof,
    version: str | None = None,
) -> int:
    """Who may see the data of a term, or an item (`of_item`). `version`: in force when it was said (`Version.ref`).

    Raises NotFound, RequestError for a value that is none.
    """
    if value not in VISIBILITIES:
        raise RequestError(f"a visibility is one of {', '.join(VISIBILITIES)}")
    (subject,) = words((about,), "data")
    return append(tx, person, Event("visibility", at, proof, about=subject, value=value, policy=version))


def record_own_contact(
    tx: Connection, person: int, other: int, *, named: bool = True, at: datetime, proof: Proof
) -> int:
    """The person counts another as a contact, or, not `named`, no longer. It goes one way.

    Raises NotFound when either is not there, RequestError when they are one and the same.
    """
    if get_person(tx, other).id == person:
        raise RequestError("nobody is their own contact", help="name somebody else")
    value = "named" if named else "removed"
    return append(tx, person, Event("own-contact", at, proof, value=value, other=other))


def contacts_of(tx: Connection, person: int, at: datetime) -> set[int]:
    """Whom the person counts as a contact at a time. Named and removed at one instant, they are none."""
    newest: dict[int, Event] = {}
    for event in events(tx, person, kinds=("own-contact",)):
        if event.at <= at and event.other is not None:
            before = newest.get(event.other)
            if before is None or _beats(event, before):
                newest[event.other] = event
    return {other for other, event in newest.items() if event.value == "named"}


def _beats(event: Event, before: Event) -> bool:
    return (event.at, event.value == "removed") > (before.at, before.value == "removed")
