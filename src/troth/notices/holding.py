"""Whoever writes about a person holds the person first, as an erasure does: so neither waits for the other for good."""

from __future__ import annotations

from troth import people
from troth.db import Connection
from troth.errors import NotFound


def is_here(tx: Connection, person: int) -> bool:
    """Holds the person until the end of `tx`; False when they are gone."""
    try:
        people.hold_person(tx, person)
    except NotFound:
        return False
    return True
