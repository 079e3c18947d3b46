"""Idempotency keys (draft-ietf-httpapi-idempotency-key-header): the same HTTP request sent twice acts once.

The answer is remembered in the act's own transaction, sealed under the key of the person it speaks of, so it
is no copy of a value outside the vault and goes when the person goes. The HTTP request itself is kept as a keyed
digest, enough to notice the same key on another request.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from troth.app import store
from troth.db import Connection
from troth.errors import Conflict
from troth.vault import Vault

_AD = b"troth idempotency v1"


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer given before: its HTTP status and its body."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Once:
    """One account's idempotency key, and the HTTP request it came with. `person` 0: nobody in particular."""

    account: str
    key: str
    request: bytes
    vault: Vault

    def recall(self, tx: Connection) -> Remembered | None:
        """What was answered before. Conflict when the key came with another request."""
        row = store.remembered_answer(tx, self.account, self._key)
        if row is None:
            return None
        if row.request != self._fingerprint:
            raise Conflict("this idempotency key came with another request", help="use a fresh key for each act")
        return Remembered(row.status, self.vault.open_for(tx, row.person, row.sealed, _AD + self._key))

    def remember(self, tx: Connection, person: int, status: int, body: bytes, at: datetime) -> None:
        sealed = self.vault.seal_for(tx, person, body, _AD + self._key)
        row = {"account": self.account, "key": self._key, "request": self._fingerprint, "person": person}
        store.remember(tx, row | {"status": status, "sealed": sealed, "at": at})

    @property
    def _key(self) -> bytes:
        return hashlib.sha256(self.key.encode()).digest()

    @property
    def _fingerprint(self) -> bytes:
        # Keyed by what the row does not hold, so that the row alone does not let anyone guess at the request.
        key = hashlib.sha256(b"fingerprint of " + self.key.encode()).digest()
        return hashlib.blake2b(self.request, key=key, digest_size=32).digest()


def forget_old(tx: Connection, now: datetime, hours: int) -> int:
    """Forgets what is older than the stated time; gives their number."""
    return store.forget(tx, now - timedelta(hours=hours))
