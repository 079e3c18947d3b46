"""Each person's own key, numbered: the newest seals, all open. Ready ciphers are kept, up to a bound."""

from __future__ import annotations

import secrets
import struct
import threading
from collections import OrderedDict

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from troth.vault.model import KeyWrapper
from troth.vault.seal import KEY_BYTES

_CONTEXT = struct.Struct(">qq")


class PersonKeys:
    """Makes, wraps and unwraps the keys of persons.

    A kept cipher is used only for the very wrapped bytes it came from, which are read in each transaction. So the
    key of someone erased in another process opens nothing here, even while its cipher is still kept.
    """

    def __init__(self, wrapper: KeyWrapper, *, kept: int = 4096) -> None:
        """`kept`: the ciphers of how many persons stay in memory, those used last."""
        self.wrapper = wrapper
        self._kept = kept
        self._ciphers: OrderedDict[int, dict[int, tuple[bytes, AESGCM]]] = OrderedDict()
        self._lock = threading.Lock()

    def make(self, person: int, number: int) -> tuple[str, bytes]:
        """A fresh key's master id and wrapped bytes."""
        return self.wrapper.current, self.wrapper.wrap(secrets.token_bytes(KEY_BYTES), _context(person, number))

    def rewrap(self, person: int, number: int, master: str, wrapped: bytes) -> tuple[str, bytes]:
        """The same key under the current master key."""
        context = _context(person, number)
        return self.wrapper.current, self.wrapper.wrap(self.wrapper.unwrap(master, wrapped, context), context)

    def cipher(self, person: int, number: int, master: str, wrapped: bytes) -> AESGCM:
        """The ready cipher of the person's key. `SealBroken` or `Unavailable` as `KeyWrapper.unwrap`."""
        found = self._ciphers.get(person, {}).get(number)
        if found is not None and found[0] == wrapped:
            return found[1]
        cipher = AESGCM(self.wrapper.unwrap(master, wrapped, _context(person, number)))
        with self._lock:
            self._ciphers.setdefault(person, {})[number] = (wrapped, cipher)
            self._ciphers.move_to_end(person)
            while len(self._ciphers) > self._kept:
                self._ciphers.popitem(last=False)
        return cipher

    def forget(self, person: int) -> None:
        """Drops the person's ciphers from memory."""
        with self._lock:
            self._ciphers.pop(person, None)


def _context(person: int, number: int) -> bytes:
    return b"person-key" + _CONTEXT.pack(person, number)
