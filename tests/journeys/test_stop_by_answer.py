"""Somebody answers a message with "no more": the company's mail server hands it on, and its token alone counts."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.journeys.inbound import inbound
from tests.journeys.news import DOMAIN, newest, said, sent, today
from tests.journeys.story import Story, story
from troth.client import Refused

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]


def gets_it(told: Story) -> EmailMessage:
    """They get the newsletter, today: `troth mail-in` goes by the clock of the machine."""
    told.joins()
    told.client.choose(told.person, "newsletters", "yes")
    today(told)
    assert sent(told) == {"sent": 1}
    return newest(told)


def answered(house: House) -> House:
    """With a domain to which people answer."""
    return house[0], house[1] | {"mail_in": DOMAIN}


def test_an_answer_with_any_words_stops_it(house: House, capfd: Capture) -> None:
    house = answered(house)
    with story(house, capfd, "Q21-newsletters") as told, inbound(told, house[1]) as inlet:
        letter = gets_it(told)
        words = f"Thanks, but no more. {told.planted.words['name']}"
        assert inlet.writes(told.planted.email, str(letter["Reply-To"]), words) == "stopped"
        told.passes(1)
        with pytest.raises(Refused):
            told.client.use(told.person, ["email"], "newsletters")
        assert "It came to us by mail" in told.letter("Your choice is noted").get_content()
        assert (said(told)[-1], sent(told)) == (("no", "email"), {})
        with told.troth.database.read() as tx:
            ((topic, _, kept),) = told.troth.mail_in.open(tx, told.id)
        assert (topic, words in kept.decode()) == ("newsletters", True)


def test_who_it_says_it_is_from_counts_for_nothing(house: House, capfd: Capture) -> None:
    with story(answered(house), capfd, "Q21-newsletters") as told, inbound(told) as inlet:
        own = str(gets_it(told)["Reply-To"])
        token = own.partition("+")[2].partition("@")[0]
        for to in (f"stop@{DOMAIN}", f"stop+{'a' * len(token)}@{DOMAIN}", f"stop+{token}@{DOMAIN}.evil.example"):
            assert inlet.writes(told.planted.email, to, "stop") == "not-ours"
        assert inlet.writes(told.planted.email, own, "I am away.", ("Auto-Submitted", "auto-replied")) == "noted"
        assert (said(told), sent(told)) == ([("yes", None)], {"sent": 1})
        assert inlet.writes("somebody.else@mail.example", own, "stop") == "stopped"
        assert said(told)[-1] == ("no", "email")
