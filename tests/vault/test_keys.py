"""The key ring: made for its owner alone, read with care, never printed."""

from __future__ import annotations

import base64
import pickle
from pathlib import Path

import pytest

from troth.errors import SealBroken, SettingsError, Unavailable
from troth.vault import MasterKeys
from troth.vault.keys import ENVIRONMENT


def test_a_ring_is_made_private_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    ring = MasterKeys.create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert MasterKeys.load(path).text() == ring.text()
    with pytest.raises(SettingsError):
        MasterKeys.create(path)


def test_a_ring_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    MasterKeys.create(path)
    path.chmod(0o640)
    with pytest.raises(SettingsError):
        MasterKeys.load(path)


def test_a_ring_comes_from_the_environment() -> None:
    ring = MasterKeys.generate().with_new_key()
    text = ring.text().replace("\n", ",")
    assert MasterKeys.load(environment={ENVIRONMENT: text}).ids == ring.ids
    with pytest.raises(SettingsError):
        MasterKeys.load(environment={})


@pytest.mark.parametrize("harm", ["", "zz", "abc def", f"abc {base64.b64encode(bytes(32)).decode()}", "a b c"])
def test_a_damaged_ring_is_refused_without_showing_it(harm: str) -> None:
    with pytest.raises(SettingsError) as caught:
        MasterKeys.parse(harm)
    assert "AAAA" not in str(caught.value)


def test_the_newest_wraps_and_all_unwrap() -> None:
    old = MasterKeys.generate()
    wrapped = old.wrap(b"k" * 32, b"here")
    new = old.with_new_key()
    assert new.unwrap(old.current, wrapped, b"here") == b"k" * 32
    assert new.current != old.current
    with pytest.raises(Unavailable):
        new.without(old.current).unwrap(old.current, wrapped, b"here")


def test_a_wrapped_key_opens_for_its_own_context_and_master_alone() -> None:
    ring = MasterKeys.generate().with_new_key()
    wrapped = ring.wrap(b"k" * 32, b"here")
    for master, context in ((ring.current, b"there"), (ring.ids[0], b"here")):
        with pytest.raises(SealBroken):
            ring.unwrap(master, wrapped, context)


def test_saving_replaces_the_ring_whole(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    longer = MasterKeys.create(path).with_new_key()
    longer.save(path)
    assert MasterKeys.load(path).ids == longer.ids
    assert [p.name for p in tmp_path.iterdir()] == ["keys"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_ring_is_neither_printed_nor_pickled() -> None:
    ring = MasterKeys.generate()
    secret = ring.text().split()[1]
    assert secret not in f"{ring} {ring!r}"
    with pytest.raises(TypeError):
        pickle.dumps(ring)
