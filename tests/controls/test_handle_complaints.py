"""handle-complaints and take-security-reports: the example keeps them, and each way to pass over somebody is seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.controls.asking import asked, red, run, small_stage
from troth.cases import cases, standing
from troth.cases.cases import Cases
from troth.controls import Stage, handle_complaints, take_security_reports

Patch = pytest.MonkeyPatch
CONTROL = handle_complaints.CONTROL


def test_the_example_keeps_it(stage: Stage) -> None:
    found = run(CONTROL, stage, "Q04")
    assert (len(found), red(found)) == (5, {})


def test_reports_of_security_are_dealt_with_alike(tmp_path: Path) -> None:
    with small_stage(tmp_path, "must: take-security-reports") as stage:
        assert red(run(take_security_reports.CONTROL, stage, "c1", policy="small")) == {}


def unread(patch: Patch) -> None:
    patch.setattr(standing, "BY_ITSELF", standing.BY_ITSELF | {"complaint"})


def slow(patch: Patch) -> None:
    patch.setattr(cases, "promises", lambda *_: ())
    patch.setattr(cases, "due", lambda kind, at, _, places: real_due(kind, at, None, places))


def silent(patch: Patch) -> None:
    patch.setattr(Cases, "answer", lambda self, tx, who, case, _: self._step(tx, who, self.get(tx, case), "done"))


def forgotten(patch: Patch) -> None:
    patch.setattr(Cases, "remind", lambda *parts: parts[-1])


def nowhere(patch: Patch) -> None:
    patch.setattr(Cases, "further", lambda *_: [])


real_due = cases.due
FAULTS: dict[Callable[[Patch], None], str] = {
    unread: "it reaches somebody, whoever wrote it",
    slow: "it has a day by which it is answered",
    silent: "it is not closed without a word",
    forgotten: "late is shown as late",
    nowhere: "who is refused is told where to go next",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.__name__)
def test_a_fault_turns_its_drill_red(stage: Stage, monkeypatch: Patch, fault: Callable[[Patch], None]) -> None:
    fault(monkeypatch)
    assert FAULTS[fault] in red(CONTROL.drills(stage, asked(stage, "Q04")))
