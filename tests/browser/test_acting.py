"""Acting for somebody else, in a real browser: chosen, said all the time, and left again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import HEIGHT, Screen
from tests.browser.test_centre import is_fine, signed_in
from tests.web.centre.seat import House, Person
from tests.web.house import opened, serving
from tests.web.mailing import mail_server
from troth.cases import vouching
from troth.cases.acting import Actings


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("acting")
    with mail_server() as box, opened(folder, smtp=box.place) as troth, serving(troth) as served:
        with troth.database.write() as tx:
            parts = (troth.ledger, troth.vault, troth.caller, "Lantern account", "https://login.example", "troth", "")
            vouching.enter_provider(tx, *parts, at=troth.clock())
        yield House(served, box)


@pytest.fixture(scope="module")
def ann(house: House) -> Person:
    """Somebody who is a child's guardian."""
    ann, child, troth = house.person(), house.person({"name": "Cleo Amber"}), house.troth
    with troth.database.write() as tx:
        at = troth.clock()
        until = at + timedelta(days=99)
        Actings(troth.ledger).guardian(tx, troth.caller, child.id, ann.id, until=until, at=at)
    return ann


@pytest.fixture(params=[(1280, "light"), (360, "dark")], ids=lambda p: f"{p[0]}-{p[1]}")
def own(request: pytest.FixtureRequest, browser: Browser, house: House, ann: Person) -> Iterator[Screen]:
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, color_scheme=scheme)
    yield signed_in(context, house, ann, width)
    context.close()


def test_a_guardian_goes_over_to_the_child_and_back(own: Screen, tmp_path: Path) -> None:
    page = own.open("/me")
    assert is_fine(own, tmp_path, "can-act")
    page.get_by_role("button", name="Act for").click()
    expect(page.locator("#acting-title")).to_have_text("You act for somebody else")
    expect(page.locator("#by-title")).to_have_text("Who may act for you")
    assert is_fine(own, tmp_path, "acts")
    page.get_by_role("button", name="Back to my own data").click()
    expect(page.locator("#acting-title")).to_have_text("You can act for others")


def test_who_suspects_somebody_is_out_and_told_so(own: Screen, tmp_path: Path) -> None:
    page = own.open("/me")
    page.get_by_role("button", name="Someone else may have been here").click()
    expect(page.locator(".note")).to_contain_text("on every device")
    expect(page.get_by_role("link", name="Sign in with Lantern account")).to_be_visible()
    assert is_fine(own, tmp_path, "out")


def test_a_way_that_is_closed_says_what_to_do(own: Screen, tmp_path: Path) -> None:
    page = own.open("/me/account/closed")
    expect(page.get_by_role("link", name="Come in another way")).to_be_visible()
    own.complaints.clear()  # the browser itself complains of the status 403
    assert is_fine(own, tmp_path, "closed")
