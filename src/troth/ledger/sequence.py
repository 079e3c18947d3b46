"""The sequencer: takes waiting entries out of the queue, gives them their places, and signs the new head.

All of it is one transaction under one lock. A crash before the commit leaves the queue as it was, one after
it leaves nothing to do: no entry gets two places, and none is lost. Writers are never waited for: who commits
late is in the next batch.
"""

from __future__ import annotations

from troth.db import Connection, Database
from troth.errors import LedgerError
from troth.ledger import store
from troth.ledger.checkpoint import LogKey, open_checkpoint, sign_checkpoint
from troth.ledger.commitment import leaf_of
from troth.ledger.merkle import HASH_SIZE, root_of
from troth.ledger.model import Checkpoint
from troth.ledger.store import BUNDLE, Bundle, Waiting
from troth.ledger.tiles import Tree, ids_in, leaf_hashes, split

BATCH = 65_536  # entries to a transaction; the ids of one batch ascend in the tree, which `verify` relies on


def integrate(database: Database, key: LogKey, batch: int = BATCH) -> Checkpoint:
    """Puts every waiting entry into the tree; gives the newest checkpoint.

    Raises LedgerError when the tree is not the one that was signed: then nothing more is signed (C2SP
    tlog-checkpoint: a log must not sign what is inconsistent with what it signed), and appending goes on.
    """
    while True:
        with database.write() as tx:
            store.lock_sequencer(tx)
            head = _head(tx, key)
            taken = store.take_pending(tx, batch)
            if taken:
                head = _grow(tx, key, head, taken)
        if len(taken) < batch:
            return head


def _head(tx: Connection, key: LogKey) -> Checkpoint:
    """The newest checkpoint, when the kept tree still has its root; the first one is of the empty tree."""
    newest = store.newest_checkpoint(tx)
    if newest is None:
        return _sign(tx, key, 0)
    head = open_checkpoint(newest[1], key.vkey)
    if head.size != newest[0] or Tree(tx).root(head.size) != head.root:
        raise LedgerError(
            f"the tree of {newest[0]} entries is not the one that was signed",
            help="run `troth ledger verify`",
        )
    return head


def _grow(tx: Connection, key: LogKey, head: Checkpoint, taken: list[Waiting]) -> Checkpoint:
    bundles = _fill(tx, head.size, taken)
    store.put_bundles(tx, bundles, [(min(ids), max(ids)) for ids in map(ids_in, bundles)])
    full = [root_of(leaf_hashes(bundle)) for bundle in bundles if len(bundle.people) == 8 * BUNDLE]
    _keep(tx, 1, head.size // BUNDLE, full)
    store.put_clauses(tx, _places(head.size, taken))
    return _sign(tx, key, head.size + len(taken))


def _sign(tx: Connection, key: LogKey, size: int) -> Checkpoint:
    signed = sign_checkpoint(key, size, Tree(tx).root(size))
    store.put_checkpoint(tx, size, signed.note)
    return signed


def _fill(tx: Connection, size: int, taken: list[Waiting]) -> list[Bundle]:
    """The last, unfilled bundle with the first of the new leaves, and the bundles after it."""
    number, filled = divmod(size, BUNDLE)
    last = store.bundle(tx, number) if filled else None
    bundles, start = [], 0
    while start < len(taken):
        some = taken[start : start + BUNDLE - filled]
        leaves = b"".join(leaf_of(entry.id, entry.commitment) for entry in some)
        people = b"".join(entry.person.to_bytes(8, "big") for entry in some)
        before = (last.leaves, last.people) if last else (b"", b"")
        bundles.append(Bundle(number, before[0] + leaves, before[1] + people))
        start, number, filled, last = start + len(some), number + 1, 0, None
    return bundles


def _keep(tx: Connection, level: int, index: int, hashes: list[bytes]) -> None:
    """Adds hashes of full subtrees to the tiles of a level, and of each tile that fills up, to the level
    above."""
    above, number_above = [], index // BUNDLE
    while hashes:
        number, place = divmod(index, BUNDLE)
        before = split(store.tile(tx, level, number) or b"", HASH_SIZE)[:place] if place else []
        here = before + hashes[: BUNDLE - place]
        store.put_tile(tx, level, number, b"".join(here))
        if len(here) == BUNDLE:
            above.append(root_of(here))
        index, hashes = index + BUNDLE - place, hashes[BUNDLE - place :]
    if above:
        _keep(tx, level + 1, number_above, above)


def _places(size: int, taken: list[Waiting]) -> dict[tuple[str, int], bytes]:
    """For each clause and bundle, the places of the new entries that name it."""
    places: dict[tuple[str, int], bytes] = {}
    for index, entry in enumerate(taken, start=size):
        bundle, place = divmod(index, BUNDLE)
        for clause in dict.fromkeys(entry.clauses):
            places[clause, bundle] = places.get((clause, bundle), b"") + bytes([place])
    return places
