"""Every page fits its screen, loads nothing it may not, and can be used by everyone (WCAG 2.2 AA, by axe)."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Screen

PAGES = [
    "/",
    "/?clause=Q15&s=71#s71",
    "/?clause=Q05",
    "/policy/lantern-market/2012-12",
    "/try",
    "/sign-in?token=x",
]
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


def _found(screen: Screen) -> list[tuple[str, str]]:
    violations = Axe().run(screen.page, options=OPTIONS).response["violations"]
    return [(each["id"], node["html"]) for each in violations for node in each["nodes"]]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_its_screen_and_everyone_can_use_it(screen: Screen, path: str, tmp_path: Path) -> None:
    screen.open(path)
    screen.keep(tmp_path, "page")
    assert not screen.scrolls_sideways()
    assert _found(screen) == []
    assert screen.complaints == []


@pytest.mark.parametrize("example", [4, 5], ids=["refused", "permitted"])
def test_an_answer_fits_its_screen_and_everyone_can_use_it(screen: Screen, example: int, tmp_path: Path) -> None:
    page = screen.open("/try")
    page.click(f".examples li:nth-child({example}) button")
    page.wait_for_selector("#answer")
    for summary in page.query_selector_all("summary"):
        if not summary.evaluate("s => s.parentElement.open"):
            summary.click()
    screen.keep(tmp_path, "answer")
    assert not screen.scrolls_sideways()
    assert _found(screen) == []
    assert screen.complaints == []


@pytest.mark.parametrize("path", ["/nowhere", "/?clause=none"])
def test_a_page_of_what_is_not_there_can_be_used_by_everyone(screen: Screen, path: str) -> None:
    screen.open(path)
    assert not screen.scrolls_sideways()
    assert _found(screen) == []


def test_dark_is_dark_and_light_is_light(screen: Screen) -> None:
    page = screen.open("/")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (sum(paper) < 200) == page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")


def test_who_wants_less_motion_gets_none(screen: Screen) -> None:
    screen.page.emulate_media(reduced_motion="reduce")
    page = screen.open("/")
    assert page.evaluate("getComputedStyle(document.querySelector('a.sentence')).transitionDuration") == "0s"


def test_on_paper_only_the_text_and_its_marks_are_left(screen: Screen) -> None:
    page = screen.open("/?clause=Q15")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.is_visible("article.text")
    assert page.is_visible(".legend")
    for gone in (".top", ".panel", ".contents"):
        assert not page.is_visible(gone)
