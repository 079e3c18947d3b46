"""Letters that need help: listed without a word of what is in them, and tried again."""

from __future__ import annotations

import secrets

from tests.web.console.desk import Desk
from tests.web.page import words
from troth.notices.outbox import store
from troth.people import parse_person_ref


def letter(desk: Desk, state: str, **values: str) -> str:
    person = parse_person_ref(desk.person(**values))
    with desk.troth.database.write() as tx:
        made = desk.troth.outbox.letter(tx, person, "case-cancelled", {"number": "c0", "kind": "erase"})
        assert made is not None
        store.mark(tx, person, made, state, 1, None)
    return made


def test_letters_that_can_be_posted_stand_apart(desk: Desk) -> None:
    posted = letter(desk, "failed", **{"postal-address": "1 Tea Hill"})
    lost = letter(desk, "no-address")
    page = desk.page("/letters")
    by_hand, unreached = (words(s) for s in page.all("section") if s.get("aria-labelledby"))
    assert posted in by_hand
    assert lost in unreached
    assert "Tea Hill" not in page.text


def test_a_letter_is_tried_again(desk: Desk) -> None:
    made = letter(desk, "no-address")
    assert made in desk.page("/letters").text
    location = desk.press(f"/letters/{made}/again").headers["location"]
    page = desk.page(location)
    assert "It is tried again now." in page.text
    assert made not in page.text


def test_what_is_no_letter_cannot_be_tried(desk: Desk) -> None:
    desk.press(f"/letters/{secrets.token_hex(16)}/again", 404)
    desk.press("/letters/a.b/again", 404)
