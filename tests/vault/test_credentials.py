"""A credential is verified and never read."""

from __future__ import annotations

import pytest

from tests.vault.conftest import ANN, BOB
from troth.db import Database
from troth.errors import NotAllowed, RequestError
from troth.vault import Kind, Vault
from troth.vault.credentials import hashed


def test_the_right_word_is_told_from_a_wrong_one(database: Database, vault: Vault, collected: dict[int, int]) -> None:
    with database.write() as tx:
        vault.put(tx, ANN, "member-pin", "2468", collection=collected[ANN], credential=True)
    with database.read() as tx:
        assert vault.verify(tx, ANN, "member-pin", "2468")
        assert not vault.verify(tx, ANN, "member-pin", "2469")


@pytest.mark.parametrize("category", ["password", "pin", "secret-answer"])
def test_a_credential_is_one_whatever_the_caller_says_and_is_not_read(
    database: Database, vault: Vault, collected: dict[int, int], category: str
) -> None:
    with database.write() as tx:
        vault.put(tx, ANN, category, "rosebud", collection=collected[ANN])
        (item,) = vault.get(tx, ANN)
    assert item.kind is Kind.CREDENTIAL
    with pytest.raises(NotAllowed):
        item.value.open()


def test_a_new_credential_replaces_the_old(database: Database, vault: Vault, collected: dict[int, int]) -> None:
    with database.write() as tx:
        for word in ("first", "second"):
            vault.put(tx, ANN, "password", word, collection=collected[ANN])
        assert not vault.verify(tx, ANN, "password", "first")
        assert vault.verify(tx, ANN, "password", "second")
        assert len(vault.items(tx, ANN)) == 1


def test_no_credential_matches_nothing(database: Database, vault: Vault, collected: dict[int, int]) -> None:
    with database.write() as tx:
        vault.put(tx, ANN, "nickname", "annie", collection=collected[ANN])
        for person in (ANN, BOB, 999):
            assert not vault.verify(tx, person, "password", "nobody has this")
        assert not vault.verify(tx, ANN, "nickname", "annie")


def test_a_credential_is_text(database: Database, vault: Vault, collected: dict[int, int]) -> None:
    with pytest.raises(RequestError), database.write() as tx:
        vault.put(tx, ANN, "pin", 2468, collection=collected[ANN])


def test_the_hash_is_argon2id_as_owasp_has_it() -> None:
    assert hashed("rosebud").startswith(b"$argon2id$v=19$m=19456,t=2,p=1$")


def test_the_same_word_typed_in_another_form_matches(
    database: Database, vault: Vault, collected: dict[int, int]
) -> None:
    with database.write() as tx:
        vault.put(tx, ANN, "password", "caf\u00e9", collection=collected[ANN])
        assert vault.verify(tx, ANN, "password", "cafe\u0301")
