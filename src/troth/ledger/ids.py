"""Ids in the order of time: microseconds since 1970, then eleven random bits.

63 bits last until the year 2112.
"""

from __future__ import annotations

import secrets
import threading
import time

from troth.ledger.model import EntryId

RANDOM_BITS = 11


class Ids:
    """Gives ids that ascend within this process.

    Another process may draw the same one: the store then says so.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def draw(self) -> EntryId:
        microseconds = time.time_ns() // 1000
        drawn = microseconds << RANDOM_BITS | secrets.randbits(RANDOM_BITS)
        with self._lock:
            self._last = max(drawn, self._last + 1)
            return EntryId(self._last)
