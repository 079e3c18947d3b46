"""What is left of a person here once they are erased: the fact of it, and what they asked never to happen."""

from __future__ import annotations

from datetime import datetime

from troth.db import Connection
from troth.people import store
from troth.people.grounds.store import uncover
from troth.people.model import Event, Proof
from troth.people.record import append, events
from troth.people.stop_links import forget_stop_links


def erase_person(tx: Connection, person: int, *, at: datetime, proof: Proof) -> tuple[Event, ...]:
    """Erases a person's events; returns what remains, read back (GDPR Art. 17).

    What stays, bare of who entered it and what was shown: each topic's newest choice where it is no,
    restrictions not lifted, a Global Privacy Control signal not cleared (so that nobody is written to again
    by mistake), and one event `erased`. Grounds no longer name the person. From now on they have no facts.
    Raises NotFound.
    """
    append(tx, person, Event("erased", at, proof))  # first: it locks the person
    kept = events(tx, person)
    store.strip_events(tx, person, [event.seq for event in kept if _stays(event, kept)])
    forget_stop_links(tx, person)
    uncover(tx, person)
    store.mark_erased(tx, person, at)
    return tuple(events(tx, person))


def thin_person(tx: Connection, person: int, *, at: datetime, proof: Proof) -> tuple[Event, ...]:
    """Begins an erasure that holds keep from its end: events go as by `erase_person`, the person stays.

    What is held stays theirs, and grounds still name them; the event `erasing` tells the sweep to finish it.
    Raises NotFound.
    """
    append(tx, person, Event("erasing", at, proof))
    kept = events(tx, person)
    store.strip_events(tx, person, [event.seq for event in kept if event.kind == "erasing" or _stays(event, kept)])
    forget_stop_links(tx, person)
    return tuple(events(tx, person))


def _stays(event: Event, among: list[Event]) -> bool:
    if event.kind == "erased":
        return True
    if event.kind == "restriction":
        return not any(other.kind == "lifting" and other.refers == event.seq for other in among)
    stop = {"choice": "no", "gpc": "seen"}.get(event.kind)
    return stop is not None and stop == event.value and event == _newest_like(event, among)


def _newest_like(event: Event, among: list[Event]) -> Event:
    """The newest event on the same thing; at the same instant, the stop counts (SPEC 4: no beats yes)."""
    like = [e for e in among if (e.kind, e.about, e.channel) == (event.kind, event.about, event.channel)]
    return max(like, key=lambda e: (e.at, e.value in ("no", "seen"), e.seq))
