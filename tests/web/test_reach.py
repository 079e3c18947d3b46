"""Beside a clause stands how many people it permits or stops today: for staff, and of no one in particular."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.house import Served, Visitor
from tests.web.page import words
from troth.language import Clause, Version
from troth.web import reach as reaching
from troth.web.reach import FRESH, Reaches


@pytest.fixture(autouse=True)
def _afterwards_and_patiently(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the page counted for other tests is old by now, and it waits for a busy machine."""
    clock: Any = served.troth.clock
    clock.now += FRESH
    monkeypatch.setattr(reaching, "PATIENCE", 60.0)


def test_staff_see_how_many_a_clause_permits_and_stops(served: Served, staff: Visitor) -> None:
    troth, before = served.troth, _counted(served)
    for value in ("yes", "no"):
        person = troth.person()
        troth.collect(person, {"email": "ada@quill.example"}, purpose="support")
        troth.choose(person, "newsletters", value)
    permitted, stopped = _counted(served)
    assert (permitted, stopped) == (before[0] + 1, before[1] + 1)
    panel = words(staff.page("/?clause=Q15").id("panel"))
    assert f"email for newsletters: permitted for {permitted}, stopped here for {stopped}" in panel


def test_a_visitor_sees_no_numbers(visitor: Visitor) -> None:
    assert "Whom it reaches today" not in words(visitor.page("/?clause=Q15").id("panel"))


def test_a_number_is_kept_for_half_a_minute(served: Served) -> None:
    troth, reaches = served.troth, Reaches(served.troth)
    before = reaches.of(*_clause(served, "Q15"))
    troth.collect(troth.person(), {"email": "eve@quill.example"}, purpose="support")
    assert reaches.of(*_clause(served, "Q15")) == before
    assert Reaches(troth).of(*_clause(served, "Q15")) != before


def test_a_clause_that_is_about_no_use_of_named_data_has_none(served: Served) -> None:
    clauses = [c for c in _clause(served, "Q15")[0].clauses if c.scope is None]
    assert Reaches(served.troth).of(_clause(served, "Q15")[0], clauses[0]) == ()


def _clause(served: Served, name: str) -> tuple[Version, Clause]:
    version = served.troth.engine.in_force(served.troth.clock())[0]
    return version, version.clause(name)


def _counted(served: Served) -> tuple[int, int]:
    """Of how many people Q15 permits to use the address, and of how many it does not."""
    found = [r for r in Reaches(served.troth).of(*_clause(served, "Q15")) if r.datum == "email"]
    return sum(r.permitted for r in found), sum(r.stopped for r in found)
