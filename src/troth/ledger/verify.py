"""Verification of the whole ledger: the tree, then the rows.

1. every checkpoint's signature;
2. the tree, recomputed from its leaves, against every kept hash and every checkpoint (recount.py);
3. every leaf has its row, every row its leaf or its place in the queue;
4. with keys: every row opens, and what it says gives the commitment in its leaf.

What is found is named as exactly as the kept data allow; docs/reference/ledger.md says what cannot be found.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from troth.db import Connection
from troth.errors import KeyErased, SealBroken
from troth.ledger import store
from troth.ledger.commitment import unseal
from troth.ledger.findings import Finding, Kind, Progress, Report, no_progress, row_finding
from troth.ledger.model import EntryId, Sealer, id_of
from troth.ledger.recount import Recount, signed_heads
from troth.ledger.store import BUNDLE
from troth.ledger.tiles import ids_in, people_in

__all__ = ["Finding", "Progress", "Report", "no_progress", "verify"]

_Expected = tuple[int | None, int, EntryId, bytes]  # index, person, id, commitment


def verify(tx: Connection, vkey: str, sealer: Sealer | None, kept: Sequence[str], progress: Progress) -> Report:
    """Goes through everything, in the order of the module's docstring; without `sealer` nothing is opened."""
    heads, findings = signed_heads(tx, vkey, kept)
    recount = Recount(tx, heads)
    recount.run(progress)
    rows = _Rows(tx, sealer)
    for done, batch in enumerate(_batches(_leaves(tx)), start=1):
        rows.check(batch)
        progress("entries", min(done * BUNDLE, recount.size), recount.size)
    for batch in _batches(_waiting(tx)):
        rows.check(batch)
    rows.find_inserted()
    findings += recount.findings + rows.findings
    return Report(recount.size, rows.waiting, rows.opened, rows.erased, len(heads), tuple(findings))


def _leaves(tx: Connection) -> Iterator[_Expected]:
    for bundle in store.bundles(tx):
        start = bundle.number * BUNDLE
        for place, (person, entry_id) in enumerate(zip(people_in(bundle), ids_in(bundle), strict=False)):
            yield start + place, person, entry_id, bundle.leaf(place)[8:]


def _waiting(tx: Connection) -> Iterator[_Expected]:
    for waiting in store.pending(tx):
        yield None, waiting.person, waiting.id, waiting.commitment


def _batches(all_of: Iterable[_Expected]) -> Iterator[list[_Expected]]:
    rest = iter(all_of)
    while batch := list(islice(rest, BUNDLE)):
        yield batch


class _Rows:
    """Holds rows against leaves."""

    def __init__(self, tx: Connection, sealer: Sealer | None) -> None:
        self.findings: list[Finding] = []
        self.opened = self.erased = self.waiting = 0
        self._tx, self._sealer = tx, sealer
        self._ids = array("q")
        self._missing = 0

    def check(self, batch: list[_Expected]) -> None:
        rows = store.sealed_of(self._tx, [(person, entry_id) for _, person, entry_id, _ in batch])
        for index, person, entry_id, commitment in batch:
            self._ids.append(entry_id)
            self.waiting += index is None
            sealed = rows.get((person, entry_id))
            if sealed is None:
                self._missing += 1
                self._find("missing", "has no row: it was removed", person, entry_id, index)
            elif self._sealer is not None:
                self._open(self._sealer, sealed, (index, person, entry_id, commitment))

    def _open(self, sealer: Sealer, sealed: bytes, expected: _Expected) -> None:
        index, person, entry_id, commitment = expected
        try:
            opening = unseal(sealer, self._tx, person, entry_id, sealed)
        except KeyErased:
            self.erased += 1
            return
        except SealBroken:
            self._find("altered", "does not open: its row was altered", person, entry_id, index)
            return
        self.opened += 1
        if opening.commitment != commitment:
            self._find("altered", "is not what its leaf commits to", person, entry_id, index)

    def _find(self, kind: Kind, why: str, person: int, entry_id: EntryId, index: int | None) -> None:
        self.findings.append(row_finding(kind, why, person, entry_id, index))

    def find_inserted(self) -> None:
        """Rows that no leaf and no place in the queue knows; one that is missed under another person has
        moved."""
        if store.counts(self._tx)[0] == len(self._ids) - self._missing:
            return
        missed = {id_of(found.entry) for found in self.findings if found.kind == "missing" and found.entry}
        ids = array("q", sorted(self._ids))
        for person, entry_id in store.all_keys(self._tx):
            at = bisect_left(ids, entry_id)
            if at == len(ids) or ids[at] != entry_id:
                self._find("inserted", "is in no leaf: it was inserted", person, entry_id, None)
            elif entry_id in missed:
                self._find("moved", "belongs to another person in its leaf's place", person, entry_id, None)
