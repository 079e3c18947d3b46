"""survive-loss: the store is backed up and brought back elsewhere, bent, killed; and one looks what is there.

The copy is restored into a SQLite file in a folder of its own, whatever the store is on: a backup knows no difference.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from troth import people
from troth.controls.attempt import Found, all_tried, broken, kept, refused
from troth.controls.guest import CALLER, Guest, guests
from troth.controls.intruder import store as intruder
from troth.controls.lodger import lodging
from troth.controls.model import Asked, Control, Drilled
from troth.controls.stage import Stage
from troth.db import Database
from troth.db.copies import shapes
from troth.errors import BackupDamaged, Conflict
from troth.lifetimes import ErasureLog, Lifetimes, rows_of
from troth.lifetimes.archive import Manifest, digest_of, load_archive, read_manifest, write_archive

_PLACES = (0.05, 0.3, 0.6, 0.95)  # of the file, where a byte is changed; and in its last block


@dataclass(frozen=True, slots=True)
class Case:
    """A backup of the stage's store, with a guest in it, and a folder to lose and find things in."""

    stage: Stage
    asked: Asked
    guest: Guest
    folder: Path
    file: Path
    manifest: Manifest


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """One backup serves them all, but for the act that is killed."""
    with _backed_up(stage, asked) as case:

        def of(attempt: Callable[[Case], Found]) -> Callable[[], Found]:
            return lambda: attempt(case)

        yield from all_tried(
            asked.at,
            {
                "the store is lost and brought back elsewhere: every table is the same": of(_same),
                "what was brought back opens, and its ledger verifies": of(_opens),
                "a byte of the backup is changed": of(_changed),
                "the backup is cut short": of(_cut),
                "a backup is restored over what is there": of(_over),
                "the keys are looked for in the backup": of(_keys),
                "who was erased since stays erased": of(_erased),
                "the process is killed in the middle of an act": lambda: _killed(stage),
            },
        )


@contextmanager
def _backed_up(stage: Stage, asked: Asked) -> Iterator[Case]:
    with guests(stage, asked, 1) as (guest,), tempfile.TemporaryDirectory(prefix="troth-drill-") as name:
        folder = Path(name)
        file = folder / "drill.backup"
        write_archive(stage.database, stage.ledger, file, asked.at)
        yield Case(stage, asked, guest, folder, file, read_manifest(file, stage.ledger.vkey))


@contextmanager
def _restored(case: Case, name: str) -> Iterator[Database]:
    database = Database.open(f"sqlite:///{case.folder / name}.sqlite", pool_size=1)
    try:
        load_archive(case.file, case.manifest, database)
        yield database
    finally:
        database.close()


def _same(case: Case) -> Found:
    with _restored(case, "same") as copy, copy.read() as there, case.stage.database.read() as here:
        differing = [s.name for s in shapes() if digest_of(there, s) != digest_of(here, s)]
    if differing:
        return broken(f"not the same: {', '.join(differing)}")
    return kept(f"{case.manifest.rows} rows of {len(case.manifest.tables)} tables are the same")


def _opens(case: Case) -> Found:
    with _restored(case, "opens") as copy:
        report = case.stage.ledger.on(copy).verify()
        if not report.sound:
            return broken(report.findings[0].message)
        with copy.read() as tx:
            found = case.stage.vault.get(tx, case.guest.person, items=[case.guest.item])
            if [item.value.open() for item in found] != [case.guest.value]:
                return broken("the value is not what was given")
    return kept(f"the value opens, {report.entries + report.waiting} entries verify")


def _refused(case: Case, content: bytes) -> Found:
    bent = case.folder / "bent.backup"
    bent.write_bytes(content)
    vkey = case.stage.ledger.vkey
    return refused(BackupDamaged, lambda: read_manifest(bent, vkey), "it was taken for a good backup")


def _changed(case: Case) -> Found:
    good = case.file.read_bytes()
    with case.stage.database.read() as tx:
        (row, *_) = intruder.rows(tx, "person_key", person=case.guest.person)
    within = max(good.find(row["wrapped"]), 0)  # in the middle of a table, where no form of the file tells
    places = [int(len(good) * part) for part in _PLACES] + [within, len(good) - 1]
    for place in places:
        found = _refused(case, good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        if not found.kept:
            return found
    return kept(f"refused, in each of {len(places)} places")


def _cut(case: Case) -> Found:
    good = case.file.read_bytes()
    found = [_refused(case, good[: len(good) // 2]), _refused(case, good[:-512]), _refused(case, b"")]
    return next((each for each in found if not each.kept), found[0])


def _over(case: Case) -> Found:
    with _restored(case, "over") as copy:
        again = refused(Conflict, lambda: load_archive(case.file, case.manifest, copy), "it was written over")
    with case.stage.database.read() as tx:
        there = bool(intruder.rows(tx, "person", id=case.guest.person))
    return again if there else broken("the person is no longer there")


def _keys(case: Case) -> Found:
    """The person's own key, unwrapped, must not stand in the file; nor the value."""
    content = case.file.read_bytes()
    with case.stage.database.read() as tx:
        (row, *_) = intruder.rows(tx, "person_key", person=case.guest.person)
    if row["wrapped"] not in content:
        return broken("the wrapped key is not in the backup: nothing of it would open")
    needle = case.guest.word.encode()
    return broken("the value stands in it") if needle in content else kept("nothing of it opens without the keys")


def _erased(case: Case) -> Found:
    """Erased after the backup: the deployment's own log of erasures is replayed on what was brought back."""
    lifetimes = case.stage.tell.ending
    if not isinstance(lifetimes, Lifetimes):
        return broken("nothing keeps a log of erasures outside the store")
    with lodging(case.stage, case.asked, case.asked.at) as lodger:
        lodger.bring(["name"], case.asked.at)
        later = case.folder / "later.backup"
        write_archive(case.stage.database, case.stage.ledger, later, case.asked.at)
        lodger.asks_to_be_erased(case.asked.at)
        manifest = read_manifest(later, case.stage.ledger.vkey)
        with _restored(replace(case, file=later, manifest=manifest), "erased") as copy:
            return _replayed(case, lifetimes, copy, lodger.person)


def _replayed(case: Case, lifetimes: Lifetimes, copy: Database, person: int) -> Found:
    with copy.read() as tx:
        if not rows_of(tx, person)["item"]:
            return broken("the backup did not hold the person, so their absence would show nothing")
    own = ErasureLog(case.folder / "erased.log")
    own.create()
    lifetimes.on(copy, own).replay(copy, [lifetimes.log])
    with copy.read() as tx:
        left = sorted(name for name, count in rows_of(tx, person).items() if count)
    if left:
        return broken(f"came back, in {', '.join(left)}")
    sound = case.stage.ledger.on(copy).verify().sound
    return kept("they did not come back") if sound else broken("the ledger no longer verifies")


def _killed(stage: Stage) -> Found:
    """One act is acknowledged, of another half is done; then SIGKILL. (On PostgreSQL the server notices by itself.)"""
    command = [sys.executable, "-m", "troth.controls.halfway"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        whole, half = _told(program, stage.database.address)
        program.send_signal(signal.SIGKILL)
        program.wait()
    with stage.database.write() as tx:  # which waits for who is writing
        told = [event.kind for event in people.events(tx, whole)]
        left = sorted(name for name, count in rows_of(tx, half).items() if count)
        left += ["person"] if intruder.rows(tx, "person", id=half) else []
        if intruder.rows(tx, "person", id=whole):
            stage.tell.erase(tx, CALLER, whole)
    if left:
        return broken(f"half an act is left in {', '.join(left)}")
    return kept("the first act is there, of the second nothing") if told else broken("an acknowledged act is lost")


def _told(program: subprocess.Popen[str], address: str) -> tuple[int, int]:
    """The persons of the whole and of the half act."""
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write(address + "\n")
    program.stdin.flush()
    return int(program.stdout.readline()), int(program.stdout.readline())


CONTROL = Control("survive-loss", drills)
