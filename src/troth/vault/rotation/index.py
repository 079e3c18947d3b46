"""A new key for the blind indexes, and every digest made anew."""

from __future__ import annotations

from collections.abc import Callable

from troth.db import Connection, Database
from troth.vault import store as vault_store
from troth.vault.rotation import store
from troth.vault.vault import Vault


def renew_index(
    database: Database, vault: Vault, *, batch: int = 500, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Makes a new index key, or goes on with one that was begun; returns how many digests were made anew."""
    number, done = _begin(database, vault), 0
    while count := _batch(database, vault, number, batch):
        done += count
        progress(done)
    with database.write() as tx:
        store.hold_index_keys(tx)  # who began to add before has finished now; who comes later sees `number`
        while count := _renew_some(tx, vault, number, batch):
            done += count
        store.drop_older_index_keys(tx, number)
    return done


def _begin(database: Database, vault: Vault) -> int:
    with database.write() as tx:
        store.hold_index_keys(tx)
        keys = [row for row in vault_store.index_keys(tx) if row[0] != vault_store.LASTING]
        newest = keys[-1][0] if keys else 0
        if len(keys) > 1:
            return newest
        vault.index_keys.add(tx, newest + 1)
        return newest + 1


def _batch(database: Database, vault: Vault, number: int, size: int) -> int:
    with database.write() as tx:
        return _renew_some(tx, vault, number, size)


def _renew_some(tx: Connection, vault: Vault, number: int, size: int) -> int:
    places = store.lookups_under_older(tx, number, size)
    for person, item, kind in places:
        for found in vault.get(tx, person, items=[item]):  # none when it was deleted this moment
            store.set_lookup(tx, (person, item, kind), number, vault.digest(tx, kind, found.value.open())[1])
    return len(places)
