"""Beside a clause stands how many people it permits or stops today: for staff, and of no one in particular."""

from __future__ import annotations

import re

from tests.web.house import Served, Visitor
from tests.web.page import words
from troth.language import Clause, Version
from troth.web.reach import Reaches


def test_staff_see_how_many_a_clause_permits_and_stops(served: Served, staff: Visitor) -> None:
    troth = served.troth
    for value in ("yes", "no"):
        person = troth.person()
        troth.collect(person, {"email": "ada@quill.example"}, purpose="support")
        troth.choose(person, "newsletters", value)
    (reach,) = [r for r in Reaches(troth).of(*_clause(served, "Q15")) if r.datum == "email"]
    assert (reach.permitted, reach.stopped) == (1, reach.among - 1)
    panel = words(staff.page("/?clause=Q15").id("panel"))
    assert "Whom it reaches today" in panel
    assert re.search(r"email for newsletters: permitted for \d+, stopped here for \d+", panel)  # kept for a while


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
