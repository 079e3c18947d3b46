"""What was sent to a person, and what waits to be, goes with the person."""

from __future__ import annotations

from troth.db import Connection
from troth.notices import store
from troth.notices.outbox import delete_letters


def forget_messages(tx: Connection, person: int) -> int:
    """How many rows went. A last letter stays: its row names nobody."""
    return store.delete_messages(tx, person) + delete_letters(tx, person)
