"""Persons are found by exact values in their normal form, of which the store holds only keyed digests."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tests.vault.conftest import ANN, BOB
from troth.db import Database
from troth.errors import RequestError
from troth.vault import New, Vault
from troth.vault.lookup import NORMAL_FORMS, derived_key, digest, normal_form

SAME = [
    ("email", "Ann@Lantern.Example", "ann@lantern.example"),
    ("email", " ann@lantern.example. ", "ann@lantern.example"),
    ("email", "zoe\u0308@lantern.example", "ZO\u00cb@lantern.example"),
    ("email", "ann@xn--bcher-kva.example", "ann@B\u00dcCHER.example"),
    ("email", "stra\u00dfe@lantern.example", "STRASSE@lantern.example"),
    ("phone", "020 7946 0123", "+44 20 7946 0123"),
    ("phone", "+1 (202) 555-0101", "+12025550101"),
    ("phone", "ext 12", "12"),
    ("account-id", "e\u0301-17", "\u00e9-17"),
]
DIFFERENT = [
    ("email", "ann@lantern.example", "an.n@lantern.example"),
    ("email", "ann@lantern.example", "ann+shop@lantern.example"),
    ("phone", "+44 20 7946 0123", "+1 20 7946 0123"),
    ("account-id", "A-17", "a-17"),
]


@pytest.mark.parametrize(("kind", "one", "other"), SAME)
def test_values_that_are_the_same(kind: str, one: str, other: str) -> None:
    assert normal_form(kind, one, "GB") == normal_form(kind, other, "GB")


@pytest.mark.parametrize(("kind", "one", "other"), DIFFERENT)
def test_values_that_are_not_the_same(kind: str, one: str, other: str) -> None:
    assert normal_form(kind, one, "GB") != normal_form(kind, other, "GB")


@given(st.sampled_from(["email", "account-id"]), st.text() | st.emails())
def test_a_normal_form_is_its_own_normal_form(kind: str, value: str) -> None:
    normal = normal_form(kind, value, "GB")
    assert normal_form(kind, normal, "GB") == normal


def test_a_person_is_found_by_value_until_the_item_goes(
    database: Database, vault: Vault, collected: dict[int, int]
) -> None:
    with database.write() as tx:
        assert vault.find(tx, "email", "ann@lantern.example") == set()
        item = vault.put(tx, ANN, "email", "ann@lantern.example", collection=collected[ANN], index="email")
        vault.put(tx, BOB, "email", "ANN@lantern.example", collection=collected[BOB], index="email")
        assert vault.find(tx, "email", "Ann@Lantern.example") == {ANN, BOB}
        assert vault.find(tx, "account-id", "ann@lantern.example") == set()
        vault.delete_item(tx, ANN, item)
        assert vault.find(tx, "email", "ann@lantern.example") == {BOB}
        vault.erase(tx, BOB)
        assert vault.find(tx, "email", "ann@lantern.example") == set()


def test_a_look_up_needs_text_and_a_known_kind(database: Database, vault: Vault, collected: dict[int, int]) -> None:
    for index, value in (("shoe-size", "9"), ("email", 9)):
        with pytest.raises(RequestError), database.write() as tx:
            vault.put_all(tx, ANN, [New("email", value, index=index)], collection=collected[ANN])


def test_without_the_key_a_digest_cannot_be_guessed(
    database: Database, vault: Vault, collected: dict[int, int]
) -> None:
    guess = b"ann@lantern.example"
    with database.write() as tx:
        vault.put(tx, ANN, "email", guess.decode(), collection=collected[ANN], index="email")
        kept, wrapped = tx.execute(text("SELECT digest, wrapped FROM lookup, index_key")).one()
        keys = (b"", wrapped, wrapped[12:44], b"email", bytes(32))
        assert kept not in {hmac.digest(key, guess, "sha256")[:16] for key in keys}
        assert kept not in {hashlib.new(name, guess).digest()[:16] for name in ("sha256", "sha1", "md5")}


def test_each_kind_and_each_index_key_makes_other_digests() -> None:
    keys = {derived_key(index_key, kind) for index_key in (bytes(32), bytes(31) + b"\1") for kind in NORMAL_FORMS}
    assert len({digest(key, "ann") for key in keys}) == 6
