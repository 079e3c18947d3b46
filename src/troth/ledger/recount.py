"""The tree recomputed from its leaves, and held against every kept hash and every signed checkpoint.

Two recomputations run side by side: one from the leaves alone, one that takes the kept hash of a full bundle
where the two differ. At the next checkpoint the one that fits tells which side was altered: the leaves or the
kept hash. Where neither fits, the leaves since the last checkpoint that did are in question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from troth.db import Connection
from troth.errors import ProofInvalid
from troth.ledger import store
from troth.ledger.checkpoint import open_checkpoint
from troth.ledger.commitment import LEAF_SIZE
from troth.ledger.findings import Finding, Progress, leaves_finding
from troth.ledger.merkle import EMPTY_ROOT, HASH_SIZE, fold, node_hash, root_of
from troth.ledger.model import Checkpoint
from troth.ledger.store import BUNDLE, Bundle
from troth.ledger.tiles import leaf_hashes, split


class Frontier:
    """The roots of the largest full subtrees, left to right, over full bundles."""

    def __init__(self) -> None:
        self._parts: list[tuple[int, bytes]] = []

    def push(self, root: bytes) -> None:
        level = 0
        while self._parts and self._parts[-1][0] == level:
            root = node_hash(self._parts.pop()[1], root)
            level += 1
        self._parts.append((level, root))

    def root(self, tail: bytes) -> bytes:
        """The root when a last, perhaps unfilled bundle has the root `tail`."""
        return fold([*(part for _, part in self._parts), tail])

    def copy(self) -> Frontier:
        twin = Frontier()
        twin._parts = list(self._parts)
        return twin


def signed_heads(tx: Connection, vkey: str, kept: Sequence[str]) -> tuple[list[Checkpoint], list[Finding]]:
    """The checkpoints whose signature is right, smallest first, and findings for the others."""
    heads, findings = [], []
    notes: list[tuple[int | None, str]] = [*store.checkpoints(tx), *((None, note) for note in kept)]
    for size, note in notes:
        try:
            head = open_checkpoint(note, vkey)
        except ProofInvalid as wrong:
            findings.append(Finding("checkpoint", f"checkpoint {size}: {wrong.message}", size, size))
            continue
        if size not in (None, head.size):
            findings.append(Finding("checkpoint", f"checkpoint {size} is one of size {head.size}", size, size))
            continue
        heads.append(head)
    return sorted(heads, key=lambda head: head.size), findings


@dataclass(frozen=True, slots=True)
class _Full:
    """A full bundle's root: as computed from its leaves, and as kept."""

    computed: bytes
    kept: bytes | None


class Recount:
    """One pass over the bundles. `findings` fills as it goes; `size` is the number of leaves seen."""

    def __init__(self, tx: Connection, heads: Sequence[Checkpoint]) -> None:
        self.findings: list[Finding] = []
        self.size = 0
        self._tx = tx
        self._heads = list(heads)
        self._next = 0  # the head to be met next
        self._tiles = {(level, number): hashes for level, number, hashes in store.tiles(tx)}
        self._leaves, self._kept = Frontier(), Frontier()
        self._suspects: list[tuple[int, bytes]] = []  # bundles whose kept hash differs, with the computed one
        self._good = 0  # the largest size whose checkpoint fitted
        self._failed: Checkpoint | None = None  # the first that did not fit since
        self._leaves_right = True  # at the last checkpoint that fitted
        self._unsure = bytearray()  # the leaves from number `_since` on, which no good head covers
        self._since = 0

    def run(self, progress: Progress) -> None:
        total = self._heads[-1].size if self._heads else 0
        self._meet(0, [], None)
        for bundle in store.bundles(self._tx):
            self._take(bundle)
            progress("tree", self.size, max(total, self.size))
        self._finish()
        self._check_upper_tiles()

    def _take(self, bundle: Bundle) -> None:
        expected, filled = divmod(self.size, BUNDLE)
        if bundle.number != expected or filled:
            self.findings.append(leaves_finding(self.size, bundle.number * BUNDLE - 1, "gone from the tree"))
            self._bridge(expected, bundle.number)
        hashes, start = leaf_hashes(bundle), bundle.number * BUNDLE
        self._unsure += bundle.leaves
        self.size = start + len(hashes)
        full = _Full(root_of(hashes), self._kept_hash(bundle.number)) if len(hashes) == BUNDLE else None
        self._meet(start, hashes, full)
        if full:
            self._extend(full)

    def _extend(self, full: _Full) -> None:
        """Where a checkpoint has just told which side is right, both recomputations go on with that one."""
        by_leaves, by_kept = full.computed, full.kept or full.computed
        if self._good == self.size:
            by_leaves = by_kept = by_leaves if self._leaves_right else by_kept
        self._leaves.push(by_leaves)
        self._kept.push(by_kept)

    def _bridge(self, number: int, until: int) -> None:
        """Over bundles that are gone, by their kept hashes."""
        for gone in range(number, until):
            for frontier in (self._leaves, self._kept):
                frontier.push(self._kept_hash(gone) or EMPTY_ROOT)
        while self._next < len(self._heads) and self._heads[self._next].size <= until * BUNDLE:
            self._next += 1

    def _kept_hash(self, number: int) -> bytes | None:
        tile, place = divmod(number, BUNDLE)
        found = self._tiles.get((1, tile), b"")[place * HASH_SIZE : (place + 1) * HASH_SIZE]
        return found if len(found) == HASH_SIZE else None

    def _meet(self, start: int, hashes: list[bytes], full: _Full | None) -> None:
        """Compares every head that ends within this bundle, and a full bundle with its kept hash."""
        while self._next < len(self._heads) and self._heads[self._next].size < start + BUNDLE:
            head = self._heads[self._next]
            if head.size > start + len(hashes):
                return
            tail = root_of(hashes[: head.size - start])
            self._judge(head, (self._leaves.root(tail), self._kept.root(tail)) if head.size else (EMPTY_ROOT,) * 2)
            self._next += 1
        if full is None:
            return
        self._compare_kept(start // BUNDLE, full)
        while self._next < len(self._heads) and self._heads[self._next].size == start + BUNDLE:
            by_kept = self._kept.root(full.kept or full.computed)
            self._judge(self._heads[self._next], (self._leaves.root(full.computed), by_kept))
            self._next += 1

    def _compare_kept(self, number: int, full: _Full) -> None:
        if full.kept is None:
            self._node_finding(1, number, "is missing")
        elif full.kept != full.computed:
            self._suspects.append((number, full.computed))

    def _judge(self, head: Checkpoint, roots: tuple[bytes, bytes]) -> None:
        if head.root not in roots:
            self._failed = self._failed or head
            return
        self._leaves_right = head.root == roots[0]
        blamed = [self._blame(number, computed, head) for number, computed in self._suspects]
        if self._failed and not any(blamed):
            self._blame_failed(self._failed)
        right = self._leaves if self._leaves_right else self._kept
        self._leaves, self._kept = right.copy(), right.copy()
        self._suspects, self._failed, self._good = [], None, head.size
        self._forget()

    def _blame(self, number: int, computed: bytes, head: Checkpoint) -> bool:
        """Says which side of a bundle was altered; whether that explains a checkpoint that did not fit."""
        if self._leaves_right:
            self._node_finding(1, number, "was altered")
            self._mend(number, computed)
            return False
        first, stop = max(number * BUNDLE, self._good), min((number + 1) * BUNDLE, head.size)
        explains = self._failed is not None and first < self._failed.size
        if self._failed is not None and explains:
            stop = min(stop, self._failed.size)
        self._leaf_finding(first, stop - 1, "altered")
        return explains

    def _blame_failed(self, failed: Checkpoint) -> None:
        """A checkpoint that does not fit, between others that do, or with none after it that does."""
        self._leaf_finding(self._good, failed.size - 1, f"not what checkpoint {failed.size} signed")

    def _mend(self, number: int, computed: bytes) -> None:
        """Goes on with the right hash in memory, so that one altered hash is found once."""
        tile, place = divmod(number, BUNDLE)
        parts = split(self._tiles[1, tile], HASH_SIZE)
        parts[place] = computed
        self._tiles[1, tile] = b"".join(parts)

    def _node_finding(self, level: int, index: int, what: str) -> None:
        message = f"the kept hash {index} of level {level} {what}"
        width = BUNDLE**level
        self.findings.append(Finding("node", message, index * width, (index + 1) * width - 1))

    def _leaf_finding(self, first: int, last: int, why: str) -> None:
        self.findings.append(leaves_finding(first, last, why))
        self._find_disorder(first, last)

    def _find_disorder(self, first: int, last: int) -> None:
        """Within one batch the sequencer puts ids in their order."""
        sizes = {head.size for head in self._heads}
        ids = [leaf[:8] for leaf in split(bytes(self._unsure), LEAF_SIZE)]
        for at in range(1, len(ids)):
            index = self._since + at
            if ids[at] < ids[at - 1] and index not in sizes and first <= index <= last:
                message = f"leaf {index} is older than the one before it: they were reordered or replaced"
                self.findings.append(Finding("order", message, index - 1, index))

    def _forget(self) -> None:
        """Leaves below the last good head are beyond question."""
        del self._unsure[: max(0, self._good - self._since) * LEAF_SIZE]
        self._since = max(self._since, self._good)

    def _finish(self) -> None:
        if self._failed:
            self._blame_failed(self._failed)
        newest = self._heads[-1].size if self._heads else 0
        if newest > self.size:
            why = f"signed in checkpoint {newest}, and gone from the tree"
            self.findings.append(leaves_finding(self.size, newest - 1, why))
        elif newest < self.size:
            why = "after the newest checkpoint that is right"
            self.findings.append(leaves_finding(newest, self.size - 1, why))

    def _check_upper_tiles(self) -> None:
        """Each kept hash above the bundles must be the root of the tile below it."""
        for (level, number), joined in sorted(self._tiles.items()):
            if level == 1:
                continue
            for place, kept in enumerate(split(joined, HASH_SIZE)):
                index = number * BUNDLE + place
                below = self._tiles.get((level - 1, index), b"")
                if root_of(split(below, HASH_SIZE)) != kept:
                    self._node_finding(level, index, "was altered")
