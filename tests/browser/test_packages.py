"""What was put together, on a screen: it fits, can be used by everyone, and takes nothing but clicks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import HEIGHT, Screen
from tests.browser.test_centre import ann, house, is_fine, signed_in
from tests.web.centre.seat import House, Person
from troth.cases import CENTRE, Asked, Level, number_of

__all__ = ["ann", "house"]


@pytest.fixture(scope="module")
def path(house: House, ann: Person) -> str:
    """Where Ann's package is."""
    troth = house.troth
    with troth.database.write() as tx:
        case = troth.cases.open(tx, CENTRE, ann.id, "access", Asked(), via="self-service", level=Level.FRESH)
    troth.work.work()
    return f"/me/package/{number_of(case)}"


@pytest.fixture(params=[(1280, "light"), (360, "dark")], ids=lambda p: f"{p[0]}-{p[1]}")
def own(request: pytest.FixtureRequest, browser: Browser, house: House, ann: Person) -> Iterator[Screen]:
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, color_scheme=scheme)
    yield signed_in(context, house, ann, width)
    context.close()


def test_it_is_opened_read_and_fits(own: Screen, path: str, tmp_path: Path) -> None:
    page = own.open(path)
    assert is_fine(own, tmp_path, "package")
    page.get_by_role("button", name="Read it here").click()
    for part in page.locator("details").all():
        part.locator("summary").click()
    assert is_fine(own, tmp_path, "read")


def test_it_is_saved_as_a_file(own: Screen, path: str) -> None:
    page = own.open(path)
    with page.expect_download() as saved:
        page.get_by_role("button", name="JSON").click()
    assert saved.value.suggested_filename.endswith(".json")
