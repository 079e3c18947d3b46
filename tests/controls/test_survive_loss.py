"""survive-loss: kept on both databases, and each way to lose something, or to bring back too much, is red."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.controls.asking import red
from tests.gate.house import House
from troth import people
from troth.controls import Asked, Stage, survive_loss
from troth.controls.survive_loss import CONTROL
from troth.db import Database
from troth.lifetimes import ErasureLog, archive

Patch = pytest.MonkeyPatch


def run(stage: Stage) -> dict[str, str]:
    """Any clause will do: the duty has no parameters."""
    version = stage.engine.policies[0].versions[-1]
    found = list(CONTROL.drills(stage, Asked(version, version.clauses[0], version.effective + timedelta(days=60))))
    assert len(found) == 8
    return red(found)


def test_it_is_kept_and_nobody_stays(stage: Stage, troth: House) -> None:
    troth.ordered(troth.member())
    assert run(stage) == {}
    with stage.database.read() as tx:
        assert people.list_people(tx, realms=("drill",)) == []
    assert stage.ledger.verify().sound


def a_table_forgotten(patch: Patch) -> None:
    shapes = archive.shapes
    patch.setattr(archive, "shapes", lambda: [s for s in shapes() if s.name != "lookup"])


def unchecked(patch: Patch) -> None:
    def trusting(file: Any, size: int, vkey: str) -> archive.Manifest:
        note = archive._last_member(file, size, archive.BackupDamaged("damaged"))[1]
        return archive.Manifest.parse(archive.open_note(note.decode(), vkey))

    patch.setattr(archive, "_checked", trusting)


def unlogged(patch: Patch) -> None:
    patch.setattr(ErasureLog, "note", lambda *_: None)


def half_committed(patch: Patch) -> None:
    patch.setattr(survive_loss, "_told", lambda program, _address: (program.kill(), (1, 2))[1])


FAULTS: dict[Callable[[Patch], None], str] = {
    a_table_forgotten: "the store is lost and brought back elsewhere: every table is the same",
    unchecked: "a byte of the backup is changed",
    unlogged: "who was erased since stays erased",
    half_committed: "the process is killed in the middle of an act",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.__name__)
def test_a_fault_turns_its_drill_red(stage: Stage, monkeypatch: Patch, fault: Callable[[Patch], None]) -> None:
    fault(monkeypatch)
    found = run(stage)
    monkeypatch.undo()
    assert FAULTS[fault] in found


def test_the_drills_leave_the_database_as_they_found_it(stage: Stage) -> None:
    def people_in(database: Database) -> int:
        with database.read() as tx:
            return len(people.list_people(tx, realms=("live", "demo", "drill")))

    before = people_in(stage.database)
    assert run(stage) == {}
    assert people_in(stage.database) == before
