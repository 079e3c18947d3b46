"""What was sent to a person, and what waits to be, goes with the person."""

from __future__ import annotations

from troth.db import Connection
from troth.notices import store
from troth.notices.bounces import delete_bounces
from troth.notices.mailings import delete_recipient
from troth.notices.outbox import delete_letters
from troth.notices.replies import delete_stop_letters


def forget_messages(tx: Connection, person: int) -> int:
    """How many rows went. A last letter stays: its row names nobody."""
    own = (store.delete_messages, delete_letters, delete_recipient, delete_bounces, delete_stop_letters)
    return sum(delete(tx, person) for delete in own)
