"""Who may act for another: an organisation's contact, a minor's guardian, an agent with a signed mandate.

Each is an event of the person who is acted for, and an end is one too; nothing is computed but from them:

- `contact`: of an organisation the newest one, unless it was ended.
- `guardian`: whoever staff recorded, up to `until`, and no longer than the person is not known to be an adult.
- `mandate`: names an agent on the register, what they may ask for, and until when.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from troth.db import Connection
from troth.errors import NotFound, RequestError
from troth.people.acting_for import store
from troth.people.model import Event, Proof, Scope, words
from troth.people.person import get_person
from troth.people.record import append, events

Standing = Literal["contact", "guardian", "mandate"]
STANDINGS: Final[tuple[Standing, ...]] = ("contact", "guardian", "mandate")
_END: Final = "acting-end"
_FACT: Final = "fact"


@dataclass(frozen=True, slots=True)
class Acting:
    """Who may act for a person, since when. `who`: a person, or `agent`: one on the register, for `rights` alone."""

    person: int
    seq: int
    kind: Standing
    since: datetime
    until: datetime | None = None
    who: int | None = None
    agent: str | None = None
    rights: tuple[str, ...] = ()


def name_guardian(
    tx: Connection, minor: int, guardian: int, *, until: datetime | None, at: datetime, proof: Proof
) -> int:
    """Staff saw who the minor's guardian is. NotFound, RequestError."""
    if get_person(tx, minor).kind != "individual" or get_person(tx, guardian).kind != "individual":
        raise RequestError("a guardian is an individual, and is one for an individual")
    if minor == guardian:
        raise RequestError("nobody is their own guardian")
    return append(tx, minor, Event("guardian", at, proof, until=_later(until, at), other=guardian))


def give_mandate(
    tx: Connection, person: int, agent: str, rights: Iterable[str], *, until: datetime, at: datetime, proof: Proof
) -> int:
    """The person lets an agent ask for them: a signed mandate that staff saw. It has an end. NotFound, RequestError."""
    scope = Scope(actions=words(sorted(set(rights)), "rights"))
    if not scope.actions:
        raise RequestError("a mandate names what the agent may ask for")
    return append(tx, person, Event("mandate", at, proof, about=agent, until=_later(until, at), scope=scope))


def end_acting(tx: Connection, person: int, seq: int, *, at: datetime, proof: Proof) -> int:
    """From now on who was named by that event acts for the person no longer. NotFound."""
    if not any(each.seq == seq for each in acting_for(tx, person, at)):
        raise NotFound("nobody acts for the person by that number")
    return append(tx, person, Event(_END, at, proof, refers=seq))


def acting_for(tx: Connection, person: int, at: datetime) -> list[Acting]:
    """Who may act for the person at that time."""
    said = [event for event in events(tx, person, kinds=(*STANDINGS, _END, _FACT)) if event.at <= at]
    ended = {event.refers for event in said if event.kind == _END}
    contacts = [event for event in said if event.kind == "contact"]
    newest = max(contacts, key=lambda event: (event.at, event.seq), default=None)
    found = [event for event in said if event.kind in ("guardian", "mandate")] + ([newest] if newest else [])
    grown = _is_adult(said)
    return [
        _acting(person, event)
        for event in found
        if event.seq not in ended
        and (event.until is None or at < event.until)
        and not (grown and event.kind == "guardian")
    ]


def acts_for(tx: Connection, who: int, at: datetime) -> list[Acting]:
    """For whom somebody may act, besides themselves; nobody who is erased is among them."""
    named = [person for person in store.select_named(tx, who, STANDINGS) if get_person(tx, person).erased_at is None]
    return [each for person in named for each in acting_for(tx, person, at) if each.who == who]


def may_act(tx: Connection, who: int, person: int, at: datetime) -> bool:
    """Whether somebody may act for the person."""
    return any(each.who == who for each in acting_for(tx, person, at))


def mandate_for(tx: Connection, person: int, agent: str, right: str, at: datetime) -> Acting | None:
    """The mandate by which an agent may ask that for the person."""
    given = [each for each in acting_for(tx, person, at) if each.agent == agent and right in each.rights]
    return given[-1] if given else None


def _acting(person: int, event: Event) -> Acting:
    kind = next(each for each in STANDINGS if each == event.kind)
    rights = event.scope.actions or ()
    return Acting(person, event.seq, kind, event.at, event.until, event.other, event.about, rights)


def _is_adult(said: Iterable[Event]) -> bool:
    facts = [event for event in said if event.kind == _FACT and event.about == "adult"]
    newest = max(facts, key=lambda event: (event.at, event.seq), default=None)
    return newest is not None and newest.value == "true"


def _later(until: datetime | None, at: datetime) -> datetime | None:
    if until is not None and until <= at:
        raise RequestError("it would end before it begins", help="give an end that lies ahead")
    return until
