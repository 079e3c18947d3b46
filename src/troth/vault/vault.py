"""The vault: values at rest, each sealed under its person's own key.

Every call takes the transaction first, so that a value, the decision about it and its ledger entry commit together.
The vault decides nothing: the gate does, before it calls.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from troth.db import Connection, new_id
from troth.errors import KeyErased, NotAllowed, NotFound, SealBroken
from troth.vault import credentials, files, store, values
from troth.vault.index_keys import IndexKeys
from troth.vault.lookup import digest, normal_form
from troth.vault.model import Collection as Collected
from troth.vault.model import Erasure, File, Item, ItemFacts, KeyWrapper, Kind, New, Value
from troth.vault.person_keys import PersonKeys
from troth.vault.seal import place_of_detail, place_of_item, seal, unseal

_AT_ONCE = 500  # persons a statement


class Several(NamedTuple):
    """One act of collection, under a key that was read and held in this transaction: the person's newest."""

    person: int
    key: store.KeyRow
    facts: Collected
    new: Sequence[New]


def _now() -> datetime:
    return datetime.now(UTC)


class Vault:
    """`wrapper` holds the master keys; `region` is the country of phone numbers that name none (ISO 3166)."""

    def __init__(self, wrapper: KeyWrapper, *, region: str | None = None, clock: Callable[[], datetime] = _now) -> None:
        self.keys = PersonKeys(wrapper)
        self.index_keys = IndexKeys(wrapper, clock)
        self._region = region
        self._clock = clock

    # -- persons

    def open_person(self, tx: Connection, person: int) -> None:
        """Makes the person's key: from now on values of theirs can be kept."""
        self.open_people(tx, [person])

    def open_people(self, tx: Connection, people: Sequence[int]) -> None:
        """As `open_person`, for many at once."""
        rows = [store.KeyRow(person, 1, *self.keys.make(person, 1)) for person in people]
        if rows:
            store.add_keys(tx, rows, self._clock())

    def add_key(self, tx: Connection, person: int, number: int) -> None:
        """A further key of the person, which seals from now on; see `troth.vault.rotation`."""
        store.add_keys(tx, [store.KeyRow(person, number, *self.keys.make(person, number))], self._clock())

    def erase(self, tx: Connection, person: int) -> Erasure:
        """Destroys the person's keys and every row of theirs, then looks what is left.

        Waits for those who are adding to the person at this moment; what they added goes too.
        """
        store.hold_keys(tx, person)
        before = store.counts(tx, person)
        store.erase(tx, person)
        self.keys.forget(person)
        return Erasure(before, store.counts(tx, person))  # evidence is what is there, not what was intended

    # -- values

    def record_collection(self, tx: Connection, person: int, collection: Collected) -> int:
        """Keeps the facts of one act of collection; returns the number that its items refer to."""
        number = new_id()
        store.add_collection(tx, person, number, collection)
        return number

    def put(
        self,
        tx: Connection,
        person: int,
        category: str,
        value: Any,
        *,
        collection: int,
        credential: bool = False,
        index: str | None = None,
    ) -> int:
        """Keeps one value (see `New`); returns its item id. `KeyErased` when the person has no key."""
        return self.put_all(tx, person, [New(category, value, credential, index)], collection=collection)[0]

    def put_all(
        self, tx: Connection, person: int, new: Sequence[New], *, collection: int, key: store.KeyRow | None = None
    ) -> list[int]:
        """Keeps the values of one act of collection; returns their item ids, in order.

        `key`: the person's newest, if it was read and held in this transaction. `RequestError` for a value that
        cannot be kept, `KeyErased` when the person has no key.
        """
        ready = self._newest(tx, person) if key is None else (key.number, self.keys.cipher(*key))
        rows = [_sealed(person, one, collection, ready) for one in new]
        replaced = [
            earlier
            for row in rows
            if row.kind is Kind.CREDENTIAL
            for earlier in store.credentials_of(tx, person, row.category)
        ]
        if rows:
            store.add_items(tx, rows)
        for row, one in zip(rows, new, strict=True):
            if row.kind is Kind.FILE:
                self._keep_file(tx, row, one.value, ready[1])
            if one.index is not None:
                self._index(tx, row, one.index, one.value)
        if replaced:
            store.delete_items(tx, person, replaced)
        return [row.id for row in rows]

    def put_many(self, tx: Connection, several: Sequence[Several]) -> list[list[int]]:
        """As `record_collection` and `put_all`, for many acts of collection at once; the item ids of each.

        Text and JSON only, found by no look-up.
        """
        numbered = [(new_id(), one) for one in several]
        rows: list[list[store.NewItem]] = []
        for number, (person, key, _, new) in numbered:
            ready = (key.number, self.keys.cipher(*key))
            rows.append([_sealed(person, each, number, ready) for each in new])
        store.add_collections(tx, [(one.person, number, one.facts) for number, one in numbered])
        store.add_items(tx, [row for theirs in rows for row in theirs])
        return [[row.id for row in theirs] for theirs in rows]

    def get(
        self,
        tx: Connection,
        person: int,
        categories: Sequence[str] | None = None,
        *,
        items: Sequence[int] | None = None,
    ) -> list[Item]:
        """The person's items of those very categories, or else of those ids, or all; oldest first, still sealed."""
        if items is not None:
            rows = store.sealed_items_by_id(tx, person, items)
        else:
            rows = store.sealed_items(tx, person, categories)
        return [self._item(tx, row) for row in rows]

    def listed(self, tx: Connection, rows: Iterable[tuple[Any, ...]]) -> list[Item]:
        """The items in rows of `store.SEALED` that were read in this transaction, still sealed."""
        return [self._item(tx, row) for row in store.sealed_in(rows)]

    def items(self, tx: Connection, person: int) -> list[ItemFacts]:
        """What is held of the person, without the values."""
        return store.item_facts(tx, person)

    def delete_item(self, tx: Connection, person: int, item: int) -> None:
        """Takes one item away, with its file and look-ups. `NotFound` when the person has no such item."""
        if not store.delete_items(tx, person, [item]):
            raise NotFound("the person has no such item")

    def delete_items(self, tx: Connection, person: int, items: Sequence[int]) -> int:
        """Takes items away, each with its file and look-ups; how many there were."""
        return sum(store.delete_items(tx, person, items[i : i + _AT_ONCE]) for i in range(0, len(items), _AT_ONCE))

    def hide(self, tx: Connection, person: int) -> int:
        """Takes all look-ups of the person away, so that no value finds them; how many there were."""
        return store.delete_lookups(tx, person)

    def hold(self, tx: Connection, person: int) -> None:
        """Waits for those who are adding to the person, and keeps others out until the end of `tx`."""
        store.hold_keys(tx, person)

    def find(self, tx: Connection, kind: str, value: str) -> set[int]:
        """The persons that have an item indexed by that value, in the kind's normal form."""
        normal = normal_form(kind, value, self._region)
        return store.found(tx, [digest(key, normal) for key in self.index_keys.every(tx, kind)])

    def digest(self, tx: Connection, kind: str, value: Any) -> tuple[int, bytes]:
        """The newest index key's number, and the digest under which the value is found from now on."""
        normal = normal_form(kind, value, self._region)
        number, key = self.index_keys.newest(tx, kind)
        return number, digest(key, normal)

    def lasting_digest(self, tx: Connection, kind: str, value: Any) -> bytes:
        """A digest that outlasts the value, and every renewal of the index: to know it again when it comes back."""
        return digest(self.index_keys.lasting(tx, kind), normal_form(kind, value, self._region))

    def verify(self, tx: Connection, person: int, category: str, candidate: str) -> bool:
        """Whether the candidate is the person's credential; the same work when there is none."""
        rows = [r for r in store.sealed_items(tx, person, [category]) if r.facts.kind is Kind.CREDENTIAL]
        return credentials.matches(self._unsealed(rows[-1]) if rows else None, candidate)

    # -- details that other modules keep

    def seal_for(self, tx: Connection, person: int, plain: bytes, place: bytes) -> bytes:
        """`plain`, sealed under the person's key for a place that is not the vault's. `KeyErased`."""
        return self.to_seal(tx, [person])[person](plain, place)

    def open_for(self, tx: Connection, person: int, sealed: bytes, place: bytes) -> bytes:
        """What `seal_for` sealed for that place. `KeyErased` when the person's key is gone, else `SealBroken`."""
        opens = self.to_open(tx, [person])
        if person not in opens:
            raise _no_key()
        return opens[person](sealed, place)

    def to_seal(self, tx: Connection, people: Collection[int]) -> dict[int, Callable[[bytes, bytes], bytes]]:
        """As `seal_for`, for many: what seals (plain, place) for each in `tx`. `KeyErased` when one has no key."""
        newest = {key.person: key for key in store.keys_of_many(tx, people, to_add=True)}
        if len(newest) < len(people):
            raise _no_key()
        return {person: self.sealing(key) for person, key in newest.items()}

    def to_open(self, tx: Connection, people: Collection[int]) -> dict[int, Callable[[bytes, bytes], bytes]]:
        """As `open_for`, for many: what opens (sealed, place) for each in `tx`; who has no key is left out."""
        keys: dict[int, dict[int, store.KeyRow]] = {}
        for key in store.keys_of_many(tx, people):
            keys.setdefault(key.person, {})[key.number] = key
        return {person: partial(self._opened_detail, person, theirs) for person, theirs in keys.items()}

    def sealing(self, key: store.KeyRow) -> Callable[[bytes, bytes], bytes]:
        """What seals (plain, place) under a key that was read in this transaction, the person's newest."""
        person, number, cipher = key.person, key.number.to_bytes(2, "big"), self.keys.cipher(*key)
        return lambda plain, place: number + seal(cipher, plain, place_of_detail(person, place))

    # -- inside

    def _opened_detail(self, person: int, keys: Mapping[int, store.KeyRow], sealed: bytes, place: bytes) -> bytes:
        key = keys.get(int.from_bytes(sealed[:2], "big"))
        if key is None:
            raise SealBroken("a sealed detail names a key that the person does not have")
        return unseal(self.keys.cipher(*key), sealed[2:], place_of_detail(person, place))

    def _newest(self, tx: Connection, person: int) -> tuple[int, AESGCM]:
        keys = store.keys_of(tx, person, to_add=True)
        if not keys:
            raise _no_key()
        return keys[-1].number, self.keys.cipher(*keys[-1])

    def _keep_file(self, tx: Connection, row: store.NewItem, file: File, cipher: AESGCM) -> None:
        size = files.keep(tx, file, row.person, row.id, (row.number, cipher))
        place = place_of_item(row.person, row.id, row.collection, Kind.FILE, row.category)
        store.set_sealed(tx, row.person, row.id, row.number, seal(cipher, files.header(file, size), place))

    def _index(self, tx: Connection, row: store.NewItem, kind: str, value: Any) -> None:
        store.add_lookup(tx, store.Lookup(row.person, row.id, kind, *self.digest(tx, kind, value)))

    def _item(self, tx: Connection, row: store.SealedItem) -> Item:
        return Item(row.facts, Value(partial(self._opened, tx, row)))

    def _opened(self, tx: Connection, row: store.SealedItem) -> Any:
        facts = row.facts
        if facts.kind is Kind.CREDENTIAL:
            raise NotAllowed("a credential is only ever verified, never read", help="call verify")
        plain = self._unsealed(row)
        if facts.kind is Kind.FILE:
            return files.stored(tx, self.keys, facts.person, facts.id, plain)
        return values.decode(plain, facts.kind)

    def _unsealed(self, row: store.SealedItem) -> bytes:
        facts = row.facts
        place = place_of_item(facts.person, facts.id, facts.collection_id, facts.kind, facts.category)
        return unseal(self.keys.cipher(*row.key), row.sealed, place)


def _no_key() -> KeyErased:
    return KeyErased("the person has no key: erased, or never opened")


def _sealed(person: int, new: New, collection: int, key: tuple[int, AESGCM]) -> store.NewItem:
    kind = values.kind_of(new.value, credential=new.credential or new.category in credentials.ALWAYS)
    item = new_id()
    place = place_of_item(person, item, collection, kind, new.category)
    sealed = seal(key[1], _plain(new.value, kind), place)
    return store.NewItem(person, item, new.category, collection, kind, key[0], sealed)


def is_plain(new: New) -> bool:
    """Whether `put_many` can keep it."""
    secret = new.credential or new.category in credentials.ALWAYS
    return not secret and new.index is None and not isinstance(new.value, File)


def _plain(value: Any, kind: Kind) -> bytes:
    if kind is Kind.FILE:
        return files.header(value, 0)  # sealed again when its size is known
    return credentials.hashed(value) if kind is Kind.CREDENTIAL else values.encode(value, kind)
