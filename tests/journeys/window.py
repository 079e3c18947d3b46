"""A person's own browser in a story: Chromium, as wide as a telephone unless said otherwise.

Whatever it asks for and is shown goes through the story's watch, but for the pages that show values to whom they
belong.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.journeys.story import Story, shows_values

HEIGHT = 800


@dataclass
class Window:
    """`complaints`: what the browser wrote to its console as an error, CSP violations among them."""

    told: Story
    page: Page
    width: int
    complaints: list[str] = field(default_factory=list)

    def goes(self, path: str) -> Page:
        self.page.goto(self.told.url + path)
        return self.looked()

    def signs_in(self) -> Page:
        """By a link that comes by mail."""
        self.goes("/me")
        self.page.fill("#f-address", self.told.planted.email)
        link = self.told.link_after(lambda: self.page.click("main button"))
        self.goes(link)
        return self.presses("main button")

    def presses(self, what: str) -> Page:
        """Clicks what the selector finds first, and waits for the page that comes."""
        with self.page.expect_navigation():
            self.page.locator(what).first.click()
        return self.looked()

    def button(self, words: str) -> Page:
        """Presses the button with these words."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words).first.click()
        return self.looked()

    def reads(self, words: str) -> None:
        """Fails if these words do not stand on the page."""
        expect(self.page.locator("main")).to_contain_text(words)

    def waits_for(self, words: str) -> None:
        """Looks again until these words stand on the page."""

        def again() -> str:
            self.page.reload()
            return self.page.locator("main").inner_text()

        self.told.until(again, lambda text: words in text)
        self.looked()

    def looked(self) -> Page:
        """Watches where the browser is and what it shows: also for the values of others whose story this is."""
        shows = shows_values(urlsplit(self.page.url).path)
        for told in (self.told, *self.told.others):
            told.watch.saw("addresses", self.page.url)
            if not shows:
                told.watch.saw("page in a browser", self.page.content())
        return self.page


@contextmanager
def window(told: Story, browser: Browser, width: int = 360) -> Iterator[Window]:
    """A browser of theirs, not signed in; at the end it has nothing to complain of."""
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, reduced_motion="reduce")
    opened = Window(told, context.new_page(), width)
    page, watch, heard = opened.page, told.watch, opened.complaints
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: watch.saw("addresses", request.url))
    page.on("response", lambda answer: watch.saw("headers", repr(answer.headers)))
    yield opened
    context.close()
    assert heard == []
