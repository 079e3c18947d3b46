"""A ledger on each database, and a sealer whose keys can be erased."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from functools import partial

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.ledger.sample import ANNA, disclosure
from troth.db import Connection, Database
from troth.errors import KeyErased, SealBroken
from troth.ledger import EntryId, Ledger, LogKey
from troth.ledger.model import Open, Seal

_NUMBER = b"\x00\x01"  # of the key, in front of what it sealed


class Keys:
    """AES-256-GCM under a key a person, kept in memory; what the vault does with keys in the store."""

    def __init__(self) -> None:
        self._keys: dict[int, bytes | None] = {}

    def to_seal(self, tx: Connection, people: Collection[int]) -> dict[int, Seal]:  # noqa: ARG002
        for person in people:
            self._cipher(person)
        return {person: partial(self.seal, person) for person in people}

    def to_open(self, tx: Connection, people: Collection[int]) -> dict[int, Open]:  # noqa: ARG002
        return {person: partial(self._open, person) for person in people if self._keys.get(person, b"") is not None}

    def seal(self, person: int, plaintext: bytes, ad: bytes) -> bytes:
        nonce = secrets.token_bytes(12)
        return _NUMBER + nonce + self._cipher(person).encrypt(nonce, plaintext, ad)

    def _open(self, person: int, sealed: bytes, ad: bytes) -> bytes:
        try:
            return self._cipher(person).decrypt(sealed[2:14], sealed[14:], ad)
        except InvalidTag as cause:
            raise SealBroken("a value does not open") from cause

    def erase(self, person: int) -> None:
        self._keys[person] = None

    def _cipher(self, person: int) -> AESGCM:
        key = self._keys.setdefault(person, secrets.token_bytes(32))
        if key is None:
            raise KeyErased("the key is gone")
        return AESGCM(key)


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture
def log_key() -> LogKey:
    return LogKey.make("lantern.example/ledger")


@pytest.fixture
def ledger(database: Database, keys: Keys, log_key: LogKey) -> Ledger:
    return Ledger(database, keys, log_key)


@pytest.fixture
def record(database: Database, ledger: Ledger) -> Callable[..., list[EntryId]]:
    """Appends `count` disclosures in one transaction."""

    def append(count: int, person: int | None = ANNA, **details: object) -> list[EntryId]:
        with database.write() as tx:
            return ledger.append_many(tx, [disclosure(person, n, **details) for n in range(count)])

    return append
