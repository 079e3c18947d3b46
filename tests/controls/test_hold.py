"""hold: the example keeps it, and each way to keep too much, too little or too long turns a drill red."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.controls.asking import asked, red, run, small_stage
from troth import people
from troth.controls import Stage
from troth.controls.hold import CONTROL
from troth.lifetimes import erasure, holds, sweep
from troth.vault import Vault

Patch = pytest.MonkeyPatch
NARROW = "must: {hold: {for: [dispute]}}"


def test_the_example_keeps_it_and_nobody_stays(stage: Stage) -> None:
    found = run(CONTROL, stage, "Q39")
    assert (len(found), red(found)) == (12, {})
    with stage.database.read() as tx:
        assert people.list_people(tx, realms=("drill",)) == []


def test_a_duty_that_names_one_reason_refuses_the_others(tmp_path: Path) -> None:
    with small_stage(tmp_path, NARROW) as stage:
        found = run(CONTROL, stage, "c1", policy="small")
    assert red(found) == {}
    assert "a hold for another reason (agreement) is refused" in {drill.name for drill in found}


def unheld(patch: Patch) -> None:
    patch.setattr(erasure, "holding", lambda *_: ())


def all_held(patch: Patch) -> None:
    patch.setattr(erasure, "holding", lambda found, *_: tuple(found))


def endless(patch: Patch) -> None:
    patch.setattr(holds.store, "add_end", lambda *_: None)


def any_reason(patch: Patch) -> None:
    patch.setattr(holds, "_allowing", lambda *_: ("Q39",))


def findable(patch: Patch) -> None:
    patch.setattr(Vault, "hide", lambda *_: 0)


def unfinished(patch: Patch) -> None:
    def nothing(_self: Any, _turn: Any, lives: Any, swept: Any) -> None:
        swept.held = len(lives)

    patch.setattr(sweep.Sweeper, "_finish", nothing)


FAULTS: dict[Callable[[Patch], None], str] = {
    unheld: "dispute: who asks to be erased keeps what is held, and nothing else",
    all_held: "dispute: what is held outlasts its time, and nothing else does",
    endless: "dispute: what was held goes when the hold ends",
    any_reason: "a hold for another reason (convenience) is refused",
    findable: "agreement: who asks to be erased keeps what is held, and nothing else",
    unfinished: "legal-obligation: what was held goes when the hold ends",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.__name__)
def test_a_fault_turns_its_drill_red(stage: Stage, monkeypatch: Patch, fault: Callable[[Patch], None]) -> None:
    fault(monkeypatch)
    found = []
    for drill in CONTROL.drills(stage, asked(stage, "Q39")):
        found.append(drill)
        if drill.name == FAULTS[fault]:
            break
    monkeypatch.undo()
    assert FAULTS[fault] in red(found)


def test_held_data_that_stay_in_use_are_red(stage: Stage, monkeypatch: Patch) -> None:
    monkeypatch.setattr(erasure, "restrict_all", lambda *_: None)
    assert "what is held is used for nothing that does not call for it" in red(run(CONTROL, stage, "Q39"))
