"""The kept tree: leaves in bundles of 256, hashes of full subtrees in tiles of 256, as in C2SP tlog-tiles.

A node of level 8 and above is read from the tile that keeps it or its descendants; below that it is computed
from the leaves of one bundle. So a proof reads at most two rows for each factor of 256 in the size of the
tree.
"""

from __future__ import annotations

from troth.db import Connection
from troth.errors import LedgerError, NotFound
from troth.ledger import store
from troth.ledger.commitment import LEAF_SIZE
from troth.ledger.merkle import HASH_SIZE, fold, full_subtrees, leaf_hash, root_of
from troth.ledger.model import EntryId, id_text
from troth.ledger.store import BUNDLE, Bundle

HEIGHT = 8  # levels in a bundle or tile: 2**8 = BUNDLE


def split(joined: bytes, size: int) -> list[bytes]:
    return [joined[at : at + size] for at in range(0, len(joined), size)]


def leaf_hashes(bundle: Bundle) -> list[bytes]:
    return [leaf_hash(leaf) for leaf in split(bundle.leaves, LEAF_SIZE)]


def ids_in(bundle: Bundle) -> list[EntryId]:
    return [EntryId(int.from_bytes(leaf[:8], "big")) for leaf in split(bundle.leaves, LEAF_SIZE)]


def people_in(bundle: Bundle) -> list[int]:
    return [int.from_bytes(person, "big") for person in split(bundle.people, 8)]


class Tree:
    """The tree as one transaction sees it; what was read is kept for the next question."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx
        self._hashes: dict[tuple[int, int], list[bytes]] = {}
        self._bundles: dict[int, Bundle] = {}

    def bundle(self, number: int) -> Bundle:
        if number not in self._bundles:
            found = store.bundle(self._tx, number)
            if found is None:
                raise LedgerError(f"bundle {number} of the ledger is missing", help="run `troth ledger verify`")
            self._bundles[number] = found
        return self._bundles[number]

    def leaf(self, index: int) -> bytes:
        bundle, place = divmod(index, BUNDLE)
        return self.bundle(bundle).leaf(place)

    def root(self, size: int) -> bytes:
        return self.range_hash(0, size)

    def range_hash(self, start: int, stop: int) -> bytes:
        """The hash over leaves start … stop - 1, for the ranges that proofs are made of."""
        return fold(self._node(level, index) for level, index in full_subtrees(start, stop))

    def find(self, entry_id: EntryId) -> tuple[int, int] | None:
        """(index, person) of an entry, or None while it has no place."""
        for bundle in self._bundles.values():
            if (found := _place(bundle, entry_id)) is not None:
                return found
        for number in store.bundles_around(self._tx, entry_id):
            if (found := _place(self.bundle(number), entry_id)) is not None:
                return found
        return None

    def _node(self, level: int, index: int) -> bytes:
        row, below = divmod(level, HEIGHT)
        first, width = index << below, 1 << below
        number, place = divmod(first, BUNDLE)
        hashes = self._row(row, number)[place : place + width]
        if len(hashes) < width:
            raise LedgerError(f"row {number} of level {row} of the tree is short", help="run `troth ledger verify`")
        return root_of(hashes)

    def _row(self, level: int, number: int) -> list[bytes]:
        if (level, number) not in self._hashes:
            found = leaf_hashes(self.bundle(number)) if level == 0 else self._tile(level, number)
            self._hashes[level, number] = found
        return self._hashes[level, number]

    def _tile(self, level: int, number: int) -> list[bytes]:
        return split(store.tile(self._tx, level, number) or b"", HASH_SIZE)


def _place(bundle: Bundle, entry_id: EntryId) -> tuple[int, int] | None:
    wanted = entry_id.to_bytes(8, "big")
    at = bundle.leaves.find(wanted)
    while at >= 0 and at % LEAF_SIZE:  # the same bytes inside a commitment
        at = bundle.leaves.find(wanted, at + 1)
    if at < 0:
        return None
    place = at // LEAF_SIZE
    person = int.from_bytes(bundle.people[place * 8 : place * 8 + 8], "big")
    return bundle.number * BUNDLE + place, person


def must_find(tree: Tree, entry_id: EntryId) -> tuple[int, int]:
    """(index, person). Raises NotFound for an entry that has no place in the tree (yet)."""
    found = tree.find(entry_id)
    if found is None:
        raise NotFound(
            f"entry {id_text(entry_id)} is not in the tree",
            help="a new entry is there after the next checkpoint",
        )
    return found
