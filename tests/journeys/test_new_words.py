"""A new version of the policy: told by mail before it counts, read side by side in a browser, refused, agreed to."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from tests.gate.house import FACTS, OLD, furnish
from tests.journeys.story import Story, story
from tests.journeys.window import Window, window
from tests.postgres import PostgresServer
from troth.client import Refused
from troth.notices import Sender, announced, mail_server, send_all

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]
NEW = "Now and then we may write to an adult on behalf of another company"
OFFERS = "offers-for-partners"


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A deployment in 2013: the new version is to come."""
    folder, settings, name = tmp_path / "store", dict[str, str](), f"words_{secrets.token_hex(4)}"
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        settings["database"] = server.create(name)
    furnish(folder, OLD, **settings)
    yield folder, settings
    if settings:
        server.drop(name)


def joins(told: Story) -> None:
    """Under the old version."""
    told.person = told.client.person()
    told.client.collect(told.person, told.planted.sign_up, notice="sign-up-2012")
    for fact in FACTS:
        told.client.fact(told.person, fact, True)


def tells_everyone(told: Story) -> int:
    """As `troth notify` does; how many people were told."""
    troth = told.troth
    (told_of,) = announced(troth.engine.policies)
    sender = Sender(troth.database, troth.vault, troth.tell, troth.ledger, troth.clock, troth.caller)
    with mail_server(told.box.place, "privacy@lantern.example") as deliver:
        done = [batch.told for batch in send_all(sender, told_of, deliver)]
    troth.refresh()
    return max(done)


def may_write(told: Story) -> str | None:
    """Why the company may not use what they gave under the old version as the new one says; None if it may."""
    try:
        told.client.use(told.person, ["email"], OFFERS)
    except Refused as refused:
        return refused.reason
    return None


def box(found: Locator) -> dict[str, float]:
    place = found.bounding_box()
    assert place is not None
    return dict(place)


def reads_both(own: Window) -> None:
    """Each new sentence stands beside what was said before, and on a telephone below it."""
    own.page.get_by_text("The sentences, old and new").click()
    row = own.page.locator("table.sides tr").filter(has_text="90 days").filter(has_text="180")
    old, new = (box(row.locator("td").nth(column)) for column in (0, 1))
    assert (new["x"] > old["x"], new["y"] > old["y"]) == ((True, False) if own.width > 1000 else (False, True))
    assert own.page.locator("table.sides ins").filter(has_text=NEW).is_visible()


def test_new_words_are_refused_and_agreed_to(before: House, capfd: Capture, browser: Browser) -> None:
    clauses = ("Q40", "Q40-choice", "Q18", "Q21-partners")
    with story(before, capfd, *clauses, at=OLD) as told, told.another() as silent:
        for each in (told, silent):
            joins(each)
        told.passes(200)
        assert (tells_everyone(told), may_write(told)) == (2, "forbidden")
        letter = told.letter("Our privacy policy changes on 15 January 2014")
        assert NEW in " ".join(letter.get_content().split())
        with window(told, browser, 1280) as own:
            own.signs_in()
            own.reads("It is to take effect on 15 January 2014.")
            own.reads("We wrote to you about it on 18 December 2013.")
            reads_both(own)
            own.button("No, keep to the old version")
            own.reads("You said no on 18 December 2013")
        told.passes(28)
        told.troth.refresh()
        assert [may_write(each) for each in (told, silent)] == ["unchosen", "unchosen"]
        told.passes(4)
        assert [may_write(each) for each in (told, silent)] == ["unchosen", None]
        with window(told, browser) as own:
            own.signs_in()
            own.reads("In effect since 15 January 2014.")
            reads_both(own)
            own.button("Yes, I agree")
            own.reads("You agreed to the version of 2014-01 for what you gave us before.")
        assert may_write(told) is None
