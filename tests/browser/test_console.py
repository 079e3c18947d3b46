"""The console of cases: each page fits its screen, can be used by everyone, by keyboard and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import HEIGHT, Screen, _screen
from tests.browser.test_centre import is_fine
from tests.web.console.desk import Desk, path_of
from tests.web.house import opened, serving
from troth.cases import Asked, Case, Level
from troth.notices.outbox import store
from troth.people import parse_person_ref


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A deployment under a law that lets cases be put off, with a case of each sort."""
    with opened(tmp_path_factory.mktemp("console"), laws=("DE",)) as troth, serving(troth) as served:
        desk = Desk(served)
        desk.case(received=troth.clock() - timedelta(days=40))
        desk.case("access", via="self-service", level=Level.FRESH)
        paused, closed = desk.case(), desk.case()
        with troth.database.write() as tx:
            troth.cases.pause(tx, troth.caller, paused.id, "need_details", words="Which order?")
            troth.cases.answer(tx, troth.caller, closed.id, "We are sorry.")
        for state, values in (("failed", {"postal-address": "1 Tea Hill"}), ("no-address", {})):
            person = parse_person_ref(desk.person(**values))
            with troth.database.write() as tx:
                made = troth.outbox.letter(tx, person, "case-cancelled", {"number": "c0", "kind": "erase"})
                assert made is not None
                store.mark(tx, person, made, state, 1, None)
        yield desk


@pytest.fixture(scope="module")
def whole(desk: Desk) -> Case:
    """A case with something in every part of its page."""
    ada, troth = desk.person(email="ada@mail.example"), desk.troth
    desk.case(person=ada, received=troth.clock() - timedelta(days=40))
    asked = Asked(data=("email", "name"), purposes=("own-offers",), text="Stop it, all of it.")
    case = desk.case("restrict", ada, asked=asked)
    with troth.database.write() as tx:
        troth.cases.note(tx, troth.caller, case.id, "Called twice.")
        more = {"reference": "D-7", "reason": "a quarrel about a parcel"}
        troth.lifetimes.hold(tx, troth.caller, case.person, "dispute", ["name"], **more)
    return case


@pytest.fixture(scope="module")
def cookie(desk: Desk) -> str:
    with desk.served.staff() as staff:
        return staff.cookies["troth-session"]


@pytest.fixture(params=[(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")], ids=lambda p: f"{p[0]}-{p[1]}")
def at_desk(request: pytest.FixtureRequest, browser: Browser, desk: Desk, cookie: str) -> Iterator[Screen]:
    """Staff, at each width in each scheme."""
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, color_scheme=scheme)
    yield _screen(context, desk.served, cookie, width)
    context.close()


@pytest.fixture
def bare(browser: Browser, desk: Desk, cookie: str) -> Iterator[Screen]:
    """Staff without JavaScript."""
    context = browser.new_context(viewport={"width": 360, "height": HEIGHT}, java_script_enabled=False)
    yield _screen(context, desk.served, cookie, 360)
    context.close()


@pytest.mark.parametrize("path", ["/cases", "/cases?tab=closed", "/cases?kind=remove", "/cases/new", "/letters"])
def test_a_page_fits_its_screen_and_everyone_can_use_it(at_desk: Screen, path: str, tmp_path: Path) -> None:
    at_desk.open(path)
    assert is_fine(at_desk, tmp_path, "page")


def test_a_case_fits_its_screen_with_all_that_can_be_done(at_desk: Screen, whole: Case, tmp_path: Path) -> None:
    page = at_desk.open(path_of(whole))
    assert page.locator("main button:visible").count() == 1
    assert is_fine(at_desk, tmp_path, "case")
    for summary in page.query_selector_all("summary"):
        summary.click()
    assert page.locator(".more button:visible").count() == 5
    assert is_fine(at_desk, tmp_path, "more")


def test_the_form_of_a_new_case_fits_its_screen(at_desk: Screen, whole: Case, tmp_path: Path) -> None:
    assert whole.person
    page = at_desk.open("/cases/new")
    page.fill("#f-value", "ada@mail.example")
    page.keyboard.press("Enter")
    expect(page.locator("#f-name")).not_to_be_visible()
    page.check("#who-new")
    expect(page.locator("#f-name")).to_be_visible()
    for summary in page.query_selector_all("summary"):
        summary.click()
    assert is_fine(at_desk, tmp_path, "new")
    assert "ada" not in page.url


def test_a_clause_leads_to_its_cases(at_desk: Screen, whole: Case, tmp_path: Path) -> None:
    page = at_desk.open("/?clause=Q38")
    assert is_fine(at_desk, tmp_path, "panel")
    page.locator("#panel a", has_text="open case").click()
    page.locator(f"a[href='{path_of(whole)}']").first.click()
    expect(page.locator("h1")).to_have_text("Restriction")


def test_what_cannot_be_done_is_said_above_and_can_be_read_by_everyone(
    at_desk: Screen, desk: Desk, tmp_path: Path
) -> None:
    page = at_desk.open(path_of(desk.case()))
    page.click("text=Deny it")
    page.select_option("#f-deny-code", "other")
    page.click("text=Deny and close")
    expect(page.locator("[role=alert]")).to_contain_text("says nothing by itself")
    expect(page.locator("#f-deny-code")).to_have_value("other")
    at_desk.complaints.clear()  # a page that says no says so in its status as well
    assert is_fine(at_desk, tmp_path, "no")


def test_a_case_is_answered_by_keyboard_alone(at_desk: Screen, desk: Desk) -> None:
    case = desk.case()
    page = at_desk.open("/cases")
    link = page.locator(f"a[href='{path_of(case)}#next']")
    for _ in range(200):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path_of(case)}#next")
    page.keyboard.press("Tab")
    page.keyboard.type("We are sorry.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".standing")).to_contain_text("Done")
    assert desk.now(case).closed


def test_all_of_it_works_without_javascript(bare: Screen, desk: Desk) -> None:
    page = bare.open("/cases/new")
    page.click("text=They gave none of these")
    page.fill("#f-name", "Bo Birch")
    page.select_option("#f-kind", "erase")
    page.select_option("#f-via", "letter")
    page.click("text=Open the case")
    page.select_option("#f-check", "signed-letter")
    page.locator("#next button").click()
    expect(page.locator("#next")).to_contain_text("Until then the person can take it back")
    page.click("text=The person takes it back")
    page.click("text=Take it back for them")
    expect(page.locator(".standing")).to_contain_text("Taken back")
    assert desk.troth.pages()


def test_the_pages_are_one_line_and_behind_a_button_where_there_is_no_room(at_desk: Screen, tmp_path: Path) -> None:
    page = at_desk.open("/cases")
    links, button = page.locator("header nav a"), page.locator("header button.menu")
    assert page.locator("header").bounding_box()["height"] < 70  # type: ignore[index]
    assert button.is_visible() is not at_desk.wide
    assert links.first.is_visible() is at_desk.wide
    at_desk.keep(tmp_path, "shut")
    if not at_desk.wide:
        page.keyboard.press("Tab")  # past the way to the text, and the name
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(links.first).to_be_visible()
        assert is_fine(at_desk, tmp_path, "menu")
        page.keyboard.press("Escape")
        expect(links.first).not_to_be_visible()


def test_the_menu_opens_without_javascript(bare: Screen) -> None:
    page = bare.open("/cases")
    page.click("header button.menu")
    page.click("header nav a[href='/letters']")
    page.wait_for_url("**/letters")
    page.click("header button.menu")
    expect(page.locator("header .out button")).to_be_visible()
