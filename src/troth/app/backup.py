"""Backing a deployment up, and restoring it: the store in one file, the keys kept apart by whoever runs it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from troth.app.house import Troth
from troth.app.settings import FILE, Settings
from troth.db import Database
from troth.errors import BackupDamaged, SettingsError
from troth.ledger import LogKey
from troth.ledger.checkpoint import open_checkpoint
from troth.lifetimes import ErasureLog
from troth.lifetimes.archive import Manifest, load_archive, read_manifest, write_archive

Report = Callable[[str, int, int], None]  # what, done, of how many


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought back. `erased`: people who were erased after the backup, and are again."""

    manifest: Manifest
    entries: int
    erased: int

    def to_json(self) -> dict[str, Any]:
        tables = {table.shape.name: table.rows for table in self.manifest.tables}
        return {"made": self.manifest.made, "tables": tables, "entries": self.entries, "erased": self.erased}


def backup(troth: Troth, file: Path, report: Report = lambda *_: None) -> Manifest:
    """The store as it is at this moment, in a new file for its owner alone, while others go on writing.

    No key is in it. Conflict when the file is there already.
    """
    troth.lifetimes.settle(troth.database)
    return write_archive(troth.database, troth.ledger, file, troth.clock(), report)


def restore(
    file: Path,
    folder: Path,
    keys: Path,
    *,
    erased: Iterable[Path] = (),
    checkpoint: str | None = None,
    accept_loss: bool = False,
    report: Report = lambda *_: None,
    **settings: Any,
) -> Restored:
    """Makes a deployment in the empty `folder` from a backup and what was kept apart in the folder `keys`.

    1. The small files (settings, keys) are copied; the backup is checked, byte for byte.
    2. Every table is loaded and read back against the signed digests, in one transaction.
    3. The ledger is verified whole, and held against the newest `checkpoint` that somebody kept.
    4. Who was erased since, by the logs, is erased again.
    5. Only then does the folder get its name: nobody can open a store in which the erased are back.

    SettingsError, BackupDamaged, Conflict; what was begun is taken away again.
    """
    if folder.exists() and any(folder.iterdir()):
        raise SettingsError(f"{folder} is not empty", help="restore into a new folder; nothing is ever overwritten")
    draft = folder.with_name(f".{folder.name}.{os.getpid()}")
    draft.mkdir(parents=True, mode=0o700)
    try:
        done = _restored(file, draft, keys, tuple(erased), checkpoint, accept_loss, report, settings)
        draft.replace(folder)  # 5
    except BaseException:
        shutil.rmtree(draft)
        raise
    return done


def _restored(
    file: Path,
    folder: Path,
    keys: Path,
    erased: tuple[Path, ...],
    checkpoint: str | None,
    accept_loss: bool,
    report: Report,
    settings: dict[str, Any],
) -> Restored:
    loaded, logs = _take_over(keys, folder, erased, settings)  # 1
    key = LogKey.load(loaded.path(loaded.ledger_key), loaded.origin)
    manifest = read_manifest(file, key.vkey)
    kept = _kept(checkpoint, manifest, key.vkey, accept_loss)
    database = Database.open(loaded.database_url)
    try:
        load_archive(file, manifest, database, report)  # 2
    finally:
        database.close()
    with Troth.open(folder, **settings) as troth:
        verified = troth.ledger.verify(kept=kept, progress=report)  # 3
        if not verified.sound:
            raise BackupDamaged(f"the restored ledger is not whole: {verified.findings[0].message}")
        again = troth.lifetimes.replay(troth.database, logs, report)  # 4
    return Restored(manifest, verified.entries + verified.waiting, again)


def _take_over(
    keys: Path, folder: Path, erased: tuple[Path, ...], settings: dict[str, Any]
) -> tuple[Settings, list[ErasureLog]]:
    """Copies settings and keys; gives the logs of erasures, and refuses to go on without knowing who was erased.

    The log itself is not copied: the restored store begins its own, which the replay fills.
    """
    if not (keys / FILE).exists():
        raise SettingsError(f"{keys} holds no {FILE}", help="give the old folder, or a copy of its small files")
    shutil.copy2(keys / FILE, folder / FILE)
    old, loaded = Settings.load(keys, **settings), Settings.load(folder, **settings)
    names = ["ledger_key"] + ([] if "TROTH_MASTER_KEYS" in loaded.environment else ["master_keys"])
    for name in names:
        _copy(old.path(getattr(old, name)), loaded.path(getattr(loaded, name)))
    logs = [ErasureLog(path) for path in (old.path(old.erasure_log), *erased)]
    if not logs[0].path.exists():
        del logs[0]
    if not logs:
        raise SettingsError(
            f"{keys} holds no log of erasures: who was erased since the backup would come back",
            help="give the log with --erased; an empty file says that nobody was",
        )
    return loaded, logs


def _copy(here: Path, there: Path) -> None:
    if not here.exists():
        raise SettingsError(f"{here} is not there", help="a backup opens only with the keys, which are never in it")
    if here.resolve() != there.resolve():
        shutil.copy2(here, there)
        there.chmod(0o600)


def _kept(checkpoint: str | None, manifest: Manifest, vkey: str, accept_loss: bool) -> tuple[str, ...]:
    """The kept checkpoint, when the backup reaches as far. BackupDamaged when it does not, and that was not said."""
    if checkpoint is None:
        return ()
    kept = open_checkpoint(checkpoint, vkey)
    held = open_checkpoint(manifest.checkpoint, vkey).size if manifest.checkpoint else 0
    if kept.size <= held:
        return (checkpoint,)
    if accept_loss:
        return ()
    raise BackupDamaged(
        f"the kept checkpoint has {kept.size} entries, the backup {held}: what came after the backup is lost",
        help="take a newer backup, or say --accept-loss",
    )
