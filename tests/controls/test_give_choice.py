"""give-choice: each mode, and the faults that would put old data to a new use."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.controls.asking import red, run, small_stage
from troth.controls import Stage
from troth.controls.give_choice import CONTROL
from troth.engine import decide, modes, sticky
from troth.gate import gathering

OLD = "may: use, data: name, for: support"
NEW = "may: use, data: name, for: statistics"
TOLD, SOON = "who was never told is not put to the new use", "nor who was told, before the window is over"
DECLINED, AGREED = "who declines is left alone, told or not", "who agrees need not wait"


def test_the_example_gives_the_choice(stage: Stage) -> None:
    found = run(CONTROL, stage, "Q40-choice")
    assert red(found) == {}
    assert len(found) == 11


def test_its_first_version_holds_back_what_it_cannot_tell(stage: Stage) -> None:
    found = run(CONTROL, stage, "Q40-choice", version="2012-12")
    assert red(found) == {}
    assert len(found) == 3


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ("mode: opt-in", "silence is never a yes, however long"),
        ("mode: opt-out, window: 14d", "once the window has passed it is permitted"),
        ("mode: notice", "who was told need not answer"),
    ],
)
def test_every_mode_is_drilled(tmp_path: Path, params: str, name: str) -> None:
    duty = f"must: {{give-choice: {{on: material-change, {params}}}}}"
    with small_stage(tmp_path, duty, OLD, NEW, before=(duty, OLD)) as stage:
        found = run(CONTROL, stage, "c1", policy="small")
    assert red(found) == {}
    assert name in [drill.name for drill in found]


FAULTS: list[tuple[Any, str, Any, set[str]]] = [
    (decide, "may_go_on", lambda *_: True, {TOLD, SOON, DECLINED}),
    (decide, "may_go_on", lambda *_: False, {AGREED, "once the window has passed it is permitted"}),
    (modes.Mode, "accepts", lambda _mode, since: since is not None, {SOON}),
    (
        modes.Mode,
        "accepts",
        lambda mode, since: since is not None and mode.window is not None and since > mode.window,
        {"once the window has passed it is permitted"},
    ),
    (modes.Mode, "accepts", lambda *_: True, {TOLD, SOON}),
    (sticky, "_new_versions", lambda *_: frozenset(), {AGREED}),
]


@pytest.mark.parametrize(("where", "what", "fault", "hit"), FAULTS)
def test_a_fault_in_the_rule_is_red(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, where: Any, what: str, fault: Any, hit: set[str]
) -> None:
    monkeypatch.setattr(where, what, fault)
    assert hit <= set(red(run(CONTROL, stage, "Q40-choice")))


def test_an_item_that_lost_its_version_is_red(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = gathering.datum_of

    def newest(item: Any, sight: Any) -> Any:
        found = kept(item, sight)
        return type(found)(sight.version.version, found.source, found.notified, found.visibility)

    monkeypatch.setattr(gathering, "datum_of", newest)
    assert {TOLD, "data of a version that nobody knows are not used"} <= set(red(run(CONTROL, stage, "Q40-choice")))


def test_a_notification_dated_back_is_red(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = type(stage.tell).notify

    def early(self: Any, *args: Any, at: Any = None, **more: Any) -> int:
        return kept(self, *args, at=(at or stage.clock()) - timedelta(days=1), **more)

    monkeypatch.setattr(type(stage.tell), "notify", early)
    assert list(red(run(CONTROL, stage, "Q40-choice"))) == [SOON]


def test_a_no_that_is_not_heeded_is_red(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(stage.tell), "decide", lambda *_args, **_more: 0)
    assert {DECLINED, AGREED} <= set(red(run(CONTROL, stage, "Q40-choice")))
