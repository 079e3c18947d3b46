"""The ledger as the rest of the system holds it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from troth.db import Connection, Database
from troth.errors import NotFound
from troth.ledger import account, dense, proof_file, sequence, store
from troth.ledger.checkpoint import LogKey, open_checkpoint
from troth.ledger.commitment import bound_to, commit
from troth.ledger.ids import Ids
from troth.ledger.merkle import consistency_ranges, inclusion_ranges
from troth.ledger.model import Checkpoint, Entry, EntryId, Inclusion, Recorded, Seal, Sealer, id_text
from troth.ledger.tiles import Tree, must_find
from troth.ledger.verify import Progress, Report, no_progress, verify


class Ledger:
    """Append within the transaction of the act; `integrate` from time to time; prove to whoever asks."""

    def __init__(self, database: Database, sealer: Sealer, key: LogKey, ids: Ids | None = None) -> None:
        self._database = database
        self._sealer = sealer
        self._key = key
        self._ids = ids or Ids()

    def on(self, database: Database) -> Ledger:
        """The same ledger on another database: a copy of the store, or a transaction of it."""
        return Ledger(database, self._sealer, self._key, self._ids)

    def sign(self, text: str) -> str:
        """A signed note of a text that ends in a newline (C2SP signed-note), as `open_note` opens with `vkey`."""
        return self._key.sign(text)

    @property
    def vkey(self) -> str:
        """The key that verifies checkpoints and proof files (C2SP signed-note)."""
        return self._key.vkey

    def append(self, tx: Connection, entry: Entry, seal: Seal | None = None) -> EntryId:
        """Records one act, in the caller's transaction: it stands when that commits.

        `seal`: what seals for the person, if the caller has it of this transaction. Raises KeyErased, LedgerError.
        """
        return self._append(tx, [entry], {entry.key_of: seal} if seal is not None else None)[0]

    def append_many(
        self, tx: Connection, entries: Sequence[Entry], seals: Mapping[int, Seal] | None = None
    ) -> list[EntryId]:
        """Records acts in their order. `seals`: what seals for each person, as for `append`. Raises as `append`."""
        return self._append(tx, entries, seals)

    def _append(self, tx: Connection, entries: Sequence[Entry], seals: Mapping[int, Seal] | None) -> list[EntryId]:
        if not entries:
            return []
        if seals is None:
            seals = self._sealer.to_seal(tx, {entry.key_of for entry in entries})
        ids: list[EntryId] = []
        while len(ids) < len(entries):
            rest = entries[len(ids) :]
            drawn = zip(rest, self._ids.draw(len(rest)), _salts(len(rest)), strict=True)
            # another process may have drawn an id in the same microsecond: from there on, draw again
            rows = [_row(entry, number, salt, seals) for entry, number, salt in drawn]
            ids += [row.id for row in store.append(tx, rows)]
        return ids

    def integrate(self) -> Checkpoint:
        """Gives waiting entries their places in the tree and signs its head.

        Raises LedgerError: see `sequence`.
        """
        return sequence.integrate(self._database, self._key)

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        """The newest signed head, or the one of `size`. Raises NotFound, ProofInvalid when it was altered."""
        with self._database.read() as tx:
            return self._checkpoint(tx, size)

    def prove_inclusion(self, entry_id: EntryId, size: int | None = None) -> Inclusion:
        """That the entry is in the tree of the newest checkpoint (or the one of `size`). Raises NotFound."""
        with self._database.read() as tx:
            return self._inclusion(tx, Tree(tx), entry_id, size)

    def prove_consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """That the tree of `new` entries extends the tree of `old`.

        Raises NotFound for sizes the tree never had.
        """
        with self._database.read() as tx:
            if not 0 < old <= new <= self._checkpoint(tx, None).size:
                raise NotFound(f"there are no trees of {old} and {new} entries, in this order")
            tree = Tree(tx)
            return tuple(tree.range_hash(*part) for part in consistency_ranges(old, new))

    def proof_file(self, entry_id: EntryId, *, opened: bool = True) -> str:
        """A `.tlog-proof` file.

        With `opened` it shows the entry: for the person's eyes. Raises NotFound, KeyErased.
        """
        with self._database.read() as tx:
            tree = Tree(tx)
            inclusion = self._inclusion(tx, tree, entry_id, None)
            if not opened:
                return proof_file.write(inclusion, None)
            person = must_find(tree, entry_id)[1]
            sealed = store.sealed_of(tx, [(person, entry_id)]).get((person, entry_id))
            if sealed is None:
                raise NotFound(f"entry {id_text(entry_id)} is gone", help="run `troth ledger verify`")
            opens = self._sealer.to_open(tx, [person])
            opening, _ = account.open_entry(opens, person, entry_id, sealed, inclusion.leaf)
            return proof_file.write(inclusion, opening)

    def entries_of(
        self, tx: Connection, person: int | None, *, before: EntryId | None = None, limit: int = 50
    ) -> list[Recorded]:
        """A person's entries (None: those of no person), newest first; page with `before`.

        Raises SealBroken.
        """
        return account.entries_of(tx, self._sealer, person, before, limit)

    def recent(
        self, tx: Connection, policy: str, clause: str, *, before: int | None = None, limit: int = 50
    ) -> list[Recorded]:
        """The latest entries in the tree that name a clause; page with `before`, an index.

        Raises SealBroken.
        """
        return account.recent(tx, self._sealer, f"{policy}#{clause}", before, limit)

    def verify(self, *, openings: bool = True, kept: Sequence[str] = (), progress: Progress = no_progress) -> Report:
        """Recomputes everything and names what does not fit; see `troth.ledger.verify`.

        `openings`: also open every entry whose key exists. `kept`: checkpoints that somebody kept elsewhere,
        which the tree must extend as well. `progress(stage, done, total)` is called as it goes.
        """
        with self._database.read() as tx:
            return verify(tx, self.vkey, self._sealer if openings else None, kept, progress)

    def _checkpoint(self, tx: Connection, size: int | None) -> Checkpoint:
        newest = store.newest_checkpoint(tx)
        note = store.checkpoint_at(tx, size) if size is not None else newest and newest[1]
        if note is None:
            raise NotFound("there is no such checkpoint", help="`integrate` makes one")
        return open_checkpoint(note, self.vkey)

    def _inclusion(self, tx: Connection, tree: Tree, entry_id: EntryId, size: int | None) -> Inclusion:
        head = self._checkpoint(tx, size)
        index, _ = must_find(tree, entry_id)
        if index >= head.size:
            raise NotFound(f"entry {id_text(entry_id)} came after the checkpoint of {head.size}")
        hashes = tuple(tree.range_hash(*part) for part in inclusion_ranges(index, head.size))
        return Inclusion(index, tree.leaf(index), hashes, head)


def _row(entry: Entry, entry_id: EntryId, salt: bytes, seals: Mapping[int, Seal]) -> store.Row:
    person = entry.key_of
    plain, commitment, clauses = commit(entry, entry_id, salt)
    sealed = dense.MARK + seals[person](plain, bound_to(person, entry_id))
    return store.Row(sealed, commitment, clauses, person, entry_id)


def _salts(count: int) -> list[bytes]:
    drawn = os.urandom(count * dense.SALT_SIZE)
    return [drawn[at : at + dense.SALT_SIZE] for at in range(0, len(drawn), dense.SALT_SIZE)]
