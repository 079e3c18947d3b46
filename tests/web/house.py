"""A real server with the pages on it, and a browser's worth of HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from tests.web.page import Page
from troth import web
from troth.api import create_app
from troth.api.serving import server
from troth.app import Troth, accounts
from troth.parties import Agreement, Entered, Recipient, add_agreement, put_recipient

ROOT = Path(__file__).resolve().parents[2]
LANTERN = ROOT / "examples" / "lantern-market"


class Ticking:
    """A clock of March 2014 that goes on by a millisecond each time it is read, and further when told to."""

    def __init__(self) -> None:
        self.now, self._lock = datetime(2014, 3, 1, 10, tzinfo=UTC), threading.Lock()

    def __call__(self) -> datetime:
        with self._lock:
            self.now += timedelta(milliseconds=1)
            return self.now


class Visitor(httpx.Client):
    """Sends what a browser sends, and takes no redirect of itself."""

    def __init__(self, url: str, **more: Any) -> None:
        super().__init__(base_url=url, headers={"sec-fetch-site": "same-origin"}, timeout=60, **more)

    def page(self, path: str, status: int = 200) -> Page:
        """The page at an address, well-formed."""
        return Page.of(self.get(path), status)

    def fill(self, path: str, status: int = 200, **fields: Any) -> Page:
        """The page that answers a form, sent with the token of the form's page."""
        token = self.page("/try").value("form-token")
        return Page.of(self.post(path, data={"form-token": token, **fields}), status)


@dataclass(frozen=True)
class Served:
    """`url` answers."""

    url: str
    troth: Troth

    def link(self, *scopes: accounts.Scope) -> str:
        """A sign-in token of a new account, or of the house's own staff."""
        at = self.troth.clock()
        with self.troth.database.write() as tx:
            account = accounts.make(tx, "test", scopes, (), at)[0] if scopes else accounts.staff(tx, at)
            return accounts.sign_in_link(tx, account.id, at)

    def visitor(self, **more: Any) -> Visitor:
        return Visitor(self.url, **more)

    def enter(self, token: str) -> httpx.Response:
        """What a visitor who never came before gets for a token."""
        with self.visitor() as visitor:
            return visitor.post("/sign-in", data={"token": token})

    @contextmanager
    def staff(self, *scopes: accounts.Scope, **more: Any) -> Iterator[Visitor]:
        """A visitor who is signed in."""
        with self.visitor(**more) as visitor:
            assert visitor.post("/sign-in", data={"token": self.link(*scopes)}).status_code == 303
            yield visitor


@contextmanager
def opened(folder: Path, *policies: Path, **settings: Any) -> Iterator[Troth]:
    """A deployment with a courier on its register."""
    with Troth.create(folder / "house", policies or (LANTERN,), clock=Ticking(), **settings) as troth:
        entered = Entered("a-test", troth.clock())
        courier = Recipient("swiftfoot", "Swiftfoot", "courier", ("name", "postal-address"), ("delivery",))
        agreement = Agreement("LM-1", datetime(2013, 1, 1, tzinfo=UTC), None, "0" * 64)
        with troth.database.write() as tx:
            put_recipient(tx, courier, at=troth.clock(), entered=entered)
            add_agreement(tx, "swiftfoot", agreement, entered=entered)
        yield troth


@contextmanager
def serving(troth: Troth) -> Iterator[Served]:
    """A server of API and pages on a free port of loopback, in a thread of its own."""
    app = create_app(troth)
    web.mount(app, troth)
    running = server(app, replace(troth.settings, port=0))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        assert thread.is_alive(), "the server did not start"
        thread.join(0.01)
    port = running.servers[0].sockets[0].getsockname()[1]
    scheme = "https" if troth.settings.tls_certificate else "http"
    try:
        yield Served(f"{scheme}://127.0.0.1:{port}", troth)
    finally:
        running.should_exit = True
        thread.join()
