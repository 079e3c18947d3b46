"""All keys under the current master key."""

from __future__ import annotations

from collections.abc import Callable

from troth.db import Connection, Database
from troth.vault import store as vault_store
from troth.vault.rotation import store
from troth.vault.store import KeyRow
from troth.vault.vault import Vault


def keys_under(database: Database, master: str) -> int:
    """How many keys are still wrapped under that master key."""
    with database.read() as tx:
        return store.keys_under(tx, master)


def rewrap(
    database: Database, vault: Vault, *, batch: int = 1000, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Wraps every key anew under the ring's current key; returns how many. `progress` gets the number so far."""
    done, after = _rewrap_index_keys(database, vault), (-1, -1)
    while True:
        with database.write() as tx:
            keys = store.keys_not_under(tx, vault.keys.wrapper.current, after, batch)
            if keys:
                store.set_wrapped(tx, [_rewrapped(vault, key) for key in keys])
        done += len(keys)
        progress(done)
        if len(keys) < batch:
            return done
        after = (keys[-1].person, keys[-1].number)


def _rewrapped(vault: Vault, key: KeyRow) -> KeyRow:
    return KeyRow(key.person, key.number, *vault.keys.rewrap(*key))


def _rewrap_index_keys(database: Database, vault: Vault) -> int:
    with database.write() as tx:
        old = [row for row in vault_store.index_keys(tx) if row[1] != vault.keys.wrapper.current]
        for row in old:
            _rewrap_index_key(tx, vault, row)
    return len(old)


def _rewrap_index_key(tx: Connection, vault: Vault, row: tuple[int, str, bytes]) -> None:
    store.set_index_wrapped(tx, row[0], *vault.index_keys.rewrapped(*row))
