"""A deployment backed up while it is in use, lost, and brought back from the file and what was kept apart."""

from __future__ import annotations

import base64
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gate.conftest import _house_on_postgresql, _house_on_sqlite, house, troth
from tests.gate.house import ANN, NOW, House, rows
from tests.postgres import PostgresServer
from troth.app.backup import backup, restore
from troth.app.demo.clock import DemoClock
from troth.errors import BackupDamaged, Conflict, SettingsError
from troth.ledger import LogKey

__all__ = ["_house_on_postgresql", "_house_on_sqlite", "house", "troth"]


@pytest.fixture
def apart(troth: House, tmp_path: Path) -> Path:
    """What is kept apart from backups."""
    folder = tmp_path / "apart"
    folder.mkdir()
    for name in ("troth.toml", "master.keys", "ledger.key", "erased.log"):
        shutil.copy2(troth.settings.folder / name, folder / name)
    return folder


def keep_log(troth: House, apart: Path) -> None:
    shutil.copy2(troth.lifetimes.log.path, apart / "erased.log")


def test_what_was_there_is_there_again(troth: House, apart: Path, tmp_path: Path) -> None:
    ann = troth.member()
    troth.collects(ann, {"member-pin": "271828"}, notice="choose-pin")
    made = backup(troth, tmp_path / "a.backup")
    before = rows(troth.database)
    done = restore(tmp_path / "a.backup", tmp_path / "new", apart)
    assert (done.manifest, done.erased) == (made, 0)
    with House.open(tmp_path / "new", clock=DemoClock(NOW)) as again:
        assert rows(again.database) == before
        assert again.gate.use(again.caller, ann, ["email"], "account-management").values == {"email": ANN["email"]}
        assert again.gate.verify(again.caller, ann, "member-pin", "271828")
        assert again.ledger.verify().sound


def test_it_is_consistent_while_people_are_coming(troth: House, apart: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def come() -> None:
        while not stop.is_set():
            troth.member()

    comers = [threading.Thread(target=come) for _ in range(2)]
    for comer in comers:
        comer.start()
    made = backup(troth, tmp_path / "a.backup")
    stop.set()
    for comer in comers:
        comer.join()
    done = restore(tmp_path / "a.backup", tmp_path / "new", apart)
    counts = done.to_json()["tables"]
    assert counts["item"] == counts["collection"] * len(ANN)
    assert made.rows == done.manifest.rows


def test_the_file_is_for_its_owner_alone_and_never_overwritten(troth: House, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    backup(troth, file)
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Conflict, match="there already"):
        backup(troth, file)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.backup"]


def test_no_key_is_in_it(troth: House, tmp_path: Path) -> None:
    troth.member()
    backup(troth, tmp_path / "a.backup")
    content = (tmp_path / "a.backup").read_bytes()
    # The key is the last part of each; in base64 it may itself hold the plus that stands between parts.
    for name, between, before in (("master.keys", " ", 1), ("ledger.key", "+", 4)):
        secret = (troth.settings.folder / name).read_text().strip().split(between, before)[-1]
        assert len(base64.b64decode(secret, validate=True)) >= 32
        assert secret.encode() not in content
    assert str(ANN["email"]).encode() not in content


def test_who_was_erased_since_is_erased_again(troth: House, apart: Path, tmp_path: Path) -> None:
    ann, bob = troth.member(), troth.member(values={**ANN, "email": "bob@mail.example"})
    backup(troth, tmp_path / "a.backup")
    troth.told("erase", ann)
    keep_log(troth, apart)
    assert restore(tmp_path / "a.backup", tmp_path / "new", apart).erased == 1
    with House.open(tmp_path / "new", clock=DemoClock(NOW)) as again:
        assert isinstance(again, House)
        assert (again.held(ann), len(again.held(bob))) == ([], 4)
        assert {person: verb for person, (verb, _) in again.lifetimes.log.states().items()} == {ann: "done"}
        assert again.ledger.verify().sound


def test_who_asked_while_something_was_held_keeps_only_that(troth: House, apart: Path, tmp_path: Path) -> None:
    ann = troth.member()
    troth.told("hold", ann, "dispute", ["email"], reference="LM-1", reason="a claim")
    backup(troth, tmp_path / "a.backup")
    troth.told("erase", ann)
    keep_log(troth, apart)
    restore(tmp_path / "a.backup", tmp_path / "new", apart)
    with House.open(tmp_path / "new", clock=DemoClock(NOW)) as again:
        assert isinstance(again, House)
        assert again.held(ann) == ["email"]


@pytest.mark.parametrize("missing", ["erased.log", "master.keys", "ledger.key", "troth.toml"])
def test_without_what_was_kept_apart_nothing_is_restored(
    troth: House, apart: Path, tmp_path: Path, missing: str
) -> None:
    backup(troth, tmp_path / "a.backup")
    (apart / missing).unlink()
    with pytest.raises(SettingsError):
        restore(tmp_path / "a.backup", tmp_path / "new", apart)
    assert not (tmp_path / "new").exists()


def test_nothing_is_restored_over_a_deployment(troth: House, apart: Path, tmp_path: Path) -> None:
    backup(troth, tmp_path / "a.backup")
    with pytest.raises(SettingsError, match="not empty"):
        restore(tmp_path / "a.backup", troth.settings.folder, apart)
    assert (troth.settings.folder / "troth.toml").exists()


def test_a_backup_with_a_byte_changed_is_refused_and_nothing_is_left(troth: House, apart: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    backup(troth, file)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 4
    file.write_bytes(content)
    with pytest.raises(BackupDamaged, match="damaged"):
        restore(file, tmp_path / "new", apart)
    assert not (tmp_path / "new").exists()


def test_another_ledger_s_backup_is_refused(troth: House, apart: Path, tmp_path: Path) -> None:
    backup(troth, tmp_path / "a.backup")
    (apart / "ledger.key").unlink()
    LogKey.load(apart / "ledger.key", troth.settings.origin)
    with pytest.raises(BackupDamaged, match="does not verify"):
        restore(tmp_path / "a.backup", tmp_path / "new", apart)


def test_a_newer_kept_checkpoint_shows_what_is_lost(troth: House, apart: Path, tmp_path: Path) -> None:
    troth.member()
    backup(troth, tmp_path / "a.backup")
    old = troth.ledger.checkpoint().note
    troth.member()
    new = troth.ledger.integrate().note
    with pytest.raises(BackupDamaged, match="lost"):
        restore(tmp_path / "a.backup", tmp_path / "new", apart, checkpoint=new)
    restore(tmp_path / "a.backup", tmp_path / "new", apart, checkpoint=old)
    restore(tmp_path / "a.backup", tmp_path / "newer", apart, checkpoint=new, accept_loss=True)


@pytest.fixture
def empty(postgres_server: PostgresServer) -> Iterator[str]:
    yield postgres_server.create("restored")
    postgres_server.drop("restored")


def test_it_moves_from_one_database_to_the_other(troth: House, apart: Path, tmp_path: Path, empty: str) -> None:
    troth.member()
    first = backup(troth, tmp_path / "a.backup")
    restore(tmp_path / "a.backup", tmp_path / "new", apart, database=empty)
    with House.open(tmp_path / "new", clock=DemoClock(NOW), database=empty) as again:
        assert isinstance(again, House)
        second = backup(again, tmp_path / "b.backup")
    assert second.tables == first.tables
