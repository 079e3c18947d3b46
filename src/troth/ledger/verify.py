"""Verification of the whole ledger: the tree, then the rows.

1. every checkpoint's signature;
2. the tree, recomputed from its leaves, against every kept hash and every checkpoint (recount.py);
3. every leaf has its row, every row its leaf or its place in the queue;
4. with keys: every row opens, and what it says gives the commitment in its leaf.

What is found is named as exactly as the kept data allow; docs/reference/ledger.md says what cannot be found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from struct import iter_unpack, unpack

from troth.db import Connection
from troth.errors import SealBroken
from troth.ledger import store
from troth.ledger.commitment import LEAF_SIZE, commitment_of, salted
from troth.ledger.findings import Finding, Kind, Progress, Report, no_progress, row_finding
from troth.ledger.model import EntryId, Open, Sealer, id_of
from troth.ledger.recount import Recount, signed_heads
from troth.ledger.store import BUNDLE, Bundle

__all__ = ["Finding", "Progress", "Report", "no_progress", "verify"]

PART = 1 << 18  # entries held in memory at once, some 300 bytes each
_LEAST, _BEYOND = -1 << 63, 1 << 64  # below and above every number that can stand for a person
_Key = tuple[int, EntryId]  # whose, and which
_Place = tuple[int | None, bytes]  # the leaf's number (None: it waits for one), and its commitment


def verify(tx: Connection, vkey: str, sealer: Sealer | None, kept: Sequence[str], progress: Progress) -> Report:
    """Goes through everything, in the order of the module's docstring; without `sealer` nothing is opened."""
    heads, findings = signed_heads(tx, vkey, kept)
    recount = Recount(tx, heads)
    recount.run(progress)
    rows = _Rows(tx, sealer, lambda done: progress("entries", min(done, recount.size), recount.size))
    for low, high in _parts(max(recount.size, *store.counts(tx))):
        rows.check(low, high)
    rows.name_strangers()
    findings += recount.findings + rows.findings
    return Report(recount.size, rows.waiting, rows.opened, rows.erased, len(heads), tuple(findings))


def _parts(total: int) -> Iterator[tuple[int, int]]:
    """Ranges of persons, from … up to, with some PART entries each: persons' numbers are random."""
    number = 1 << (total // PART).bit_length()
    inner = [part * ((1 << 63) // number) for part in range(1, number)]
    return zip([_LEAST, *inner], [*inner, _BEYOND], strict=True)


class _Rows:
    """Holds rows against leaves, and against what waits for a leaf, some persons at a time."""

    def __init__(self, tx: Connection, sealer: Sealer | None, progress: Callable[[int], None]) -> None:
        self.findings: list[Finding] = []
        self.opened = self.erased = self.waiting = 0
        self._tx, self._sealer, self._progress = tx, sealer, progress
        self._strangers: list[_Key] = []  # rows that nothing knows
        self._done = 0

    def check(self, low: int, high: int) -> None:
        """The rows and leaves of the persons from `low` up to `high`."""
        waiting: dict[_Key, _Place] = {
            (w.person, w.id): (None, w.commitment) for w in store.pending(self._tx) if low <= w.person < high
        }
        self.waiting += len(waiting)
        if self._sealer is None:
            self._match(low, high, waiting)
        else:
            self._open_all(low, high, waiting)

    def _match(self, low: int, high: int, waiting: dict[_Key, _Place]) -> None:
        """Without opening them: only which there are. What is on one side alone is left over."""
        whole = low == _LEAST and high == _BEYOND
        left = set(waiting)
        for keys in _keys(self._tx):
            left.update(keys if whole else (key for key in keys if low <= key[0] < high))
        for page in store.pages(self._tx, low, high, sealed=False):
            left.symmetric_difference_update(page)
            self._tell(page)
        if left:
            places = dict(_leaves(self._tx, low, high)) | waiting
            self._strangers += sorted(left - places.keys())
            self._miss((key, places[key]) for key in left & places.keys())

    def _open_all(self, low: int, high: int, waiting: dict[_Key, _Place]) -> None:
        expected = dict(_leaves(self._tx, low, high)) | waiting
        for page in store.pages(self._tx, low, high, sealed=True):
            places = [expected.pop((row[0], row[1]), None) for row in page]
            self._open(page, places)
            self._strangers += [(row[0], row[1]) for row, place in zip(page, places, strict=True) if place is None]
            self._tell(page)
        self._miss(expected.items())

    def _tell(self, page: Sequence[store.Sealed]) -> None:
        self._done += len(page)
        self._progress(self._done)

    def _miss(self, left: Iterable[tuple[_Key, _Place]]) -> None:
        """What no row was found for."""
        for (person, entry_id), (index, _) in sorted(left, key=lambda each: (each[1][0] is None, each[1][0] or 0)):
            self._find("missing", "has no row: it was removed", person, entry_id, index)

    def _open(self, page: Sequence[store.Sealed], places: Sequence[_Place | None]) -> None:
        assert self._sealer is not None
        opens = self._sealer.to_open(self._tx, {row[0] for row in page})
        for (person, entry_id, sealed), place in zip(page, places, strict=True):
            if place is None:
                continue
            if person in opens:
                self._compare(opens[person], person, entry_id, sealed, place)
            else:
                self.erased += 1

    def _compare(self, open_: Open, person: int, entry_id: EntryId, sealed: bytes, place: _Place) -> None:
        try:
            plain = salted(open_, person, entry_id, sealed)
        except SealBroken:
            self._find("altered", "does not open: its row was altered", person, entry_id, place[0])
            return
        self.opened += 1
        if commitment_of(plain) != place[1]:
            self._find("altered", "is not what its leaf commits to", person, entry_id, place[0])

    def _find(self, kind: Kind, why: str, person: int, entry_id: EntryId, index: int | None) -> None:
        self.findings.append(row_finding(kind, why, person, entry_id, index))

    def name_strangers(self) -> None:
        """Rows that no leaf and no place in the queue knows; one that is missed under another person has moved."""
        missed = {id_of(found.entry) for found in self.findings if found.kind == "missing" and found.entry}
        for person, entry_id in self._strangers:
            if entry_id in missed:
                self._find("moved", "belongs to another person in its leaf's place", person, entry_id, None)
            else:
                self._find("inserted", "is in no leaf: it was inserted", person, entry_id, None)


def _keys(tx: Connection) -> Iterator[Iterable[_Key]]:
    """Whose and which the entries of the tree are, a bundle at a time."""
    for bundle in store.bundles(tx):
        count = len(bundle.leaves) // LEAF_SIZE
        ids = unpack(">" + "Q32x" * count, bundle.leaves[: count * LEAF_SIZE])
        yield zip(_people(bundle), ids, strict=False)


def _people(bundle: Bundle) -> tuple[int, ...]:
    count = len(bundle.people) // 8
    return unpack(f">{count}Q", bundle.people[: count * 8])


def _leaves(tx: Connection, low: int, high: int) -> Iterator[tuple[_Key, _Place]]:
    """The entries of the tree that are of those persons."""
    for bundle in store.bundles(tx):
        start, leaves = bundle.number * BUNDLE, bundle.leaves
        named = zip(_people(bundle), iter_unpack(">Q32s", leaves[: len(leaves) // LEAF_SIZE * LEAF_SIZE]), strict=False)
        for index, (person, (entry_id, commitment)) in enumerate(named, start=start):
            if low <= person < high:
                yield (person, entry_id), (index, commitment)
