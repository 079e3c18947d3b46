"""A new key for one person, and everything of theirs sealed anew under it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from troth.db import Connection, Database
from troth.errors import KeyErased
from troth.vault import store as vault_store
from troth.vault.rotation import store
from troth.vault.seal import place_of_chunk, place_of_item, seal, unseal
from troth.vault.vault import Vault

# Seals anew what another module keeps for the person: gets the transaction, the person, and a function from
# (sealed, place) to the same sealed under the newest key.
ResealOthers = Callable[[Connection, int, Callable[[bytes, bytes], bytes]], None]


def reseal(
    database: Database,
    vault: Vault,
    person: int,
    *,
    others: ResealOthers | None = None,
    batch: int = 100,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Gives the person a new key, or goes on with one that was begun; returns how many rows were sealed anew.

    Without `others` the older keys stay, since details that other modules keep may stand under them.
    `KeyErased` when the person has no key.
    """
    number, done = _begin(database, vault, person), 0
    while count := _batch(database, vault, person, number, batch):
        done += count
        progress(done)
    with database.write() as tx:
        vault_store.hold_keys(tx, person)  # who began to add before has finished now; who comes later sees `number`
        while count := _reseal_some(tx, vault, person, number, batch):
            done += count
        if others is not None:
            others(tx, person, partial(_again, tx, vault, person))
            store.drop_older_keys(tx, person, number)
    vault.keys.forget(person)
    return done


def _begin(database: Database, vault: Vault, person: int) -> int:
    with database.write() as tx:
        vault_store.hold_keys(tx, person)
        keys = vault_store.keys_of(tx, person)
        if not keys:
            raise KeyErased("the person has no key: erased, or never opened")
        newest = keys[-1].number
        if len(keys) > 1 and _unfinished(tx, person, newest):
            return newest
        vault.add_key(tx, person, newest + 1)
        return newest + 1


def _unfinished(tx: Connection, person: int, number: int) -> bool:
    return bool(store.items_under_older(tx, person, number, 1) or store.pieces_under_older(tx, person, number, 1))


def _batch(database: Database, vault: Vault, person: int, number: int, size: int) -> int:
    with database.write() as tx:
        return _reseal_some(tx, vault, person, number, size)


def _reseal_some(tx: Connection, vault: Vault, person: int, number: int, size: int) -> int:
    keys = vault_store.keys_of(tx, person, to_add=True)
    ciphers = {key.number: vault.keys.cipher(*key) for key in keys}
    if items := store.items_under_older(tx, person, number, size):
        for row in vault_store.sealed_items_by_id(tx, person, items):
            _reseal_item(tx, row, ciphers, number)
        return len(items)
    pieces = store.pieces_under_older(tx, person, number, 4)  # a piece is large
    for piece in pieces:
        place = place_of_chunk(person, piece.item, piece.chunk, last=piece.last)
        sealed = seal(ciphers[number], unseal(ciphers[piece.number], piece.sealed, place), place)
        store.set_piece(tx, person, piece._replace(number=number, sealed=sealed))
    return len(pieces)


def _reseal_item(tx: Connection, row: vault_store.SealedItem, ciphers: dict[int, AESGCM], number: int) -> None:
    facts = row.facts
    place = place_of_item(facts.person, facts.id, facts.collection_id, facts.kind, facts.category)
    plain = unseal(ciphers[row.key.number], row.sealed, place)
    vault_store.set_sealed(tx, facts.person, facts.id, number, seal(ciphers[number], plain, place))


def _again(tx: Connection, vault: Vault, person: int, sealed: bytes, place: bytes) -> bytes:
    return vault.seal_for(tx, person, vault.open_for(tx, person, sealed, place), place)
