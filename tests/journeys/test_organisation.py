"""An organisation's contact signs in as themselves and acts for it; a new contact takes their place at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.story import Story, story
from tests.journeys.window import Window, window
from troth.client import Refused

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]


def opens_a_shop(firm: Story) -> None:
    """A business that sells: with what the identity desk needs of it."""
    firm.person, told = firm.client.person("organisation"), firm.planted
    who = {"company-name": f"{told.words['name']} Ltd", "contact-person": "Ann Amber", "id-document": told.words["pin"]}
    more = {"registration-date": "2010-04-01", "postal-address": told.sign_up["postal-address"], "email": told.email}
    firm.client.collect(firm.person, who | more, notice="business-account")
    for fact in ("registered", "account-open", "verified"):
        firm.client.fact(firm.person, fact, True)


def corrects(own: Window, firm: Story) -> None:
    own.goes("/me/ask/correct")
    firm.planted.words["moved"] = "Zq" + firm.planted.words["address"][:1:-1]
    field = own.page.locator(f"input[value*='{firm.planted.words['address']}']")
    field.fill(f"9 {firm.planted.words['moved']} Quay")
    own.button("Send")
    own.waits_for("done on")


def test_a_contact_acts_for_their_organisation_until_there_is_a_new_one(
    house: House, capfd: Capture, browser: Browser
) -> None:
    clauses = ("Q07", "Q07-shop", "Q07-desk", "Q35")
    with story(house, capfd, *clauses) as firm, firm.another() as ann, firm.another() as bob:
        opens_a_shop(firm)
        ann.joins()
        bob.joins()
        firm.client.let_act(firm.person, "contact", ann.person)
        with window(ann, browser) as own:
            own.signs_in()
            own.reads("An organisation whose contact you are")
            own.button("Act for")
            corrects(own, firm)
            firm.letter("Your request is done")
            used = firm.client.use(firm.person, ["postal-address"], "selling").values
            assert used == {"postal-address": f"9 {firm.planted.words['moved']} Quay"}
            firm.client.let_act(firm.person, "contact", bob.person)
            own.goes("/me")
            own.reads("Your e-mail address")
        with window(bob, browser) as own:
            own.signs_in()
            own.button("Act for")
            own.button("Show what is in them")
            own.reads(firm.planted.words["moved"])
            own.button("Back to my own data")
            own.button("Show what is in them")
            own.reads(bob.planted.words["address"])
        with pytest.raises(Refused):
            firm.client.use(firm.person, ["id-document"], "selling")
