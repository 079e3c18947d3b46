"""What was made of the store and is kept in memory for a while: a bounded number, those used last.

Nothing here says whether it is still right: who takes it compares the revision that it stands for with the one in the
very transaction. So a change made in another process counts at once, and no message has to arrive.
"""

from __future__ import annotations

import threading
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from troth.db import Connection

T = TypeVar("T")
MOST = 8192


class Kept(Generic[T]):
    """By person. The oldest goes when there are too many; one that is put anew is the newest."""

    __slots__ = ("_found", "_lock", "_most")

    def __init__(self, most: int = MOST) -> None:
        self._found: dict[int, T] = {}
        self._lock = threading.Lock()
        self._most = most

    def __contains__(self, person: int) -> bool:
        return person in self._found

    def __len__(self) -> int:
        return len(self._found)

    def get(self, person: int) -> T | None:
        return self._found.get(person)

    def put(self, person: int, made: T) -> None:
        with self._lock:
            self._found.pop(person, None)
            self._found[person] = made
            while len(self._found) > self._most:
                del self._found[next(iter(self._found))]

    def drop(self, person: int) -> None:
        with self._lock:
            self._found.pop(person, None)


class KeptByStore(Generic[T]):
    """One `Kept` an open database: the same person may stand in two, as in a copy."""

    def __init__(self) -> None:
        self._stores: WeakKeyDictionary[object, Kept[T]] = WeakKeyDictionary()

    def of(self, tx: Connection) -> Kept[T]:
        pool = tx.engine.pool
        found = self._stores.get(pool)
        return self._stores.setdefault(pool, Kept()) if found is None else found
