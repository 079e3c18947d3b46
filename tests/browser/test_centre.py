"""The privacy centre: each page fits its screen, can be used by everyone, and works without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import HEIGHT, Screen
from tests.browser.test_looks import _found as found
from tests.web.centre.seat import House, Person
from tests.web.house import opened, serving
from tests.web.mailing import mail_server
from troth import people
from troth.people import Proof
from troth.people.sign_in import start_session


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("centre")
    with (
        mail_server() as box,
        opened(folder, smtp=box.place, rate_sign_in="100000/minute") as troth,
        serving(troth) as served,
    ):
        yield House(served, box)


@pytest.fixture(scope="module")
def ann(house: House) -> Person:
    """Somebody of whom there is something in every part of the page."""
    troth = house.troth
    with house.at(datetime(2013, 6, 1, tzinfo=UTC)):
        ann = house.person()
    troth.collect(ann.ref, {"order": {"goods": "reading lamp", "pieces": 2, "cents": 4900}}, purpose="billing")
    troth.collect(ann.ref, {"order": {"goods": "kite", "pieces": 1, "cents": 1200}}, purpose="billing")
    troth.collect(ann.ref, {"member-pin": "135790"}, purpose="authentication")
    troth.collect(troth.person(), {"parcel-recipient": "2 Tea Hill"}, purpose="delivery", given_by=ann.ref)
    with troth.database.write() as tx:
        tell, caller = troth.tell, troth.caller
        tell.consent(tx, caller, ann.id, actions=["use"], data=["health"], purposes=["product-advice"], explicit=True)
        tell.choose(tx, caller, ann.id, "newsletters", "yes", via="web")
        tell.notify(tx, caller, ann.id, "lantern-market", "2014-01", by="email", at=troth.clock() - timedelta(days=40))
        ground = tell.ground(
            tx, caller, "order", people=[ann.id], data=["data"], recipients=["courier"], reference="LM-1"
        )
        tell.restrict(tx, caller, ann.id, purposes=["own-offers"], via="web")
        people.record_restriction(
            tx, ann.id, at=troth.clock(), proof=Proof("sweep", troth.clock(), "hold"), data=["access-time"]
        )
    for _ in range(2):
        troth.disclose(ann.ref, ["name", "postal-address"], "delivery", "swiftfoot", ground=ground.id)
    troth.ledger.integrate()
    return ann


def signed_in(context: BrowserContext, house: House, ann: Person, width: int) -> Screen:
    with house.troth.database.write() as tx:
        cookie = start_session(tx, ann.id, at=house.troth.clock())
    context.add_cookies([{"name": "troth-person", "value": cookie, "url": house.served.url, "sameSite": "Lax"}])
    screen = Screen(context.new_page(), house.served.url, width)
    screen.page.on("console", lambda told: screen.complaints.append(told.text) if told.type == "error" else None)
    screen.page.on("pageerror", lambda error: screen.complaints.append(str(error)))
    return screen


@pytest.fixture(params=[(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")], ids=lambda p: f"{p[0]}-{p[1]}")
def own(request: pytest.FixtureRequest, browser: Browser, house: House, ann: Person) -> Iterator[Screen]:
    """Ann's own browser, at each width in each scheme."""
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, color_scheme=scheme)
    yield signed_in(context, house, ann, width)
    context.close()


@pytest.fixture
def bare(browser: Browser, house: House) -> Iterator[Screen]:
    """A browser without JavaScript, of somebody new."""
    context = browser.new_context(viewport={"width": 360, "height": HEIGHT}, java_script_enabled=False)
    yield signed_in(context, house, house.person(), 360)
    context.close()


def is_fine(screen: Screen, folder: Path, name: str) -> bool:
    screen.keep(folder, name)
    assert not screen.scrolls_sideways()
    assert found(screen) == []
    assert screen.complaints == []
    return True


def test_the_page_fits_its_screen_and_everyone_can_use_it(own: Screen, tmp_path: Path) -> None:
    page = own.open("/me")
    for summary in page.query_selector_all("summary"):
        summary.click()
    assert is_fine(own, tmp_path, "me")
    page.click("text=Show what is in them")
    expect(page.locator(".value").first).to_be_visible()
    assert is_fine(own, tmp_path, "values")
    page.click("text=Check this list")
    expect(page.locator(".note.good")).to_contain_text("The list is whole.")
    page.click(".note summary")
    assert is_fine(own, tmp_path, "verified")


def test_a_switch_is_turned_by_keyboard(own: Screen, tmp_path: Path) -> None:
    page = own.open("/me")
    switch = page.locator("#topic-surveys button.switch").first
    before = switch.get_attribute("aria-checked")
    switch.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".note.good")).to_contain_text("Saved.")
    assert page.locator("#topic-surveys button.switch").first.get_attribute("aria-checked") != before
    assert is_fine(own, tmp_path, "saved")


@pytest.mark.parametrize("path", ["/me", "/me?out=1", "/me/link/" + "A" * 43])
def test_the_way_in_fits_its_screen_and_everyone_can_use_it(own: Screen, tmp_path: Path, path: str) -> None:
    own.page.context.clear_cookies()
    own.open(path)
    assert is_fine(own, tmp_path, "door")


def test_signing_in_by_hand(own: Screen, house: House, tmp_path: Path) -> None:
    own.page.context.clear_cookies()
    page = own.open("/me")
    page.fill("#f-address", "not.here@mail.example")
    page.click("main button")
    expect(page.locator("h1")).to_have_text("Look into your mailbox")
    assert is_fine(own, tmp_path, "sent")
    page.goto(own.url + house.link(house.person()))
    page.click("main button")
    expect(page.locator("#held-title")).to_be_visible()
    page.click("text=Sign out >> nth=0")
    expect(page.locator("main")).to_contain_text("You are signed out.")


def test_all_of_it_works_without_javascript(bare: Screen) -> None:
    page = bare.open("/me")
    page.click("text=Show what is in them")
    expect(page.locator("#held")).to_contain_text("Ann Amber")
    page.locator("#topic-newsletters button.switch").first.click()
    expect(page.locator("#topic-newsletters button.switch").first).to_have_attribute("aria-checked", "true")
    page.click("text=Check that")
    expect(page.locator(".note.good")).to_contain_text("The list is whole.")


def test_the_language_is_chosen_without_javascript(bare: Screen) -> None:
    page = bare.open("/me")
    page.click("footer a[hreflang=zh-Hant]")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    expect(page.locator("#held-title")).to_have_text("我們持有的資料")
    page.click("text=顯示內容")
    expect(page.locator("#held")).to_contain_text("Ann Amber")
    page.click("footer a[hreflang=en]")
    expect(page.locator("#held-title")).to_have_text("What we hold")


def test_the_page_in_chinese_fits_its_screen_and_everyone_can_use_it(own: Screen, tmp_path: Path) -> None:
    page = own.open("/me?lang=zh-Hant")
    for summary in page.query_selector_all("summary"):
        summary.click()
    assert is_fine(own, tmp_path, "chinese")
    page.click("text=顯示內容")
    expect(page.locator(".value").first).to_be_visible()
    assert is_fine(own, tmp_path, "chinese-values")
