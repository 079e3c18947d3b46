"""The log of erasures: each line on the disk, the last of a person counts, what was not committed is undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate.house import NOW, House
from troth.errors import SettingsError
from troth.lifetimes import ErasureLog


@pytest.fixture
def log(tmp_path: Path) -> ErasureLog:
    made = ErasureLog(tmp_path / "erased.log")
    made.create()
    return made


def test_the_last_line_of_a_person_counts(log: ErasureLog) -> None:
    log.note("begun", [1, 2], NOW)
    log.note("undone", [1], NOW)
    assert {person: verb for person, (verb, _) in log.states().items()} == {1: "undone", 2: "begun"}
    assert log.open_ones() == [2]
    assert log.path.read_text().splitlines()[0] == "begun 2014-03-01T10:00:00.000000Z 0000000000000001"


def test_it_is_for_its_owner_alone(log: ErasureLog) -> None:
    assert log.path.stat().st_mode & 0o777 == 0o600
    log.path.chmod(0o644)
    with pytest.raises(SettingsError, match="open to other users"):
        log.states()


def test_a_line_cut_short_by_a_crash_is_passed_over_and_taken_off(log: ErasureLog) -> None:
    log.note("begun", [1], NOW)
    with log.path.open("a") as file:
        file.write("begun 2014-03-01T10:0")
    assert list(log.states()) == [1]
    log.note("done", [1], NOW)
    assert log.states()[1][0] == "done"
    assert len(log.path.read_text().splitlines()) == 2


@pytest.mark.parametrize("line", ["gone 2014-03-01T10:00:00Z 0000000000000001", "begun now 1", "x"])
def test_a_line_that_is_none_is_named_by_its_number(log: ErasureLog, line: str) -> None:
    log.path.write_text(f"{line}\n")
    with pytest.raises(SettingsError, match="line 1"):
        log.states()


def test_an_erasure_that_was_rolled_back_is_undone(troth: House) -> None:
    ann = troth.member()
    troth.undone(lambda tx: troth.tell.erase(tx, troth.caller, ann))
    assert troth.lifetimes.log.open_ones() == [ann]
    troth.lifetimes.settle(troth.database)
    assert troth.lifetimes.log.states()[ann][0] == "undone"


def test_an_erasure_that_was_committed_is_done(troth: House) -> None:
    ann = troth.member()
    troth.told("erase", ann)
    troth.lifetimes.settle(troth.database)
    assert troth.lifetimes.log.states()[ann][0] == "done"
