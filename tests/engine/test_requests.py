"""Requests that get no answer: what they lack, what is unknown, and what the error says (SPEC 5, 10)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.engine.build import AT, BEFORE, USE, ask, engine, outcome, policy, request
from troth.engine import Request, Signal, read_request
from troth.errors import RequestError

MADE = engine(policy({"may": "use", **USE}, terms={"data": {"club-number": {"is": "email"}}}))
CHOICE = {"topic": "news", "value": "yes", "at": AT}
CONSENT = {"actions": ["use"], "data": ["email"], "for": ["delivery"], "given": AT}
DECISION = {"version": "1", "answer": "agreed", "at": AT}


def error(**changes: Any) -> RequestError:
    with pytest.raises(RequestError) as caught:
        ask(MADE, **changes)
    return caught.value


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"action": ...}, "action"),
        ({"action": "sell"}, "action"),
        ({"data": ...}, "data"),
        ({"data": []}, "data"),
        ({"data": "email"}, "data"),
        ({"data": ["email", 7]}, "data[1]"),
        ({"for_": ...}, "for"),
        ({"for_": ["delivery"]}, "for"),
        ({"in_": ...}, "in"),
        ({"at": ...}, "at"),
        ({"at": "yesterday"}, "at"),
        ({"at": 1393668000}, "at"),
        ({"action": "disclose"}, "to"),
        ({"action": "link"}, "with"),
        ({"with_": ["email"]}, "with"),
        ({"channel": 1}, "channel"),
        ({"roles": "staff"}, "roles"),
        ({"colour": "red"}, "request"),
        ({"datum": "email"}, "datum"),
        ({"datum": {"visibility": "friends"}}, "datum.visibility"),
        ({"datum": {"origin": "person"}}, "datum"),
        ({"person": {"adult": "yes"}}, "person.adult"),
        ({"person": {"adult": 1}}, "person.adult"),
        ({"person": {"name": "Ann"}}, "person"),
        ({"person": {"gpc": True}}, "person.gpc"),
        ({"person": {"choices": {}}}, "person.choices"),
        ({"person": {"choices": [CHOICE, CHOICE | {"value": True}]}}, "person.choices[1].value"),
        ({"person": {"choices": [{"topic": "news", "value": "yes"}]}}, "person.choices[0].at"),
        ({"person": {"consents": [CONSENT | {"actions": ["sell"]}]}}, "person.consents[0].actions[0]"),
        ({"person": {"choices": [CHOICE | {"colour": "red"}]}}, "person.choices[0]"),
        ({"person": {"consents": [CONSENT | {"colour": "red"}]}}, "person.consents[0]"),
        ({"person": {"consents": [CONSENT | {"given": None}]}}, "person.consents[0].given"),
        ({"person": {"restrictions": [{"purpose": []}]}}, "person.restrictions[0]"),
        ({"person": {"notified": {"1": "soon"}}}, "person.notified"),
        ({"person": {"notified": []}}, "person.notified"),
        ({"person": {"decisions": [{"version": "1", "answer": "yes", "at": AT}]}}, "person.decisions[0].answer"),
        ({"person": {"decisions": [DECISION | {"colour": "red"}]}}, "person.decisions[0]"),
        ({"recipient": {"agreement": True}}, "recipient.agreement"),
        ({"ground": {"from": BEFORE}}, "ground.kind"),
        ({"ground": {"kind": "order", "covers": {"all": True}}}, "ground.covers"),
        ({"output": {"aggregated": True}}, "output.aggregated"),
        ({"output": {"aggregated": 1.5}}, "output.aggregated"),
    ],
)
def test_a_wrong_field_is_an_error_that_names_its_path(changes: dict[str, Any], path: str) -> None:
    found = error(**changes)
    assert found.details == {"field": path}
    assert found.message.startswith(f"{path}: ")


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"data": ["email", "emial"]}, "data[1]"),
        ({"for_": "deliveries"}, "for"),
        ({"to": "postman"}, "to"),
        ({"with_": "courier"}, "with"),
        ({"datum": {"source": "heaven"}}, "datum.source"),
        ({"datum": {"notified": ["deliveries"]}}, "datum.notified[0]"),
        ({"person": {"own-recipients": ["postman"]}}, "person.own-recipients[0]"),
        ({"person": {"consents": [CONSENT | {"data": ["emial"]}]}}, "person.consents[0].data[0]"),
        ({"person": {"consents": [CONSENT | {"to": ["postman"]}]}}, "person.consents[0].to[0]"),
        ({"person": {"restrictions": [{"for": ["deliveries"]}]}}, "person.restrictions[0].for[0]"),
        ({"ground": {"kind": "order", "covers": {"data": ["emial"]}}}, "ground.covers.data[0]"),
        ({"ground": {"kind": "order", "covers": {"to": ["postman"]}}}, "ground.covers.to[0]"),
    ],
)
def test_an_unknown_term_is_an_error_wherever_it_stands(changes: dict[str, Any], path: str) -> None:
    assert error(**changes).details == {"field": path}


def test_an_error_names_the_nearest_known_terms_and_not_what_was_given() -> None:
    found = error(data=["emial"])
    assert "'email'" in found.message
    assert "emial" not in found.message + found.help


def test_to_a_word_longer_than_any_term_none_is_near() -> None:
    assert error(data=["email" * 20]).help == "see the list of terms"


def test_no_value_of_a_person_is_in_an_error() -> None:
    for changes in ({"person": {"adult": "Ann Lee"}}, {"person": {"Ann Lee": 1}}, {"at": "Ann Lee"}):
        found = error(**changes)
        assert "Ann" not in found.message + found.help


def test_an_unknown_field_is_told_by_its_place_it_may_be_a_persons_value() -> None:
    assert error(ann="x").message.startswith("request: field 6 is unknown; known are action, at, ")


def test_what_is_no_object_is_no_request() -> None:
    with pytest.raises(RequestError, match=r"^request: must be an object"):
        read_request([])


def test_null_is_the_same_as_left_out() -> None:
    fields = ("datum", "person", "recipient", "ground", "output", "roles", "channel", "to", "with_")
    assert read_request(request(**dict.fromkeys(fields))) == read_request(request())


def test_no_signal_sent_is_known_and_a_signal_not_given_is_not() -> None:
    assert read_request(request(person={"gpc": None})).person.gpc == Signal(None)
    assert read_request(request(person={})).person.gpc is None


def test_a_time_without_a_zone_is_utc() -> None:
    noon = datetime(2014, 3, 1, 12, tzinfo=UTC)
    assert [read_request(request(at=at)).at for at in ("2014-03-01T12:00:00", "2014-03-01T13:00:00+01:00")] == [
        noon,
        noon,
    ]


def test_a_term_of_another_version_is_known_inside_facts_but_not_in_the_request() -> None:
    may = {"may": "use", **USE}
    terms = {"data": {"club-number": {"is": "contact"}}}
    made = engine(policy(may, terms=terms), policy(may, version="2", effective="2014-02-01", supersedes="1"))
    assert outcome(made, person={"restrictions": [{"data": ["club-number"]}]}) == "permit"
    with pytest.raises(RequestError):
        ask(made, data=["club-number"])


def test_where_no_version_is_in_force_terms_of_any_version_are_known() -> None:
    assert outcome(MADE, in_="elsewhere.example", data=["club-number"]) == "out-of-scope"
    assert outcome(MADE, at="2013-01-01T00:00:00Z", data=["club-number"]) == "not-in-force"
    assert error(in_="elsewhere.example", data=["emial"]).details == {"field": "data[0]"}


def test_a_request_built_by_hand_is_checked_as_well() -> None:
    at = datetime(2014, 3, 1, tzinfo=UTC)
    for action, data in (("sell", ("email",)), ("use", ()), ("disclose", ("email",)), ("link", ("email",))):
        with pytest.raises(RequestError):
            MADE.ask(Request(action, data, "delivery", "lantern.example", at))
