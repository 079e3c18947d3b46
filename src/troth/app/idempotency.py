"""Idempotency keys (draft-ietf-httpapi-idempotency-key-header): the same HTTP request sent twice acts once.

The key is claimed and its answer remembered in the act's own transaction: an act that failed leaves its key free,
and who comes with the same key at the same moment waits for the first. What is remembered, the HTTP request's digest
too, is sealed under the key of the person it speaks of: it is no copy of a value outside the vault, lets nobody guess
at what was sent, and goes when the person goes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from troth.app import store
from troth.db import Connection
from troth.errors import Conflict
from troth.ledger import HOUSE
from troth.vault import Vault

_AD = b"troth idempotency v1"
_DIGEST = 32


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer: its HTTP status, media type and body, and the person it speaks of (HOUSE: nobody in particular)."""

    status: int
    body: bytes = field(repr=False)
    media: str = "application/json"
    person: int = HOUSE


@dataclass(frozen=True, slots=True)
class Once:
    """One account's idempotency key, and the HTTP request it came with: method, path and body."""

    account: str
    key: str = field(repr=False)
    request: bytes = field(repr=False)
    vault: Vault

    def claim(self, tx: Connection, at: datetime) -> Remembered | None:
        """None: the key is ours now, so act and `remember`. Else what was answered before.

        Raises Conflict when the key came with another HTTP request.
        """
        if store.claim_key(tx, self.account, self._key, at):
            return None
        row = store.remembered_answer(tx, self.account, self._key)
        plain = self.vault.open_for(tx, row.person, row.sealed, _AD + self._key) if row else b""
        if plain[:_DIGEST] != self._digest:
            raise Conflict("this idempotency key came with another HTTP request", help="use a fresh key for each act")
        return _unpacked(plain[_DIGEST:], row.person if row else HOUSE)

    def remember(self, tx: Connection, answer: Remembered) -> None:
        """What the claimed key is answered from now on."""
        sealed = self.vault.seal_for(tx, answer.person, self._digest + _packed(answer), _AD + self._key)
        store.remember(tx, self.account, self._key, answer.person, sealed)

    @property
    def _key(self) -> bytes:
        return hashlib.sha256(self.key.encode()).digest()

    @property
    def _digest(self) -> bytes:
        return hashlib.sha256(self.request).digest()


def forget_old(tx: Connection, now: datetime, hours: int) -> int:
    """Forgets what is older than the stated time; gives their number."""
    return store.forget(tx, now - timedelta(hours=hours))


def forget_person(tx: Connection, person: int) -> int:
    """What was answered about a person goes with the person; gives their number."""
    return store.forget_person(tx, person)


def _packed(answer: Remembered) -> bytes:
    return f"{answer.status} {answer.media}\n".encode() + answer.body


def _unpacked(plain: bytes, person: int) -> Remembered:
    head, _, body = plain.partition(b"\n")
    status, media = head.decode().split(" ", 1)
    return Remembered(int(status), body, media, person)
