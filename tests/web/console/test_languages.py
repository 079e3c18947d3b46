"""The console in the visitor's language: nothing of ours is left in English."""

from __future__ import annotations

import pytest

from tests.web.console.desk import Desk, path_of
from tests.web.languages import CHINESE, english
from troth.cases import Asked, Level


@pytest.fixture
def chinese(desk: Desk) -> Desk:
    desk.browser.headers.update(CHINESE)
    return desk


@pytest.mark.parametrize(
    "path", ["/cases", "/cases?tab=closed", "/cases?group=late", "/cases/new", "/letters", "/?clause=Q38"]
)
def test_a_page_of_the_console_has_no_english_left(chinese: Desk, path: str) -> None:
    assert english(chinese.page(path)) == []


@pytest.mark.parametrize(
    ("kind", "level"), [("complaint", Level.NOBODY), ("restrict", Level.NOBODY), ("erase", Level.FRESH)]
)
def test_a_case_has_no_english_left(chinese: Desk, kind: str, level: Level) -> None:
    case = chinese.case(kind, level=level, asked=Asked())  # type: ignore[arg-type]
    assert english(chinese.of(case)) == []
    refused = chinese.shown(f"{path_of(case)}/deny", 422, code="other")
    assert "理由" in refused.text
    assert english(refused) == []


def test_the_form_of_a_new_case_has_no_english_left(chinese: Desk) -> None:
    assert english(chinese.shown("/cases/new/find", none="1")) == []
    chinese.person(email="twice@mail.example")
    assert english(chinese.shown("/cases/new/find", by="email", value="twice@mail.example")) == []
