"""Messages of the company in a story: made and sent over HTTP, and the ways to stop them that stand in each."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import EmailMessage

from tests.journeys.story import Story
from tests.notices import one_click
from troth.notices import Places

DOMAIN = "in.lantern.example"
SUBJECT = "Lamps in March"
TEXTS = {"en": {"subject": SUBJECT, "body": "New lamps are in."}}
STOP = re.compile(r"https?://\S+(/stop/\S+)")


def made(told: Story, purpose: str = "newsletters", **more: str) -> str:
    """The address of a mailing that was made and is on its way."""
    told.troth.mailings.places = Places(told.url + "/", DOMAIN)
    body = {"kind": "marketing", "for": purpose, "texts": TEXTS, **more}
    answer = told.api.post("/v1/mailings", json=body)
    assert answer.status_code == 201, answer.text
    place = f"/v1/mailings/{answer.json()['mailing']}"
    assert told.api.post(f"{place}/send").status_code == 200
    told.passes(0)
    return place


def sent(told: Story, purpose: str = "newsletters", **more: str) -> dict[str, int]:
    """A mailing, once it is through; how many people are in which state at its end."""
    place = made(told, purpose, **more)
    done = told.until(lambda: told.api.get(place).json(), lambda found: found["state"] == "done")
    return dict(done["counts"])


def newest(told: Story) -> EmailMessage:
    """The newest message of the company to them; the address it went to apart, it holds no value of theirs."""
    letter = told.letter(SUBJECT)
    told.watch.saw("message", *(str(value) for name, value in letter.items() if name != "To"))
    return letter


def footer_link(letter: EmailMessage) -> str:
    """The path of the link that stands under the words."""
    found = STOP.search(letter.get_content())
    assert found is not None
    return found[1]


def one_click_link(letter: EmailMessage) -> str:
    """The path that a mail program posts to."""
    found = STOP.fullmatch(one_click.address(letter))
    assert found is not None
    return found[1]


def said(told: Story, topic: str = "newsletters") -> list[tuple[str, str | None]]:
    """What they said on the topic, oldest first, and how it came."""
    events = told.client.events(told.person, "choices")
    return [(each["value"], each["via"]) for each in events if each["about"] == topic]


def today(told: Story) -> None:
    """From now on it is as late as on the machine: what is done at the command line goes by that clock."""
    told.passes((datetime.now(UTC) - told.troth.clock()).total_seconds() / 86_400)
