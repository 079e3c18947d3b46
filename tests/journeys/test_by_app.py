"""A customer goes from the company's own app to the privacy centre, in a browser, by a token that the app signed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from playwright.sync_api import Browser

from tests.journeys.story import Story, story
from tests.journeys.window import Window, window

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]
LONG_AGO = 3600
IN = "Ask for something"
OUT = "We cannot let you in this way"


@dataclass
class App:
    """The company's own app: it has a key, of which the public half is on the register as `id`."""

    told: Story
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    id: str = ""

    def enters(self) -> None:
        body = {"name": "web shop", "keys": self.key.as_dict(private=False)}
        self.id = self.told.api.post("/v1/app-keys", json=body).json()["id"]

    def token(self, *, ago: int = 0, life: int = 60) -> str:
        """For the story's person, who showed the app so many seconds ago who they are."""
        now = int(self.told.troth.clock().timestamp())
        claims = {"sub": self.told.person, "aud": self.told.troth.pages(), "iat": now, "exp": now + life}
        claims |= {"jti": secrets.token_hex(8), "auth_time": now - ago}
        return jwt.encode({"alg": "ES256"}, claims, self.key)

    def leads(self, own: Window, token: str) -> None:
        """The app's own page, and its button pressed."""
        hidden = f"<input type='hidden' name='token' value='{escape(token)}'>"
        own.page.goto("about:blank")
        own.page.set_content(f"<form method='post' action='{self.told.url}/me/token'>{hidden}<button>My data</button>")
        own.button("My data")


def test_who_comes_from_the_app_shows_again_who_they_are(house: House, capfd: Capture, browser: Browser) -> None:
    with story(house, capfd, "Q35") as told, window(told, browser) as own:
        told.joins()
        (app := App(told)).enters()
        app.leads(own, app.token(ago=LONG_AGO))
        own.reads(IN)
        own.button("Show what is in them")
        own.reads("Is it still you?")
        assert told.planted.words["address"] not in own.page.content()
        own.goes(told.link_after(lambda: own.button("Send me a new link")))
        own.presses("main button")
        own.button("Show what is in them")
        own.reads(told.planted.words["address"])
        (entry,) = [each for each in told.client.entries(told.person) if each["details"].get("voucher")]
        assert entry["details"] == {"by": "app", "actor": "privacy-centre", "voucher": app.id}


def test_a_token_counts_once_and_in_time(house: House, capfd: Capture, browser: Browser) -> None:
    with story(house, capfd, "Q36") as told, window(told, browser) as own:
        told.joins()
        (app := App(told)).enters()
        app.leads(own, token := app.token())
        own.reads(IN)
        own.button("Sign out")
        forged = App(told).token()
        for closed in (token, app.token(life=-60), app.token(life=3600), forged):
            app.leads(own, closed)
            own.reads(OUT)
        assert told.api.delete(f"/v1/app-keys/{app.id}").status_code == 204
        app.leads(own, app.token())
        own.reads(OUT)
        own.complaints.clear()  # of the status 403, by the browser itself
