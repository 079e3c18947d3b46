"""A server with a signed-in session, and screens of two widths in light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.web.house import Served, opened, serving

HEIGHT = 800


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A running server of Lantern Market, with a few entries in its ledger."""
    with opened(tmp_path_factory.mktemp("browser")) as troth, serving(troth) as running:
        person = troth.person()
        troth.collect(person, {"name": "Ada Quill"}, purpose="account-management")
        troth.ledger.integrate()
        yield running


@pytest.fixture(scope="session")
def session(served: Served) -> str:
    """The cookie of a session of staff."""
    with served.staff() as staff:
        return staff.cookies["troth-session"]


@dataclass
class Screen:
    """One page of a browser. `complaints`: what it wrote to the console as an error, CSP violations among them."""

    page: Page
    url: str
    width: int
    complaints: list[str] = field(default_factory=list)

    @property
    def wide(self) -> bool:
        return self.width >= 1200

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page

    def scrolls_sideways(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))

    def keep(self, folder: Path, name: str) -> None:
        """A picture of the whole page, to be looked at."""
        self.page.screenshot(path=folder / f"{name}.png", full_page=True)


@pytest.fixture(params=[(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")], ids=lambda p: f"{p[0]}-{p[1]}")
def screen(request: pytest.FixtureRequest, browser: Browser, served: Served, session: str) -> Iterator[Screen]:
    """A signed-in visitor, at each width in each scheme."""
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, color_scheme=scheme)
    yield _screen(context, served, session, width)
    context.close()


@pytest.fixture(params=[1280, 360], ids=str)
def plain(request: pytest.FixtureRequest, browser: Browser, served: Served, session: str) -> Iterator[Screen]:
    """A signed-in visitor without JavaScript, at each width."""
    width = request.param
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, java_script_enabled=False)
    yield _screen(context, served, session, width)
    context.close()


def _screen(context: BrowserContext, served: Served, session: str, width: int) -> Screen:
    context.add_cookies([{"name": "troth-session", "value": session, "url": served.url, "sameSite": "Strict"}])
    screen = Screen(context.new_page(), served.url, width)
    screen.page.on("console", lambda told: screen.complaints.append(told.text) if told.type == "error" else None)
    screen.page.on("pageerror", lambda error: screen.complaints.append(str(error)))
    return screen
