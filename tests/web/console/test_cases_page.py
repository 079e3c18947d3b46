"""The list of cases: what is late first, the time left in words, filters that are links, nothing of a value."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest

from tests.web.console.desk import MARK, Desk, path_of
from tests.web.house import Visitor
from tests.web.page import Page, words
from troth.cases import Case, Level, number_of
from troth.cases.lists import Wanted, select_open
from troth.web.console import cases_page


def listed(page: Page) -> list[str]:
    return [words(item) for item in page.all("ol[@class='queue']/li")]


def line_of(page: Page, case: Case) -> str:
    (line,) = (line for line in listed(page) if number_of(case) in line)
    return line


@pytest.fixture
def old(desk: Desk) -> Case:
    """It came in long ago, and is late."""
    return desk.case(received=desk.troth.clock() - timedelta(days=40))


def test_what_is_late_comes_first_and_says_so(desk: Desk, old: Case) -> None:
    new = desk.case()
    lines = listed(desk.page("/cases"))
    numbers = [next(n for n in (number_of(old), number_of(new), "") if n in line) for line in lines]
    assert numbers.index(number_of(old)) < numbers.index(number_of(new))
    assert "late by" in line_of(desk.page("/cases"), old)
    assert "days left" in line_of(desk.page("/cases"), new)


def test_a_line_tells_kind_way_state_and_the_next_step(desk: Desk) -> None:
    case = desk.case("erase", via="fax")
    line = line_of(desk.page("/cases"), case)
    for part in ("Erasure", "by fax", "not known yet who asks", "Confirm who asks"):
        assert part in line


def test_what_is_carried_out_by_itself_asks_for_nothing(desk: Desk) -> None:
    case = desk.case("restrict", via="self-service", level=Level.FRESH)
    assert "Nothing to do for you" in line_of(desk.page("/cases"), case)


def test_no_value_of_anybody_is_in_the_list(desk: Desk) -> None:
    desk.case()
    text = desk.page("/cases").response.text
    assert MARK not in text
    assert "Ada" not in text


@pytest.mark.parametrize(
    ("group", "there"), [("late", False), ("needs-you", True), ("waiting", False), ("under-way", False)]
)
def test_each_group_has_a_link_that_shows_it_alone(desk: Desk, group: str, there: bool) -> None:
    case = desk.case()
    assert f"/cases?group={group}" in desk.page("/cases").links
    assert (number_of(case) in desk.page(f"/cases?group={group}").text) == there


def test_what_waits_for_the_person_is_never_late(desk: Desk, old: Case) -> None:
    desk.press(f"{path_of(old)}/pause", code="need_details")
    assert number_of(old) not in desk.page("/cases?group=late").text
    assert "the clock stands" in line_of(desk.page("/cases?group=waiting"), old)


def test_a_kind_alone(desk: Desk) -> None:
    complaint, report = desk.case(), desk.case("security-report")
    page = desk.page("/cases?kind=security-report")
    assert number_of(report) in page.text
    assert number_of(complaint) not in page.text


def test_closed_ones_have_a_tab_of_their_own(desk: Desk) -> None:
    case = desk.case()
    desk.press(f"{path_of(case)}/answer", text="We are sorry.")
    assert number_of(case) not in desk.page("/cases").text
    assert "Answered" not in line_of(desk.page("/cases?tab=closed"), case)
    assert "Done" in line_of(desk.page("/cases?tab=closed"), case)


def test_the_counts_are_those_of_the_list(desk: Desk, old: Case) -> None:
    counts = [words(item) for item in desk.page("/cases").all("ul[@class='tallies']/li")]
    with desk.troth.database.read() as tx:
        late = select_open(tx, Wanted("late"), desk.troth.clock(), None, 1000)
    assert f"{len(late)} late" in counts
    assert old.id in {case.id for case in late}


def test_long_lists_go_on_at_another_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases_page, "AT_ONCE", 2)
    made = {number_of(desk.case("security-report")) for _ in range(5)}
    path, seen = "/cases?kind=security-report", list[str]()
    while path:
        page = desk.page(path)
        seen += [words(code) for code in page.all("ol[@class='queue']/li/p/span/code")]
        path = next((link for link in page.links if link.startswith("/cases") and "after=" in link), "")
    assert made <= set(seen)
    assert len(seen) == len(set(seen))


def test_the_cases_of_one_clause(desk: Desk) -> None:
    case, other = desk.case("erase"), desk.case()
    page = desk.page("/cases?policy=lantern-market&clause=Q38")
    assert number_of(case) in page.text
    assert number_of(other) not in page.text
    assert number_of(case) not in desk.page("/cases?policy=lantern-market&clause=Q3").text


@pytest.mark.parametrize("query", ["group=x", "kind=x", "tab=x", "after=x", "after=" + quote("2 x y")])
def test_there_is_no_list_of_what_is_not_there(desk: Desk, query: str) -> None:
    desk.page(f"/cases?{query}", 404)


@pytest.mark.parametrize("path", ["/cases", "/cases/new", "/cases/c0000000000001", "/letters"])
def test_who_is_not_signed_in_or_has_not_the_scope_sees_nothing(house: Desk, path: str) -> None:
    with house.served.visitor() as stranger, house.served.staff("staff", "ask", "read") as other:
        assert words(stranger.page(path, 403).one("h1")) == "Sign in first"
        assert words(other.page(path, 403).one("h1")) == "That is not open to you"
        assert "/cases" not in list(other.page("/try").links)


def test_the_console_leads_to_cases_and_letters(staff: Visitor) -> None:
    assert {"/cases", "/letters"} <= set(staff.page("/").links)


def test_the_policy_page_counts_the_cases_that_touch_a_clause(desk: Desk) -> None:
    desk.case("erase", received=desk.troth.clock() - timedelta(days=40))
    panel = desk.page("/?clause=Q38").id("panel")
    assert "late" in words(panel)
    link = next(a.get("href", "") for a in panel.iter("a") if a.get("href", "").startswith("/cases"))
    assert listed(desk.page(link))
    assert "The cases that touch it" not in desk.page("/?clause=Q15").text


def test_visitors_see_no_cases_at_a_clause(house: Desk) -> None:
    with house.served.visitor() as stranger:
        assert "The cases that touch it" not in stranger.page("/?clause=Q38").text
