"""Reading entries back: a person's own, and the latest under a clause.

What is opened is held against the tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from troth.db import Connection
from troth.errors import KeyErased, SealBroken
from troth.ledger import store
from troth.ledger.commitment import Opening, leaf_of, parse, unseal
from troth.ledger.model import HOUSE, Entry, EntryId, Open, Recorded, Sealer, id_text
from troth.ledger.store import BUNDLE
from troth.ledger.tiles import Tree, ids_in, people_in


def open_entry(
    opens: Mapping[int, Open], person: int, entry_id: EntryId, sealed: bytes, leaf: bytes
) -> tuple[Opening, Entry]:
    """Opens a row and holds it against its leaf. Raises KeyErased, SealBroken."""
    if person not in opens:
        raise KeyErased("the person's key is gone")
    opening = unseal(opens[person], person, entry_id, sealed)
    if leaf_of(entry_id, opening.commitment) != leaf:
        raise SealBroken(f"entry {id_text(entry_id)} is not what was committed", help="run `troth ledger verify`")
    return opening, parse(opening.canonical)[1]


def entries_of(
    tx: Connection, sealer: Sealer, person: int | None, before: EntryId | None, limit: int
) -> list[Recorded]:
    """Entries of a person (None: of the house), newest first, older than `before`. Raises SealBroken."""
    key = HOUSE if person is None else person
    rows = store.page_of(tx, key, before, limit)
    tree, waiting = Tree(tx), store.pending_commitments(tx, [found for found, _ in rows])
    opens, found = sealer.to_open(tx, [key]), []
    for entry_id, sealed in rows:
        index, leaf = _leaf(tree, waiting, entry_id)
        found.append(Recorded(entry_id, _entry(opens, key, entry_id, sealed, leaf), index))
    return found


def recent(tx: Connection, sealer: Sealer, clause: str, before: int | None, limit: int) -> list[Recorded]:
    """Entries that name `policy#clause`, the newest in the tree first, below leaf `before`.

    Raises SealBroken.
    """
    chosen = list(_below(tx, clause, 1 << 62 if before is None else before, limit))
    rows = store.sealed_of(tx, [(person, entry_id) for _, person, entry_id, _ in chosen])
    opens, found = sealer.to_open(tx, {person for _, person, _, _ in chosen}), []
    for index, person, entry_id, leaf in chosen:
        sealed = rows.get((person, entry_id))
        if sealed is None:
            raise SealBroken(f"entry {id_text(entry_id)} is gone", help="run `troth ledger verify`")
        found.append(Recorded(entry_id, _entry(opens, person, entry_id, sealed, leaf), index))
    return found


def _entry(opens: Mapping[int, Open], person: int, entry_id: EntryId, sealed: bytes, leaf: bytes) -> Entry | None:
    return open_entry(opens, person, entry_id, sealed, leaf)[1] if person in opens else None


def _leaf(tree: Tree, waiting: dict[EntryId, bytes], entry_id: EntryId) -> tuple[int | None, bytes]:
    if entry_id in waiting:
        return None, leaf_of(entry_id, waiting[entry_id])
    place = tree.find(entry_id)
    if place is None:
        raise SealBroken(f"entry {id_text(entry_id)} has no place in the tree", help="run `troth ledger verify`")
    return place[0], tree.leaf(place[0])


def _below(tx: Connection, clause: str, before: int, limit: int) -> Iterator[tuple[int, int, EntryId, bytes]]:
    """(index, person, id, leaf), newest first."""
    for bundle, places in store.clause_places(tx, clause, before):
        ids, people, start = ids_in(bundle), people_in(bundle), bundle.number * BUNDLE
        for place in _descending(places, before - start):
            yield start + place, people[place], ids[place], bundle.leaf(place)
            limit -= 1
            if not limit:
                return


def _descending(places: Sequence[int], below: int) -> list[int]:
    return sorted((place for place in places if place < below), reverse=True)
