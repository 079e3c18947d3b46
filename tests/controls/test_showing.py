"""Who may see what, and what is taken down: kept as the code is, red where a viewer gets what they should not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.controls.asking import asked, red, run, small_stage
from troth.controls import Asked, Sight, Stage
from troth.controls.set_visibility import CONTROL as SET
from troth.controls.withdraw_publication import CONTROL as WITHDRAW
from troth.gate.publications import people_showing, standing_of_item
from troth.gate.publishing import Publishing

TAKE = "may: collect, data: post, for: community"
SET_POST = "must: {set-visibility: {data: [post], default: private}}"


def test_the_example_keeps_what_it_says(stage: Stage) -> None:
    assert red([*run(SET, stage, "Q11-audience"), *run(WITHDRAW, stage, "Q34-withdraw")]) == {}


def test_nothing_of_the_drills_is_left_to_be_seen(stage: Stage) -> None:
    run(SET, stage, "Q11-audience")
    with stage.database.read() as tx:
        assert people_showing(tx, 0, 10) == []


def test_an_answer_that_tells_that_something_is_there_is_red(stage: Stage) -> None:
    class Telltale:
        """An API that answers 403 of what is there, and 404 of what is not."""

        def view(self, item: int, _viewer: int | None) -> Sight:
            with stage.database.read() as tx:
                there = bool(standing_of_item(tx, item))
            return Sight(403 if there else 404, (), "")

    told = red(run(SET, replace(stage, window=Telltale()), "Q11-audience"))
    assert "set to contacts, it is shown to contacts alone" in told
    assert all("over HTTP" in detail for detail in told.values())


def test_a_review_that_takes_nothing_down_is_red(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Publishing, "review", lambda *_: 0)
    assert "it is down when fewer may see it (Q34)" in red(run(WITHDRAW, stage, "Q34-withdraw"))


@pytest.mark.parametrize("more", [(), ("may: publish, data: post, for: community, to: [public, contacts]",)])
def test_where_no_clause_asks_for_it_what_the_gate_gathers_is_looked_at(tmp_path: Path, more: tuple[str, ...]) -> None:
    with small_stage(tmp_path, SET_POST, TAKE, *more) as stage:
        drills = run(SET, stage, "c1", policy="small")
        assert [(drill.name, drill.passed) for drill in drills] == [("what is set is what the gate goes by", True)]


def test_where_nothing_may_be_published_there_is_nothing_to_take_down(tmp_path: Path) -> None:
    with small_stage(tmp_path, "must: withdraw-publication", TAKE) as stage:
        (drill,) = run(WITHDRAW, stage, "c1", policy="small")
        assert drill.passed


def test_the_drills_are_at_the_time_of_the_question(stage: Stage) -> None:
    question = asked(stage, "Q11-audience")
    later = Asked(question.version, question.clause, question.at + timedelta(days=9))
    assert {drill.at for drill in SET.drills(stage, later)} == {later.at}
