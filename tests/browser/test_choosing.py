"""Choosing a sentence: by keyboard and by mouse, with JavaScript and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Screen
from tests.web.house import Served

FOCUS = "document.activeElement.id"


def _tab_to_a_sentence(screen: Screen) -> str:
    for _ in range(80):
        screen.page.keyboard.press("Tab")
        if screen.page.evaluate("document.activeElement.matches('a.sentence')"):
            return str(screen.page.evaluate(FOCUS))
    raise AssertionError("no sentence is reached by the keyboard")


def test_the_keyboard_reaches_opens_and_closes(screen: Screen) -> None:
    page = screen.open("/")
    page.evaluate("window.stayed = true")
    sentence = _tab_to_a_sentence(screen)
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_be_focused()
    assert "clause=" in page.url
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_have_count(0)
    assert page.evaluate(FOCUS) == sentence
    assert "clause=" not in page.url
    assert page.evaluate("window.stayed")
    assert screen.complaints == []


def test_the_first_stop_skips_to_the_text(screen: Screen) -> None:
    page = screen.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUS) == "main"


def test_back_and_forward_follow_what_was_chosen(screen: Screen) -> None:
    page = screen.open("/")
    page.click("#s31")
    expect(page.locator("#panel-title")).to_have_text("Q05-pin")
    page.click("#s30")
    expect(page.locator("#panel-title")).to_have_text("Q05")
    page.go_back()
    expect(page.locator("#panel-title")).to_have_text("Q05-pin")
    assert page.locator("a.sentence[aria-current]").evaluate_all("found => found.map(s => s.id)") == ["s31"]
    page.go_back()
    expect(page.locator("#panel")).to_have_count(0)
    page.go_forward()
    expect(page.locator("#panel-title")).to_have_text("Q05-pin")
    assert screen.complaints == []


def test_the_rule_opens_beside_the_text_or_right_below_the_sentence(screen: Screen) -> None:
    page = screen.open("/")
    page.click("#s31")
    page.wait_for_selector("#panel")
    sentence, panel = (page.locator(name).bounding_box() for name in ("#s31", "#panel"))
    assert sentence is not None
    assert panel is not None
    if screen.wide:
        assert panel["x"] > sentence["x"] + sentence["width"]
    else:
        assert panel["y"] > sentence["y"]
    assert 0 <= panel["y"] < 800


def test_the_panels_own_links_work_in_place(screen: Screen) -> None:
    page = screen.open("/?clause=Q15#s71")
    page.evaluate("window.stayed = true")
    page.click(".chip")
    expect(page.locator("#panel-title")).to_have_text("Q15-signup")
    page.click("#panel .close")
    expect(page.locator("#panel")).to_have_count(0)
    assert page.evaluate("window.stayed")


def test_without_javascript_the_same_link_opens_the_same_rule(plain: Screen) -> None:
    page = plain.open("/")
    page.click("#s31")
    expect(page.locator("#panel-title")).to_have_text("Q05-pin")
    assert page.url.endswith("?clause=Q05-pin#s31")
    panel = page.locator("#panel").bounding_box()
    assert panel is not None
    assert 0 <= panel["y"] < 800
    page.click("#panel .close")
    expect(page.locator("#panel")).to_have_count(0)


def test_without_javascript_a_request_can_be_tried(plain: Screen) -> None:
    page = plain.open("/try")
    page.select_option("#f-action", "use")
    page.select_option("#f-data-0", "email")
    page.select_option("#f-for", "newsletters")
    page.locator("form.asking button").click()
    expect(page.locator("#answer-title")).to_have_text("No, this is refused.")
    assert "email" not in page.url


@pytest.mark.parametrize("live", [True, False])
def test_only_the_questions_that_belong_are_shown(screen: Screen, live: bool) -> None:
    page = screen.open("/try")
    page.check("#who-person" if live else "#who-facts")
    assert page.is_visible("#f-person") is live
    assert page.is_visible("#facts-told") is not live
    page.select_option("#f-action", "link")
    assert page.is_visible("#f-with")
    page.select_option("#f-action", "use")
    assert not page.is_visible("#f-with")


def test_signing_in_and_out_by_hand(screen: Screen, served: Served) -> None:
    page = screen.open("/")
    page.context.clear_cookies()
    page.goto(f"{screen.url}/sign-in?token={served.link()}")
    page.click("main button")
    page.wait_for_url(screen.url + "/")
    if not screen.wide:
        page.click("header button.menu")
    page.click("text=Sign out")
    expect(page.locator("a.in")).to_be_visible()
    assert screen.complaints == []
