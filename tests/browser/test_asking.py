"""Asking at the privacy centre: the form of each kind, and the page of a case, fit their screens for everyone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Screen
from tests.browser.test_centre import ann, bare, house, is_fine, own
from tests.web.centre.seat import House, Person
from troth.cases import CENTRE, Asked, Case, Level, number_of
from troth.gate import Caller

__all__ = ["ann", "bare", "house", "own"]


@pytest.fixture(scope="module")
def cases(house: House, ann: Person) -> list[Case]:
    """One to confirm, one that is over, and one that can be taken back."""
    troth, staff = house.troth, Caller("a-staff")
    with troth.database.write() as tx:
        entered = troth.cases.open(tx, staff, ann.id, "restrict", Asked(), via="letter")
        over = troth.cases.open(tx, CENTRE, ann.id, "complaint", Asked(text="x"), via="self-service")
        troth.cases.answer(tx, staff, over.id, "We are sorry.")
        undo = troth.cases.open(tx, CENTRE, ann.id, "erase", Asked(), via="self-service", level=Level.FRESH)
    return [entered, over, undo]


@pytest.mark.parametrize("kind", ["access", "erase", "object", "correct", "complaint"])  # no two forms alike
def test_the_form_of_a_kind_fits_its_screen_and_everyone_can_use_it(own: Screen, kind: str, tmp_path: Path) -> None:
    own.open(f"/me/ask/{kind}")
    assert is_fine(own, tmp_path, "ask")


@pytest.mark.parametrize("which", [0, 1, 2], ids=["to confirm", "over", "to take back"])
def test_the_page_of_a_case_fits_its_screen(own: Screen, cases: list[Case], which: int, tmp_path: Path) -> None:
    page = own.open(f"/me/case/{number_of(cases[which])}")
    for summary in page.query_selector_all("summary"):
        summary.click()
    assert is_fine(own, tmp_path, "case")


def test_asking_and_taking_back_without_javascript(bare: Screen) -> None:
    page = bare.open("/me/ask/erase")
    page.locator("form[action^='/me/ask'] button").click()
    expect(page.locator(".standing")).to_contain_text("you can take it back")
    page.locator("form[action$='/cancel'] button").click()
    expect(page.locator(".standing")).to_contain_text("taken back on")
