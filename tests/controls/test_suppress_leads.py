"""suppress-leads: a small policy keeps it, and each way to forget a no, or to remember too much, is seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cases.calling import COLLECT, OFFER, SUPPRESS
from tests.controls.asking import red, run, small_stage
from troth.controls.suppress_leads import CONTROL
from troth.gate import suppressing
from troth.gate.suppressing import store
from troth.gate.suppressing import suppressing as inside

Patch = pytest.MonkeyPatch
CLAUSES = (SUPPRESS, COLLECT, OFFER)


@pytest.mark.parametrize("clauses", [CLAUSES, (SUPPRESS, OFFER)], ids=["permitted", "not"])
def test_a_policy_that_promises_it_keeps_it(tmp_path: Path, clauses: tuple[str, ...]) -> None:
    with small_stage(tmp_path, *clauses) as stage:
        found = run(CONTROL, stage, "c1", policy="small")
    assert (len(found), red(found)) == (6, {})


def blind(patch: Patch) -> None:
    patch.setattr(store, "there", lambda *_: False)


def wary(patch: Patch) -> None:
    patch.setattr(store, "there", lambda *_: True)


def alone(patch: Patch) -> None:
    patch.setattr(suppressing, "sharers", lambda *_: [])


def idle(patch: Patch) -> None:
    patch.setattr(store, "add", lambda *_: None)


def stubborn(patch: Patch) -> None:
    patch.setattr(store, "remove", lambda *_: None)


def proud(patch: Patch) -> None:
    patch.setattr(inside, "OWN_SOURCES", ())


FAULTS: dict[Callable[[Patch], None], str] = {
    blind: "the address of who said no is given again, however it is written",
    wary: "an address of nobody who said no is kept out by nothing",
    proud: "an address of nobody who said no is kept out by nothing",
    alone: "who has the same address by way of another has said no too",
    idle: "nothing of the address is kept but a digest",
    stubborn: "who says yes again is kept out no longer",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.__name__)
def test_a_fault_turns_its_drill_red(tmp_path: Path, monkeypatch: Patch, fault: Callable[[Patch], None]) -> None:
    with small_stage(tmp_path, *CLAUSES) as stage:
        fault(monkeypatch)
        assert FAULTS[fault] in red(run(CONTROL, stage, "c1", policy="small"))
