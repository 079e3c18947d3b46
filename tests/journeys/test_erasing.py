"""Somebody wants to be forgotten: they can take it back for three days, and then hold a proof that nothing is left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.journeys.story import Story, story
from troth.client import Problem
from troth.ledger.checkpoint import open_note
from troth.people import get_person

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]


def changes_their_mind(told: Story) -> None:
    path = told.asks("erase", what="everything")
    assert "until then you can take it back" in told.seat.page(path).text
    told.seat.done(f"{path}/cancel")
    told.passes(4)
    assert list(told.client.items(told.person))


def goes(told: Story) -> str:
    path = told.asks("erase", what="everything")
    told.passes(4)
    letter = told.letter("Your data are gone")
    assert told.seat.get(path).headers["location"] == "/me"  # nobody is signed in any more
    return str(letter.get_content()).replace("\r\n", "\n")


def test_who_wants_to_be_forgotten_is(house: House, capfd: Capture) -> None:
    with story(house, capfd, "Q38", "Q39") as told:
        told.joins()
        told.signs_in()
        changes_their_mind(told)
        told.signs_in()
        words = goes(told)
        note = re.search(r"\{.*\n\n— [^\n]*\n", words, re.DOTALL)
        assert note is not None
        assert '"complete":true' in open_note(note[0], told.troth.ledger.vkey)
        with told.troth.database.read() as tx:
            assert get_person(tx, told.id).erased_at is not None
        with pytest.raises(Problem, match="no such person"):
            told.client.use(told.person, ["email"], "delivery")
