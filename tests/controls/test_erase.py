"""erase: the example keeps every end it promises, and each way to leave something behind turns a drill red."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.controls.asking import red, run
from troth import people
from troth.controls import Stage
from troth.controls.erase import CONTROL
from troth.controls.intruder import store as intruder
from troth.db import Connection, Database
from troth.lifetimes import schedule, sweep
from troth.lifetimes.sweep import Sweeper
from troth.vault import Vault

Patch = pytest.MonkeyPatch
CLAUSES = ("Q37", "Q37-answered", "Q37-others", "Q37-advice", "Q37-unnamed", "Q37-logs", "Q37-traces")


@pytest.mark.parametrize("clause", CLAUSES)
def test_the_example_keeps_every_end_it_promises_and_nobody_stays(stage: Stage, clause: str) -> None:
    found = run(CONTROL, stage, clause)
    assert red(found) == {}
    assert len(found) >= 7
    with stage.database.read() as tx:
        assert people.list_people(tx, realms=("drill",)) == []


def test_the_older_version_is_kept_too(stage: Stage) -> None:
    assert red(run(CONTROL, stage, "Q37", version="2012-12")) == {}


def late(patch: Patch) -> None:
    start = schedule._start
    day = timedelta(days=1)
    patch.setattr(schedule, "_start", lambda *of: (at := start(*of)) and at + day)


def early(patch: Patch) -> None:
    start = schedule._start
    day = timedelta(days=1)
    patch.setattr(schedule, "_start", lambda *of: (at := start(*of)) and at - day)


def never(patch: Patch) -> None:
    patch.setattr(schedule, "_start", lambda *_: None)


def pretending(patch: Patch) -> None:
    patch.setattr(Vault, "delete_items", lambda _self, _tx, _person, items: len(items))


def still_found(patch: Patch) -> None:
    def drilled(_self: Vault, tx: Connection, _kind: str, _value: str) -> set[int]:
        return {row["id"] for row in intruder.rows(tx, "person", realm="drill")}

    patch.setattr(Vault, "find", drilled)


def everything(patch: Patch) -> None:
    def all_of(self: Sweeper, turn: Any, lives: Any, _marks: Any, swept: Any) -> None:
        swept.items = self._delete(turn, lives) if lives else 0

    patch.setattr(Sweeper, "_over", all_of)


def silent(patch: Patch) -> None:
    patch.setattr(sweep, "_entries", lambda *_: ())


def not_erased(patch: Patch) -> None:
    patch.setattr(Vault, "erase", lambda *_: None)


def bytes_left(patch: Patch) -> None:
    patch.setattr(Database, "flush_deleted", lambda _self: None)


FAULTS: dict[Callable[[Patch], None], str] = {
    late: "the data are gone when their time is over, from every table",
    early: "the data are there until the last second",
    never: "no byte of what was stored is left in the database",
    pretending: "the data are gone when their time is over, from every table",
    still_found: "an erased person cannot be found, used or brought back",
    everything: "nothing goes while the clock has not started",
    silent: "the ledger says what was erased and why, and verifies",
    not_erased: "nothing else is kept: the person goes, key and all",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.__name__)
def test_a_fault_turns_its_drill_red(stage: Stage, monkeypatch: Patch, fault: Callable[[Patch], None]) -> None:
    fault(monkeypatch)
    found = red(run(CONTROL, stage, "Q37"))
    monkeypatch.undo()
    assert FAULTS[fault] in found


def test_a_remembered_answer_that_stays_is_red(stage: Stage, monkeypatch: Patch) -> None:
    sweeper: Any = stage.tell.ending
    monkeypatch.setattr(sweeper._sweeper, "_eraser", replace(sweeper._eraser, forget=()))
    found = red(run(CONTROL, stage, "Q37"))
    assert "rows are left in idempotency" in found.values()


def test_a_deleted_byte_that_stays_on_the_disk_is_red(stage: Stage, monkeypatch: Patch) -> None:
    bytes_left(monkeypatch)
    found = red(run(CONTROL, stage, "Q37"))
    monkeypatch.undo()
    assert ("no byte of what was stored is left in the database" in found) is (stage.database.dialect == "sqlite")
