"""What is put is what is got, and is never shown on the way."""

from __future__ import annotations

from dataclasses import fields

import pytest

from tests.vault.conftest import ANN, BOB, SIGN_UP
from troth.db import Database
from troth.errors import KeyErased, NotFound, RequestError, SealBroken
from troth.vault import Kind, New, Vault


@pytest.mark.parametrize("value", ["Ann", "", "Zoë 李", {"street": "1 Elm", "flat": [2, None]}, [1, 2], 7, 1.5, True])
def test_a_value_comes_back_as_it_was(
    database: Database, vault: Vault, collected: dict[int, int], value: object
) -> None:
    with database.write() as tx:
        item = vault.put(tx, ANN, "first-name", value, collection=collected[ANN])
    with database.read() as tx:
        (got,) = vault.get(tx, ANN, ["first-name"])
    assert (got.id, got.collection) == (item, SIGN_UP)
    assert got.value.open() == value
    assert type(got.value.open()) is type(value)


def test_only_what_is_asked_for_is_got(database: Database, vault: Vault, collected: dict[int, int]) -> None:
    with database.write() as tx:
        vault.put_all(
            tx, ANN, [New("first-name", "Ann"), New("email", "ann@lantern.example")], collection=collected[ANN]
        )
        vault.put(tx, BOB, "email", "bob@lantern.example", collection=collected[BOB])
    with database.read() as tx:
        assert [i.value.open() for i in vault.get(tx, ANN, ["email"])] == ["ann@lantern.example"]
        assert {i.category for i in vault.get(tx, ANN)} == {"first-name", "email"}
        assert vault.get(tx, ANN, []) == []


def test_what_is_held_is_listed_without_values(database: Database, vault: Vault, collected: dict[int, int]) -> None:
    with database.write() as tx:
        vault.put(tx, ANN, "age", 34, collection=collected[ANN])
    with database.read() as tx:
        (facts,) = vault.items(tx, ANN)
    assert (facts.category, facts.kind, facts.collection) == ("age", Kind.JSON, SIGN_UP)
    assert "value" not in {f.name for f in fields(facts)}


def test_a_value_is_masked_wherever_it_is_printed(database: Database, vault: Vault, collected: dict[int, int]) -> None:
    with database.write() as tx:
        vault.put(tx, ANN, "age", "planted-7f3a", collection=collected[ANN])
        (item,) = vault.get(tx, ANN)
    printed = f"{item} {item!r} {item.value} {item.value!r} {item.value:>9} {New('age', 'planted-7f3a')}"
    assert "planted" not in printed
    assert "•••" in printed


@pytest.mark.parametrize("value", [None, b"raw", {1, 2}, {"a": {1, 2}}, float("nan"), "\ud800"])
def test_what_cannot_be_kept_is_refused_without_showing_it(
    database: Database, vault: Vault, collected: dict[int, int], value: object
) -> None:
    with pytest.raises(RequestError) as caught, database.write() as tx:
        vault.put(tx, ANN, "age", value, collection=collected[ANN])
    assert repr(value) not in str(caught.value).split()
    with database.read() as tx:
        assert vault.items(tx, ANN) == []


def test_a_deleted_item_is_gone_and_so_is_an_empty_collection(
    database: Database, vault: Vault, collected: dict[int, int]
) -> None:
    with database.write() as tx:
        item = vault.put(tx, ANN, "age", 34, collection=collected[ANN])
        vault.delete_item(tx, ANN, item)
    with database.write() as tx:
        assert vault.get(tx, ANN) == []
        assert vault.erase(tx, ANN).before == {
            "person_key": 1,
            "collection": 0,
            "item": 0,
            "item_chunk": 0,
            "lookup": 0,
        }
    with pytest.raises(NotFound), database.write() as tx:
        vault.delete_item(tx, BOB, item)


def test_nothing_is_kept_for_a_person_without_a_key(database: Database, vault: Vault) -> None:
    with pytest.raises(KeyErased), database.write() as tx:
        vault.put(tx, 5, "age", 34, collection=1)


@pytest.mark.usefixtures("collected")
def test_a_detail_opens_for_its_person_and_place_alone(database: Database, vault: Vault) -> None:
    with database.write() as tx:
        sealed = vault.seal_for(tx, ANN, b"order 17", b"entry 9")
        assert vault.open_for(tx, ANN, sealed, b"entry 9") == b"order 17"
        assert b"order" not in sealed
    for person, place in ((ANN, b"entry 8"), (BOB, b"entry 9")):
        with pytest.raises(SealBroken), database.read() as tx:
            vault.open_for(tx, person, sealed, place)
