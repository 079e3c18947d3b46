"""Keys are renewed while everything goes on."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import text

from tests.vault.conftest import ANN, BOB
from troth.db import Connection, Database
from troth.errors import KeyErased
from troth.vault import File, MasterKeys, New, Vault
from troth.vault.files import CHUNK_BYTES
from troth.vault.rotation import keys_under, renew_index, reseal, rewrap


@pytest.fixture
def filled(database: Database, vault: Vault, collected: dict[int, int]) -> None:
    """Ann has seven items, one of them a file of three pieces; Bob has an email."""
    content = io.BytesIO(b"x" * (2 * CHUNK_BYTES + 1))
    with database.write() as tx:
        vault.put(tx, ANN, "photo", File(content, "ann.png"), collection=collected[ANN])
        vault.put_all(tx, ANN, [New("age", n) for n in range(5)], collection=collected[ANN])
        for person, number in collected.items():
            vault.put(tx, person, "email", f"{person}@lantern.example", collection=number, index="email")


def _opened(database: Database, vault: Vault) -> list[object]:
    with database.read() as tx:
        values = [(i.category, i.value.open()) for i in vault.get(tx, ANN)]
        files = [b"".join(v.chunks()) for c, v in values if c == "photo"]
    return [len(files[0]), *sorted(str(v) for c, v in values if c != "photo")]


EXPECTED = [2 * CHUNK_BYTES + 1, "0", "1", "1001@lantern.example", "2", "3", "4"]


@pytest.mark.usefixtures("filled")
def test_all_keys_move_under_a_new_master_key(database: Database, ring: MasterKeys) -> None:
    longer = ring.with_new_key()
    seen: list[int] = []
    assert rewrap(database, Vault(longer), batch=1, progress=seen.append) == 3
    assert seen == [2, 3, 3]
    assert (keys_under(database, ring.current), keys_under(database, longer.current)) == (0, 3)
    only_new = Vault(longer.without(ring.current))
    assert _opened(database, only_new) == EXPECTED
    with database.read() as tx:
        assert only_new.find(tx, "email", "1002@lantern.example") == {BOB}


@pytest.mark.usefixtures("filled")
def test_an_interrupted_rewrap_goes_on_where_it_was(database: Database, ring: MasterKeys) -> None:
    longer = ring.with_new_key()

    def stop(_: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        rewrap(database, Vault(longer), batch=1, progress=stop)
    assert keys_under(database, ring.current) == 1
    assert rewrap(database, Vault(longer)) == 1


@pytest.mark.usefixtures("filled")
def test_a_person_gets_a_new_key_and_the_old_one_dies(database: Database, vault: Vault) -> None:
    details: dict[bytes, bytes] = {}
    with database.write() as tx:
        details[b"entry 9"] = vault.seal_for(tx, ANN, b"order 17", b"entry 9")

    def others(_tx: Connection, _person: int, again: Callable[[bytes, bytes], bytes]) -> None:
        details.update({place: again(sealed, place) for place, sealed in details.items()})

    assert reseal(database, vault, ANN, others=others, batch=2) == 10
    assert _opened(database, vault) == EXPECTED
    with database.read() as tx:
        assert vault.open_for(tx, ANN, details[b"entry 9"], b"entry 9") == b"order 17"
        numbers = tx.execute(text("SELECT number FROM person_key WHERE person = :p"), {"p": ANN}).scalars()
        assert list(numbers) == [2]


@pytest.mark.usefixtures("filled")
def test_without_the_others_the_old_key_stays(database: Database, vault: Vault) -> None:
    with database.write() as tx:
        detail = vault.seal_for(tx, ANN, b"order 17", b"entry 9")
    reseal(database, vault, ANN)
    with database.read() as tx:
        assert vault.open_for(tx, ANN, detail, b"entry 9") == b"order 17"
    with pytest.raises(KeyErased):
        reseal(database, vault, 999)


@pytest.mark.usefixtures("filled")
def test_an_interrupted_reseal_is_read_and_goes_on(database: Database, vault: Vault) -> None:
    def stop(_: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        reseal(database, vault, ANN, batch=3, progress=stop)
    assert _opened(database, vault) == EXPECTED  # three items under the new key, the rest under the old
    assert reseal(database, vault, ANN, batch=3) == 7
    assert _opened(database, vault) == EXPECTED


@pytest.mark.usefixtures("filled")
def test_look_ups_get_new_digests(database: Database, vault: Vault) -> None:
    with database.read() as tx:
        before = set(tx.execute(text("SELECT digest FROM lookup")).scalars())
    assert renew_index(database, vault, batch=1) == 2
    with database.read() as tx:
        assert vault.find(tx, "email", "1001@lantern.example") == {ANN}
        assert not before & set(tx.execute(text("SELECT digest FROM lookup")).scalars())
        assert tx.execute(text("SELECT number FROM index_key")).scalars().all() == [2]


@pytest.mark.usefixtures("filled")
def test_everything_is_readable_at_every_moment_of_a_rotation(database: Database, ring: MasterKeys) -> None:
    longer = Vault(ring.with_new_key(), region="GB")
    ended, seen = threading.Event(), []

    def read() -> None:
        while not ended.is_set():
            with database.read() as tx:
                seen.append((_opened(database, longer), longer.find(tx, "email", "1001@lantern.example")))

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(3):
        rewrap(database, longer, batch=1)
        reseal(database, longer, ANN, batch=1)
        renew_index(database, longer, batch=1)
    ended.set()
    reader.join()
    assert seen
    assert all(one == (EXPECTED, {ANN}) for one in seen)
