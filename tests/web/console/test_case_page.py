"""The page of a case: one main button for the next step, each step a form, and the ledger knows who looked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.web.console.desk import MARK, Desk, path_of
from tests.web.page import words
from troth.cases import Asked, Case, Level, number_of
from troth.cases.looking import ACT
from troth.lifetimes import Hold


def acts(desk: Desk, case: Case) -> list[str]:
    with desk.troth.database.read() as tx:
        found = desk.troth.ledger.entries_of(tx, case.person, limit=100)
    return [each.entry.act for each in found if each.entry is not None]


def test_what_was_asked_is_shown_and_that_it_was_looked_at_is_kept(desk: Desk) -> None:
    case = desk.case()
    page = desk.of(case)
    assert MARK in words(page.one("blockquote"))
    assert acts(desk, case).count(ACT) == 1
    desk.of(case)
    assert acts(desk, case).count(ACT) == 2


@pytest.mark.parametrize(
    ("kind", "level", "title"),
    [
        ("erase", Level.NOBODY, "Confirm who asks"),
        ("complaint", Level.NOBODY, "Answer"),
        ("restrict", Level.FRESH, "Nothing to do for you"),
    ],
)
def test_the_next_step_is_the_one_main_button(desk: Desk, kind: str, level: Level, title: str) -> None:
    page = desk.of(desk.case(kind, level=level))  # type: ignore[arg-type]
    assert words(page.id("next-title")) == title
    main = list(page.one("section[@id='next']").iter("button"))
    assert [words(button) for button in main] == ([] if level else [title])
    assert all(b.get("class") for section in page.all("section[@class='more']") for b in section.iter("button"))


def test_confirming_who_asks_sets_it_going(desk: Desk) -> None:
    case = desk.case("restrict")
    desk.press(f"{path_of(case)}/confirm", check="id-document", text="Seen at the counter.")
    assert desk.now(case).level is Level.CHECKED
    assert desk.now(case).state == "open"
    assert "An identity document" in desk.of(case).text


def test_an_answer_closes_it_and_nothing_is_left_to_do(desk: Desk) -> None:
    case = desk.case()
    desk.press(f"{path_of(case)}/answer", text="We are sorry.")
    page = desk.of(case)
    assert "We are sorry." in page.text
    assert not page.has("next")
    assert not page.all("section[@class='more']")


def test_pausing_and_going_on(desk: Desk) -> None:
    case = desk.case()
    desk.press(f"{path_of(case)}/pause", code="need_details", text="Which order?")
    page = desk.of(case)
    assert words(page.id("next-title")) == "Let it go on"
    assert "the clock stands" in page.text
    desk.press(f"{path_of(case)}/resume")
    assert desk.now(case).state == "staff"


def test_a_day_can_be_put_off_only_where_a_law_lets(desk: Desk) -> None:
    case = desk.case()
    assert "Put the day off" not in desk.of(case).text
    until = (case.due + timedelta(days=20)).date().isoformat()
    assert "cannot be put off so far" in desk.shown(f"{path_of(case)}/extend", 403, code="complex", until=until).text


def test_denying_needs_a_reason_of_the_list_and_other_needs_words(desk: Desk) -> None:
    case = desk.case()
    page = desk.shown(f"{path_of(case)}/deny", 422, code="other", text="")
    assert "The reason `other` says nothing by itself" in words(page.one("div[@role='alert']"))
    desk.shown(f"{path_of(case)}/deny", 422, code="because", text="")
    desk.press(f"{path_of(case)}/deny", code="no_match")
    assert desk.now(case).state == "denied"
    assert "we hold nothing of the person who asked" in desk.of(case).text


def test_what_was_typed_stays_when_it_cannot_be_done(desk: Desk) -> None:
    page = desk.shown(f"{path_of(desk.case())}/deny", 422, code="because", text="We never called.")
    assert words(page.id("f-deny-text")) == "We never called."
    assert words(page.id("f-answer-text")) == ""


def test_nobody_is_answered_of_whom_it_is_not_known_who_they_are(desk: Desk) -> None:
    page = desk.shown(f"{path_of(desk.case('erase'))}/answer", 403, text="All is gone.")
    assert "It is not known yet who asks" in words(page.one("div[@role='alert']"))


def test_a_note_is_kept_among_staff(desk: Desk) -> None:
    case = desk.case()
    desk.press(f"{path_of(case)}/note", text="Called twice.")
    assert "Called twice." in desk.of(case).text
    desk.press(f"{path_of(case)}/note", 422, text=" ")


def test_the_person_takes_it_back(desk: Desk) -> None:
    case = desk.case()
    desk.press(f"{path_of(case)}/cancel")
    assert desk.now(case).state == "cancelled"
    assert "The case is closed" in desk.shown(f"{path_of(case)}/cancel", 409).text


def test_the_clauses_lead_to_their_sentences(desk: Desk) -> None:
    page = desk.of(desk.case("erase"))
    path = next(link for link in page.links if "clause=Q38" in link)
    assert words(desk.page(path.partition("#")[0]).id("panel-title")) == "Q38"
    assert "Q35" in page.text


def test_the_persons_other_cases_and_holds_stand_beside(desk: Desk) -> None:
    person = desk.person()
    first, second = desk.case(person=person), desk.case("erase", person=person)
    hold = {"kind": "dispute", "data": ["name"], "reference": "D-7", "reason": "a quarrel about a parcel"}
    with desk.troth.database.write() as tx:
        made, _ = desk.troth.lifetimes.hold(tx, desk.troth.caller, first.person, **hold)
    assert isinstance(made, Hold)
    page = desk.of(first)
    assert path_of(second) in page.links
    assert "D-7" in page.text


def test_what_was_asked_for_is_named(desk: Desk) -> None:
    asked = Asked(data=("email",), purposes=("own-offers",))
    page = desk.of(desk.case("restrict", asked=asked))
    assert "email" in page.text
    assert "own offers" in page.text


def test_of_who_was_erased_nothing_is_left_but_the_steps(desk: Desk) -> None:
    case = desk.case(person=(person := desk.person()))
    with desk.troth.database.write() as tx:
        desk.troth.tell.erase(tx, desk.troth.caller, case.person)
    page = desk.of(case)
    assert person in page.text
    assert MARK not in page.text
    assert "gone with their data" in page.text


def test_what_is_no_step_or_no_case_is_not_there(desk: Desk) -> None:
    case = desk.case()
    desk.press(f"{path_of(case)}/burn", 404)
    desk.page("/cases/c0000000000001", 404)
    assert desk.page("/cases/x", 422)


def test_a_form_without_its_token_does_nothing(desk: Desk) -> None:
    case = desk.case()
    assert desk.browser.post(f"{path_of(case)}/cancel", data={"x": "y"}).status_code == 403
    assert desk.now(case).state == "staff"
    assert number_of(case) in desk.page("/cases").text
