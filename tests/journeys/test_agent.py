"""A company that asks for many people asks for one of ours (Data Rights Protocol 1.0): by mandate, or their own yes.

It has a key and signs what it asks; it is told of news at its own server, over TLS.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser

from tests.journeys.story import Story, story
from tests.journeys.window import window
from troth.cases import vouching
from troth.cases.agents import Calling
from troth.controls.receiver import Receiver, receiving

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]
NAME, BUSINESS = "AGENT_A", "LANTERN"
ASKING = "/v1/data-rights-request"


@dataclass
class Agent:
    """`there`: its server, which hears news. `http`: bears its token."""

    told: Story
    there: Receiver
    http: httpx.Client
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    def signed(self, **claims: str) -> bytes:
        at = self.told.troth.clock()
        right = {"agent-id": NAME, "business-id": BUSINESS, "drp.version": "1.0", "issued-at": at.isoformat()}
        plain = json.dumps({**right, "expires-at": (at + timedelta(minutes=10)).isoformat(), **claims}).encode()
        return base64.b64encode(self.key.sign(plain) + plain)

    def enters(self) -> None:
        """Onto the register; and gets a token for what it signed."""
        troth, public = self.told.troth, base64.b64encode(self.key.public_key().public_bytes_raw()).decode()
        place = self.there.url.partition("notices")[0]
        with troth.database.write() as tx:
            parts = (troth.ledger, troth.caller, NAME, "An agent", public, BUSINESS, place)
            vouching.enter_agent(tx, *parts, at=troth.clock())
        token = self.http.post(f"/v1/agent/{NAME}", content=self.signed()).json()["token"]
        self.http.headers["authorization"] = f"Bearer {token}"

    def asks(self, exercise: str, email: str, **more: str) -> dict[str, Any]:
        claims = {"exercise": exercise, "regime": "ccpa", "email": email, "status_callback": self.there.url, **more}
        answer = self.http.post(ASKING, content=self.signed(**claims))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def hears(self, number: str, status: str, reason: str | None = None) -> dict[str, Any]:
        """What its server was told last of the request, once that is this; whoever asks is told the same."""

        def last() -> dict[str, Any]:
            self.told.troth.agents.settle()  # as the keeper does a few seconds later
            self.told.troth.calling.call()
            return next((each for each in reversed(self.there.told) if each["request_id"] == number), {})

        found = self.told.until(last, lambda each: (each.get("status"), each.get("reason")) == (status, reason))
        assert self.http.get(f"{ASKING}/{number}").json() == found
        return found


@contextmanager
def agent(told: Story, folder: Path) -> Iterator[Agent]:
    with receiving(folder) as there, httpx.Client(base_url=told.url, timeout=60) as http:
        told.troth.calling = Calling(told.troth.agents, there.trusted)
        made = Agent(told, there, http)
        yield made
        told.watch.saw("news to the agent", *there.bodies)


def cases(told: Story) -> dict[str, dict[str, str]]:
    """What was asked for them, by its kind."""
    return {each["kind"]: each for each in told.api.get("/v1/cases", params={"of": told.person}).json()["items"]}


def test_a_mandate_is_enough_and_without_one_the_person_says_yes(
    house: House, capfd: Capture, browser: Browser, tmp_path: Path
) -> None:
    with story(house, capfd, "Q36", "Q38") as told, agent(told, tmp_path) as asking, window(told, browser) as own:
        told.joins()
        asking.enters()
        told.client.mandate(told.person, NAME, ["access"], until=told.troth.clock() + timedelta(days=30))
        seen = asking.asks("access", told.planted.email)["request_id"]
        asking.hears(seen, "fulfilled")
        gone = asking.asks("deletion", told.planted.email)["request_id"]  # which the mandate does not name
        asking.hears(gone, "in_progress", "need_user_verification")
        assert f"/me/case/{cases(told)['erase']['case']}" in told.letter("Please confirm").get_content()
        own.signs_in()
        own.reads("the agent AGENT_A, by your mandate")
        own.goes(f"/me/package/{cases(told)['access']['case']}")
        with own.page.expect_download():
            own.page.get_by_role("button", name="JSON").click()
        own.goes(f"/me/case/{cases(told)['erase']['case']}")
        own.button("Yes, it was me")
        asking.hears(gone, "in_progress", None)
        told.passes(4)
        told.letter("Your data are gone")
        asking.hears(gone, "fulfilled")


def test_it_learns_nothing_of_who_is_here(house: House, capfd: Capture, tmp_path: Path) -> None:
    strange = "nobody@mail.example"
    with story(house, capfd, "Q36") as told, agent(told, tmp_path) as asking:
        told.joins()
        asking.enters()
        for exercise in ("access", "sale:opt-out"):
            made = [asking.asks(exercise, address)["request_id"] for address in (told.planted.email, strange)]
            told.letter("Please confirm")
            heard = [asking.hears(number, "in_progress", "need_user_verification") for number in made]
            assert len({tuple(v for name, v in each.items() if name != "request_id") for each in heard}) == 1
        answer = asking.http.request("DELETE", f"{ASKING}/{made[0]}", content=asking.signed())
        assert (answer.status_code, answer.json()["status"]) == (200, "revoked")
        asking.key = Ed25519PrivateKey.generate()
        forged = asking.http.post(ASKING, content=asking.signed(exercise="deletion", email=told.planted.email))
        assert (forged.status_code, told.planted.email in forged.text) == (403, False)
        told.troth.agents.settle()
        states = {
            each["kind"]: each["state"]
            for each in told.api.get("/v1/cases", params={"of": told.person}).json()["items"]
        }
        assert states == {"access": "unverified", "object": "cancelled"}
