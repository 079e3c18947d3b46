"""recall: a small policy keeps it, and each way to forget a recipient or to tell too much is seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cases.calling import CONSENTED, MINORS, RECALL
from tests.controls.asking import red, run, small_stage
from troth.cases import Ended
from troth.cases.sending import message, recalls, sending_on
from troth.controls.recall import CONTROL

Patch = pytest.MonkeyPatch
CLAUSES = (RECALL, CONSENTED)


def test_a_policy_that_promises_it_keeps_it(tmp_path: Path) -> None:
    with small_stage(tmp_path, *CLAUSES) as stage:
        found = run(CONTROL, stage, "c1", policy="small")
    assert (len(found), red(found)) == (7, {})


def test_it_is_tried_with_what_a_restriction_ends_not_with_what_an_emergency_permits(tmp_path: Path) -> None:
    with small_stage(tmp_path, *CLAUSES, MINORS) as stage:
        assert red(run(CONTROL, stage, "c1", policy="small")) == {}


def test_where_nothing_can_be_handed_out_there_is_nothing_to_show(tmp_path: Path) -> None:
    with small_stage(tmp_path, RECALL) as stage:
        assert len(red(run(CONTROL, stage, "c1", policy="small"))) == 7


def forgotten(patch: Patch) -> None:
    patch.setattr(recalls, "queue_notices", lambda *_, **__: [])


def everybody(patch: Patch) -> None:
    patch.setattr(recalls.Recall, "is_from", lambda *_: True)


def talkative(patch: Patch) -> None:
    def told(notice: Any, sender: str, right: Any) -> bytes:
        return real_body(notice, sender, {"contact": "drill value"} | dict(right or {}))

    patch.setattr(sending_on, "body", told)


def unnoted(patch: Patch) -> None:
    patch.setattr(sending_on.store, "mark_answered", lambda *_: False)
    patch.setattr(sending_on._Round, "_sent", lambda *_: None)


def given_up(patch: Patch) -> None:
    patch.setattr(sending_on, "PAUSES", ())


def unseen(patch: Patch) -> None:
    patch.setattr(sending_on, "STAFF", None)


def asleep(patch: Patch) -> None:
    patch.setattr(Ended, "__call__", lambda *_: None)


real_body = message.body
FAULTS: dict[Callable[[Patch], None], str] = {
    forgotten: "who received the data is told that they are called back",
    everybody: "who did not receive them is told nothing",
    talkative: "no value goes out with it",
    unnoted: "what was answered is shown",
    given_up: "who does not take it is tried again, and shown",
    unseen: "who is gone from the register is shown as not reachable",
    asleep: "what ends the permission calls the data back by itself",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.__name__)
def test_a_fault_turns_its_drill_red(tmp_path: Path, monkeypatch: Patch, fault: Callable[[Patch], None]) -> None:
    with small_stage(tmp_path, *CLAUSES) as stage:
        fault(monkeypatch)
        assert FAULTS[fault] in red(run(CONTROL, stage, "c1", policy="small"))
