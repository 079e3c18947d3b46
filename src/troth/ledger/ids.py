"""Ids in the order of time: microseconds since 1970, then eleven random bits.

63 bits last until the year 2112.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence

from troth.ledger.model import EntryId

RANDOM_BITS = 11
_RANDOM = (1 << RANDOM_BITS) - 1


class Ids:
    """Gives ids that ascend within this process.

    Another process may draw the same one: the store then says so.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def draw(self, count: int) -> Sequence[EntryId]:
        """That many, ascending, a microsecond apart: writing them takes longer, so the clock is not outrun."""
        drawn = time.time_ns() // 1000 << RANDOM_BITS | int.from_bytes(os.urandom(2), "big") & _RANDOM
        with self._lock:
            first = max(drawn, self._last + 1)
            self._last = first + ((count - 1) << RANDOM_BITS)
        return [EntryId(first + (number << RANDOM_BITS)) for number in range(count)]
