"""Trying a request: the answer in plain words, from facts of one's own or of a person in the store."""

from __future__ import annotations

import json

import pytest

from tests.web.house import Served, Visitor
from tests.web.page import Page, words

LETTER = {"action": "use", "data": ["email"], "for": "newsletters", "in": "lantern.example"}
POST = {"action": "disclose", "data": ["name", "postal-address"], "for": "delivery", "in": "lantern.example"}


def _told(page: Page) -> str:
    return words(page.id("answer"))


def _json(page: Page, number: int) -> dict[str, object]:
    found: dict[str, object] = json.loads(page.id("answer").findall(".//pre")[number].text or "")
    return found


def test_five_requests_of_the_examples_readme_are_one_click_away(staff: Visitor) -> None:
    page = staff.page("/try")
    offered = [words(button) for button in page.all("section[@class='examples']//button")]
    assert len(offered) == 5
    assert offered[0] == "A courier with an order asks for the name and the birth date."
    requests = [field.get("value") for field in page.all("input[@name='request']")]
    told = [_told(staff.fill("/try", request=request)) for request in requests]
    assert ["No, this is refused." in each for each in told] == [True, True, True, True, False]


def test_a_permit_names_the_rule_its_words_and_what_was_met(staff: Visitor) -> None:
    page = staff.fill("/try", **LETTER, **{"choice-newsletters": "yes"})
    told = _told(page)
    assert "May we use your e-mail address for newsletters? Yes, this is permitted." in told
    assert "Met: you have said yes to newsletters" in told
    assert "Our newsletter goes to account holders" in told
    link = next(link for link in page.links if "clause=Q15" in link)
    assert words(staff.page(link).id("panel-title")) == "Q15"


def test_a_permit_brings_its_duties(staff: Visitor) -> None:
    told = _told(staff.fill("/try", **LETTER, **{"choice-newsletters": "yes"}))
    assert "What has to be done with it Q21-newsletters: You choose yes or no to newsletters" in told


def test_a_refusal_says_what_was_not_met(staff: Visitor) -> None:
    told = _told(staff.fill("/try", **LETTER, **{"choice-newsletters": "no"}))
    assert "No, this is refused. Not all that the policy asks for is met, or it cannot be told." in told
    assert "Not met: you have said yes to newsletters" in told


def test_what_was_not_told_could_not_be_told(staff: Visitor) -> None:
    told = _told(staff.fill("/try", **LETTER))
    assert "Could not tell: you have said yes to newsletters" in told


def test_a_never_names_the_exception_that_was_not_known_to_hold(staff: Visitor) -> None:
    told = _told(staff.fill("/try", **{**LETTER, "data": ["health"]}))
    assert "The policy forbids it." in told
    assert "Could not tell: you have clearly agreed to just that" in told


def test_several_data_are_each_told_of(staff: Visitor) -> None:
    told = _told(staff.fill("/try", **{**LETTER, "data": ["phone", "health"]}))
    assert "phone: The policy says nowhere that this is done" in told
    assert "health: The policy forbids it." in told


def test_what_stands_in_the_way_of_a_whole_request_is_named(staff: Visitor) -> None:
    told = _told(staff.fill("/try", **{**POST, "data": ["name", "birth-date"]}, to="courier", agreement="yes"))
    assert "This stands in the way: name: Not all that the policy asks for is met" in told
    assert "birth date: The policy says nowhere that this is done" in told


def test_the_json_is_what_the_engine_was_asked_and_what_it_answered(served: Served, staff: Visitor) -> None:
    page = staff.fill("/try", **POST, to="courier", ground="order", agreement="yes", at="2014-02-01T12:00:00")
    asked = _json(page, 0)
    assert asked["at"] == "2014-02-01T12:00:00+00:00"
    assert served.troth.engine.ask_json(asked) == _json(page, 1)
    assert _json(page, 1)["answer"] == "permit"


def test_a_recipient_of_the_register_answers_for_its_agreement(staff: Visitor) -> None:
    page = staff.fill("/try", **POST, to="entry:swiftfoot", ground="order")
    assert _json(page, 0)["to"] == "courier"
    assert "Met: whoever gets the data has signed that they keep them secret" in _told(page)


def test_a_person_in_the_store_is_asked_about_as_things_are(served: Served, staff: Visitor, person: str) -> None:
    before = _told(staff.fill("/try", who="person", person=person, **LETTER))
    served.troth.choose(person, "newsletters", "yes")
    after = staff.fill("/try", who="person", person=person, **LETTER)
    assert "Not met: you have said yes to newsletters" in before
    assert "Yes, this is permitted." in _told(after)
    assert "They are not shown here." in _told(after)


def test_asking_about_a_person_leaves_no_trace(served: Served, staff: Visitor, person: str) -> None:
    size = served.troth.ledger.integrate().size
    staff.fill("/try", who="person", person=person, **LETTER)
    assert served.troth.ledger.integrate().size == size


def test_no_value_of_the_person_is_shown_and_no_address_names_them(staff: Visitor, person: str) -> None:
    page = staff.fill("/try", who="person", person=person, **{**LETTER, "data": ["name"], "for": "account-management"})
    assert "Quill" not in page.response.text
    assert not [link for link in page.links if person in link]
    assert person not in str(page.response.url)


def test_a_person_gets_data_passed_on_to_the_register_alone(staff: Visitor, person: str) -> None:
    page = staff.fill("/try", 422, who="person", person=person, **POST, to="courier")
    assert "Data go to a recipient on the register" in page.text
    assert "is refused" in _told(staff.fill("/try", who="person", person=person, **POST, to="entry:swiftfoot"))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({**LETTER, "data": []}, "It is not said which data, or what for"),
        ({**LETTER, "for": ""}, "It is not said which data, or what for"),
        ({**LETTER, "action": "Zanzibar"}, "must be one of"),
        ({**LETTER, "data": ["Zanzibar"]}, "the policy knows no such term"),
        ({**LETTER, "at": "Zanzibar"}, "must be a time"),
        ({**LETTER, "people": "Zanzibar"}, "must be a whole number"),
        ({**LETTER, "action": "disclose"}, "is needed to disclose"),
        ({**LETTER, "action": "link"}, "is needed to link"),
        ({"request": "{Zanzibar"}, "is not JSON: line 1, column 2"),
        ({"request": "[]"}, "is not a JSON object"),
        ({"request": "[" * 50_000}, "no request needs"),
        ({"request": '["\\ud800"]'}, "no request needs"),
        ({"request": "1" * 5000}, "no request needs"),
        ({**LETTER, "at": "0001-01-01T00:00:00"}, "must be a time"),
        ({"request": '{"Zanzibar": 1}'}, "field 1 is unknown"),
        ({**LETTER, "who": "person", "person": "Zanzibar"}, "Not a reference"),
    ],
)
def test_what_cannot_be_answered_says_so_and_repeats_nothing(
    staff: Visitor, fields: dict[str, object], told: str
) -> None:
    page = staff.fill("/try", 422, **fields)
    fault = words(page.one("section[@class='fault']"))
    assert told in fault
    assert "Zanzibar" not in fault


def test_a_person_or_recipient_that_is_not_there_is_said_not_to_be(staff: Visitor) -> None:
    nobody = staff.fill("/try", 404, who="person", person="p" + "1" * 13, **LETTER)
    assert "This gets no answer yet" in nobody.text
    assert "not on the register" in staff.fill("/try", 404, **POST, to="entry:nobody").text


def test_where_no_version_was_in_force_the_answer_says_so(staff: Visitor) -> None:
    assert "No version of the policy was in force" in _told(staff.fill("/try", **LETTER, at="1999-01-01T00:00:00"))


def test_the_form_shows_again_what_was_filled_in(staff: Visitor) -> None:
    page = staff.fill("/try", **{**LETTER, "data": ["email", "name"], "fact-adult": "yes"})
    chosen = {
        select.get("name"): [
            option.get("value") for option in select.iter("option") if option.get("selected") is not None
        ]
        for select in page.all("select")
        if select.get("id") != "f-data-1"
    }
    assert chosen["for"] == ["newsletters"]
    assert chosen["fact-adult"] == ["yes"]
    assert [o.get("value") for o in page.id("f-data-1").iter("option") if o.get("selected") is not None] == ["name"]


def test_the_form_offers_the_policys_own_words_in_their_group(staff: Visitor) -> None:
    page = staff.page("/try")
    group = next(group for group in page.id("f-for").iter("optgroup") if group.get("label") == "marketing")
    assert {"marketing", "direct-marketing", "newsletters"} <= {option.get("value") for option in group}


def test_without_requests_in_the_folder_some_are_made_from_the_clauses(small: Served) -> None:
    with small.staff() as staff:
        requests = [field.get("value") for field in staff.page("/try").all("input[@name='request']")]
        told = [_told(staff.fill("/try", request=request)) for request in requests]
    assert ["No, this is refused." in each for each in told] == [True, False]
    assert "2014" in str(requests[0])  # of the version in force, not of the one to come
