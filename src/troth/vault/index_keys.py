"""The keys of the blind indexes: kept wrapped in the store, opened once, read afresh in each transaction."""

from __future__ import annotations

import secrets
import struct
from collections.abc import Callable
from datetime import datetime

from troth.db import Connection
from troth.vault import store
from troth.vault.lookup import derived_key
from troth.vault.model import KeyWrapper
from troth.vault.seal import KEY_BYTES


class IndexKeys:
    """The newest makes digests, all are looked under: so a look-up works while digests are being renewed."""

    def __init__(self, wrapper: KeyWrapper, clock: Callable[[], datetime]) -> None:
        self._wrapper = wrapper
        self._clock = clock
        self._derived: dict[tuple[bytes, str], bytes] = {}

    def newest(self, tx: Connection, kind: str) -> tuple[int, bytes]:
        """The number and the key for new digests of the kind; the first key is made when none is there."""
        rows = _renewed(store.index_keys(tx, to_add=True))
        if not rows:
            self.add(tx, 1)
            rows = _renewed(store.index_keys(tx, to_add=True))
        number, master, wrapped = rows[-1]
        return number, self._key(number, master, wrapped, kind)

    def every(self, tx: Connection, kind: str) -> list[bytes]:
        """The keys under which digests of the kind may be found."""
        return [self._key(*row, kind) for row in _renewed(store.index_keys(tx))]

    def lasting(self, tx: Connection, kind: str) -> bytes:
        """The key for digests whose values are not kept: it is never renewed, for nothing could be digested anew."""
        found = [row for row in store.index_keys(tx) if row[0] == store.LASTING]
        if not found:
            self.add(tx, store.LASTING)
            found = [row for row in store.index_keys(tx) if row[0] == store.LASTING]
        return self._key(*found[0], kind)

    def add(self, tx: Connection, number: int) -> None:
        """Makes the key of that number, unless another process has."""
        wrapped = self._wrapper.wrap(secrets.token_bytes(KEY_BYTES), _context(number))
        store.add_index_key(tx, number, self._wrapper.current, wrapped, self._clock())

    def rewrapped(self, number: int, master: str, wrapped: bytes) -> tuple[str, bytes]:
        """The same key under the current master key."""
        key = self._wrapper.unwrap(master, wrapped, _context(number))
        return self._wrapper.current, self._wrapper.wrap(key, _context(number))

    def _key(self, number: int, master: str, wrapped: bytes, kind: str) -> bytes:
        found = self._derived.get((wrapped, kind))
        if found is None:
            found = derived_key(self._wrapper.unwrap(master, wrapped, _context(number)), kind)
            self._derived[wrapped, kind] = found
        return found


def _renewed(rows: list[tuple[int, str, bytes]]) -> list[tuple[int, str, bytes]]:
    return [row for row in rows if row[0] != store.LASTING]


def _context(number: int) -> bytes:
    return b"index-key" + struct.pack(">q", number)
