"""What lies on the disk tells no value, and after an erasure nothing is left."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from tests.vault.conftest import ANN, BOB, SIGN_UP
from troth.db import Database
from troth.errors import KeyErased
from troth.vault import File, New, Vault

PLANTED = "planted-2c9e@lantern.example"


def _put_everything(database: Database, vault: Vault, person: int, collection: int) -> None:
    with database.write() as tx:
        new = [
            New("email", PLANTED, index="email"),
            New("postal-address", {"street": PLANTED}),
            New("password", PLANTED),
            New("identity-document", File(io.BytesIO(PLANTED.encode() * 9), PLANTED, PLANTED)),
        ]
        vault.put_all(tx, person, new, collection=collection)


def _bytes_at_rest(database: Database) -> bytes:
    """Everything of the store: on SQLite its files, on PostgreSQL its whole folder and each table as bytes."""
    if database.dialect == "sqlite":
        path = Path(str(database.engine.url.database))
        return b"".join(found.read_bytes() for found in path.parent.glob(path.name + "*"))
    with psycopg.connect(database.engine.url.set(drivername="postgresql").render_as_string()) as connection:
        connection.execute("CHECKPOINT")
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        tables = b"".join(_copied(connection, name) for (name,) in names)
        (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
    return tables + b"".join(f.read_bytes() for f in Path(folder).parent.rglob("*") if f.is_file())


def _copied(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copy:
        return b"".join(bytes(piece) for piece in copy)


def test_no_value_is_in_the_bytes_of_the_store(database: Database, vault: Vault, collected: dict[int, int]) -> None:
    _put_everything(database, vault, ANN, collected[ANN])
    at_rest = _bytes_at_rest(database)
    assert b"postal-address" in at_rest  # we do look in the right place
    for form in (PLANTED.encode(), PLANTED.encode().hex().encode(), PLANTED.encode("utf-16-le"), b"planted-2c9e"):
        assert form not in at_rest


def test_an_erasure_leaves_nothing_and_says_what_it_saw(
    database: Database, vault: Vault, collected: dict[int, int]
) -> None:
    for person in (ANN, BOB):
        _put_everything(database, vault, person, collected[person])
    with database.write() as tx:
        erasure = vault.erase(tx, ANN)
    assert erasure.before == {"lookup": 1, "item_chunk": 1, "item": 4, "collection": 1, "person_key": 1}
    assert erasure.complete
    assert set(erasure.after.values()) == {0}
    with database.read() as tx:
        assert vault.get(tx, ANN) == []
        assert vault.find(tx, "email", PLANTED) == {BOB}


@pytest.mark.usefixtures("collected")
def test_what_was_sealed_elsewhere_dies_with_the_key(database: Database, vault: Vault) -> None:
    other = Vault(vault.keys.wrapper)  # as in another process, with ciphers of its own in memory
    with database.write() as tx:
        detail = vault.seal_for(tx, ANN, b"order 17", b"entry 9")
        assert other.open_for(tx, ANN, detail, b"entry 9") == b"order 17"
        vault.erase(tx, ANN)
    for one in (vault, other):
        with pytest.raises(KeyErased), database.read() as tx:
            one.open_for(tx, ANN, detail, b"entry 9")


def test_who_adds_during_an_erasure_is_waited_for_or_refused(
    database: Database, vault: Vault, collected: dict[int, int]
) -> None:
    outcomes: list[object] = []

    def erase() -> None:
        with database.write() as tx:
            outcomes.append(vault.erase(tx, ANN))

    with database.write() as tx:
        vault.put(tx, ANN, "age", 34, collection=collected[ANN])
        eraser = threading.Thread(target=erase)
        eraser.start()
        vault.put(tx, ANN, "age", 35, collection=collected[ANN])
    eraser.join()
    with database.read() as tx:
        assert vault.items(tx, ANN) == []
    with pytest.raises(KeyErased), database.write() as tx:
        vault.put(tx, ANN, "age", 36, collection=vault.record_collection(tx, ANN, SIGN_UP))


def test_after_an_erasure_not_even_the_wrapped_key_is_on_the_disk(
    database: Database, vault: Vault, collected: dict[int, int]
) -> None:
    with database.write() as tx:
        wrapped = tx.execute(text("SELECT wrapped FROM person_key WHERE person = :p"), {"p": ANN}).scalar_one()
        vault.erase(tx, ANN)
    database.flush_deleted()
    if database.dialect == "sqlite":  # PostgreSQL keeps it in its log until that is recycled: see values-at-rest.md
        assert wrapped not in _bytes_at_rest(database)
    else:
        with database.read() as tx:
            assert tx.execute(text("SELECT count(*) FROM person_key")).scalar_one() == len(collected) - 1
