"""Pages in the visitor's language: what their browser asks for, or what they chose."""

from __future__ import annotations

import pytest

from tests.web.house import Served, Visitor
from tests.web.languages import CHINESE, english
from tests.web.page import Page
from troth.web.tongues import understood


def tag(page: Page) -> str:
    """The language of the page, which its header names too."""
    said = page.one("html").get("lang", "") if page.tree.tag != "html" else page.tree.get("lang", "")
    assert page.response.headers["content-language"] == said
    return said


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", "en"),
        ("zh-HK", "zh-Hant"),
        ("zh-TW", "zh-Hant"),
        ("zh-hant-mo", "zh-Hant"),
        ("zh-CN", "en"),
        ("zh", "en"),
        ("fr-CH, fr;q=0.9", "en"),
        ("fr, zh-HK;q=0.8, en;q=0.5", "zh-Hant"),
        ("en;q=0.4, zh-Hant;q=0.6", "zh-Hant"),
        ("zh-Hant;q=0, en", "en"),
        ("zh-Hant;q=x", "en"),
        ("*, _, -, zh-, x-y;q=1", "en"),
    ],
)
def test_the_browser_says_what_its_reader_reads(visitor: Visitor, asked: str, given: str) -> None:
    page = Page.of(visitor.get("/stop/x", headers={"accept-language": asked}))
    assert tag(page) == given


def test_what_was_chosen_goes_before_what_the_browser_says(visitor: Visitor) -> None:
    visitor.headers.update(CHINESE)
    assert tag(visitor.page("/sign-in")) == "zh-Hant"
    assert tag(visitor.page("/sign-in?lang=en")) == "en"
    assert tag(visitor.page("/")) == "en"


def test_an_unknown_choice_changes_nothing(visitor: Visitor) -> None:
    visitor.headers.update(CHINESE)
    answer = visitor.get("/sign-in?lang=%22%3Exx")
    assert tag(Page.of(answer)) == "zh-Hant"
    assert "set-cookie" not in answer.headers


def test_every_page_links_to_itself_in_each_language(visitor: Visitor) -> None:
    page = visitor.page("/?x=a%26b&y=1")
    links = {link.get("hreflang"): link for link in page.all("a") if link.get("hreflang")}
    assert [name for name, link in links.items() if link.get("aria-current")] == ["en"]
    assert links["zh-Hant"].get("href") == "?x=a%26b&y=1&lang=zh-Hant"
    assert "".join(links["zh-Hant"].itertext()).startswith("中文")


def test_caches_know_what_a_page_depends_on(visitor: Visitor) -> None:
    vary = {part.strip().lower() for part in visitor.get("/").headers["vary"].split(",")}
    assert {"accept-language", "cookie"} <= vary
    assert "content-language" not in visitor.get("/robots.txt").headers


def test_the_choice_is_kept_for_this_site_alone(served: Served) -> None:
    with served.visitor() as visitor:
        cookie = visitor.get("/?lang=zh-Hant").headers["set-cookie"]
        assert cookie.startswith("troth-language=zh-Hant; HttpOnly; ")
        assert {"Path=/", "SameSite=lax"} <= set(cookie.split("; "))


PUBLIC = [
    ("/", 200),
    ("/?clause=Q13", 200),
    ("/stop/x", 200),
    ("/nothing", 404),
    ("/sign-in?token=x", 200),
    ("/sign-in", 200),
    ("/try", 403),
]


@pytest.mark.parametrize(("path", "status"), PUBLIC)
def test_pages_for_anyone_have_no_english_left(visitor: Visitor, path: str, status: int) -> None:
    assert english(Page.of(visitor.get(path, headers=CHINESE), status)) == []


def test_pressing_a_stop_link_is_answered_in_the_language(visitor: Visitor) -> None:
    page = Page.of(visitor.post("/stop/x", headers=CHINESE))
    assert "已停止" in page.text
    assert english(page) == []


@pytest.mark.parametrize(("tag_", "known"), [("zh-Hant-HK", True), ("ZH-hant", True), ("zh-Hans", False), ("", False)])
def test_a_language_is_known_by_its_script(tag_: str, known: bool) -> None:
    assert (understood(tag_) is not None) == known


@pytest.mark.parametrize("answered", [False, True])
def test_what_staff_see_has_no_english_left(served: Served, answered: bool) -> None:
    with served.staff() as staff:
        staff.headers.update(CHINESE)
        asked = {
            "action": "use",
            "data": "email",
            "for": "newsletters",
            "in": "lantern.example",
            "choice-newsletters": "yes",
        }
        page = staff.fill("/try", **asked) if answered else staff.page("/?clause=Q13")
        assert english(page) == []
        assert english(staff.page("/try")) == []
