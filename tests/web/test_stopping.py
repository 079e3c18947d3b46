"""Stop links over HTTP: looking changes nothing, one press is enough, and nobody learns who is here."""

from __future__ import annotations

import pytest

from tests.web.house import Served, Visitor
from troth import people
from troth.people import parse_person_ref

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def link(served: Served, person: str, topic: str = "own-offers") -> str:
    with served.troth.database.write() as tx:
        return f"/stop/{served.troth.tell.stop_link(tx, parse_person_ref(person), topic)}"


def said(served: Served, person: str) -> list[tuple[str | None, str | None, str | None]]:
    """What the person said, and how it came."""
    with served.troth.database.read() as tx:
        events = people.events(tx, parse_person_ref(person), kinds=("choice",))
    return [(event.about, event.value, event.proof.via if event.proof else None) for event in events]


def test_looking_changes_nothing(served: Served, visitor: Visitor, person: str) -> None:
    page = visitor.page(link(served, person))
    assert "Stop them" in page.text
    assert said(served, person) == []


def test_one_press_says_no(served: Served, visitor: Visitor, person: str) -> None:
    answer = visitor.post(link(served, person))
    assert (answer.status_code, "Stopped" in answer.text) == (200, True)
    assert said(served, person) == [("own-offers", "no", "link")]


@pytest.mark.parametrize("how", ["urlencoded", "multipart"])
def test_a_mail_program_stops_it_in_one_click(served: Served, person: str, how: str) -> None:
    body = {"data": ONE_CLICK} if how == "urlencoded" else {"files": {"List-Unsubscribe": (None, "One-Click")}}
    with served.visitor() as program:
        del program.headers["sec-fetch-site"]
        answer = program.post(link(served, person), **body)  # type: ignore[arg-type]
    assert answer.status_code == 200
    assert said(served, person) == [("own-offers", "no", "one-click")]


def test_pressing_again_adds_nothing_until_there_is_a_yes_again(served: Served, visitor: Visitor, person: str) -> None:
    address = link(served, person)
    for _ in range(3):
        visitor.post(address)
    served.troth.choose(person, "own-offers", "yes")
    visitor.post(address)
    assert [value for _, value, _ in said(served, person)] == ["no", "yes", "no"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_token_gets_the_same_page(served: Served, visitor: Visitor, person: str, method: str) -> None:
    tokens = [link(served, person), "/stop/" + "A" * 22, "/stop/short", "/stop/%00"]
    answers = [visitor.request(method, token) for token in tokens]
    assert {(answer.status_code, answer.text) for answer in answers} == {(200, answers[0].text)}


def test_the_link_of_an_erased_person_says_no_more_than_any_other(served: Served, visitor: Visitor) -> None:
    person = served.troth.person()
    address = link(served, person)
    with served.troth.database.write() as tx:
        served.troth.tell.erase(tx, served.troth.caller, parse_person_ref(person))
    assert visitor.post(address).text == visitor.post("/stop/" + "A" * 22).text
    assert said(served, person) == []


def test_the_link_tells_nothing_about_the_person(served: Served, person: str) -> None:
    first, second = link(served, person), link(served, person)
    assert first != second
    assert not any(part in first for part in (person, person.removeprefix("p-"), "own-offers"))
