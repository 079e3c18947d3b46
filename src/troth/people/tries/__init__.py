"""Wrong tries at a person's credential: each an event, so that guessing can be limited, and the person can see it."""

from __future__ import annotations

from datetime import datetime

from troth.db import Connection
from troth.people.model import Event, Proof
from troth.people.record import append
from troth.people.tries import store


def record_wrong_try(tx: Connection, person: int, category: str, *, at: datetime, proof: Proof) -> int:
    """Somebody tried a credential of the person's that was not right. NotFound when there is no such person."""
    return append(tx, person, Event("wrong-try", at, proof, about=category))


def wrong_tries(tx: Connection, person: int, category: str, *, since: datetime) -> int:
    """How often that happened after `since`; never, for a person who is not there."""
    return store.count(tx, person, category, since)
