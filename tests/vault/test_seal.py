"""A sealed value opens where it was sealed and nowhere else."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tests.vault.conftest import ANN, BOB, SIGN_UP
from troth.db import Database
from troth.errors import SealBroken
from troth.vault import Kind, Vault
from troth.vault.seal import place_of_chunk, place_of_detail, place_of_item, seal, unseal
from troth.vault.values import decode, encode, kind_of

CIPHER = AESGCM(bytes(32))
PERSONS = st.integers(1, 2**63 - 1)
Place = tuple[int, int, int, Kind, str]
PLACES = st.tuples(PERSONS, PERSONS, PERSONS, st.sampled_from(Kind), st.text(max_size=3))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.text() | JSON.filter(lambda v: v is not None))
def test_any_value_survives_sealing(value: object) -> None:
    kind = kind_of(value, credential=False)
    place = place_of_item(ANN, 1, 2, kind, "age")
    assert decode(unseal(CIPHER, seal(CIPHER, encode(value, kind), place), place), kind) == value


@given(PLACES, PLACES)
def test_different_places_are_written_differently(here: Place, there: Place) -> None:
    assert (place_of_item(*here) == place_of_item(*there)) == (here == there)


def test_places_of_different_sorts_never_meet() -> None:
    places = {place_of_item(1, 2, 3, Kind.TEXT, ""), place_of_chunk(1, 2, 3, True), place_of_detail(1, b"\0" * 17)}
    assert len({place[:1] for place in places}) == 3


@given(st.binary(max_size=50), st.integers(0, 400))
def test_a_changed_bit_is_noticed(plain: bytes, position: int) -> None:
    sealed = bytearray(seal(CIPHER, plain, b"here"))
    sealed[position % len(sealed)] ^= 1
    with pytest.raises(SealBroken):
        unseal(CIPHER, bytes(sealed), b"here")


def test_a_sealed_value_is_29_bytes_longer_and_never_twice_the_same() -> None:
    one, two = (seal(CIPHER, b"Ann", b"here") for _ in range(2))
    assert len(one) == len(b"Ann") + 29
    assert one != two


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE item SET sealed = (SELECT sealed FROM item AS i WHERE i.category = 'email') WHERE category = 'age'",
        "UPDATE item SET category = 'shoe-size' WHERE category = 'age'",
        "UPDATE item SET collection = :later WHERE category = 'age'",
        "UPDATE item SET kind = 1 WHERE category = 'age'",
        "UPDATE item SET id = 77 WHERE category = 'age'",
        "UPDATE item SET person = :bob, collection = :bobs WHERE category = 'age'",
        "UPDATE person_key SET wrapped = (SELECT wrapped FROM person_key AS k WHERE k.person = :bob)",
    ],
    ids=["value", "category", "collection", "kind", "row", "person", "key"],
)
def test_what_was_moved_does_not_open(database: Database, vault: Vault, collected: dict[int, int], harm: str) -> None:
    with database.write() as tx:
        later = vault.record_collection(tx, ANN, SIGN_UP)
        for category in ("age", "email"):
            vault.put(tx, ANN, category, "34", collection=collected[ANN])
        names = {"later": later, "bob": BOB, "bobs": collected[BOB]}
        tx.execute(text(harm), {k: v for k, v in names.items() if f":{k}" in harm})
        moved = [i for person in (ANN, BOB) for i in vault.get(tx, person) if i.category != "email"]
        with pytest.raises(SealBroken):
            moved[0].value.open()
