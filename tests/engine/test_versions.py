"""Sticky versions: a new use of an old datum (SPEC 6)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.build import AT, USE, engine, outcome, policy

MAY = {"may": "use", **USE}
OTHER = {"may": "use", "data": "email", "for": "support"}
OLD = {"version": "1"}
SECOND, THIRD = "2014-01-20T00:00:00Z", "2014-02-10T00:00:00Z"


def three(first: Any, second: Any, third: Any, *duties: Any, **more: Any) -> Any:
    """An engine of three versions, each with one may; the duties are the third's."""
    return engine(
        policy(first, version="1", effective="2014-01-01"),
        policy(second, version="2", effective="2014-01-10", supersedes="1"),
        policy(third, *duties, version="3", effective="2014-02-01", supersedes="2", **more),
    )


def change(**params: Any) -> dict[str, Any]:
    return {"must": {"give-choice": {"on": "material-change", **params}}}


def decided(version: str, answer: str, at: str = SECOND) -> dict[str, str]:
    return {"version": version, "answer": answer, "at": at}


def test_a_datum_of_the_version_in_force_or_of_none_has_nothing_to_add() -> None:
    made = three(OTHER, OTHER, MAY)
    assert outcome(made, datum={"version": "3"}) == "permit"
    assert outcome(made, datum={"version": None}) == "permit"


def test_what_the_old_version_permits_too_is_permitted() -> None:
    assert outcome(three(MAY, OTHER, MAY), datum=OLD) == "permit"


def test_a_new_use_is_unchosen_where_no_duty_says_otherwise() -> None:
    assert outcome(three(OTHER, OTHER, MAY), datum=OLD) == "unchosen"


def test_a_version_that_the_policy_never_had_is_unchosen_even_if_agreed() -> None:
    assert outcome(three(MAY, MAY, MAY), datum={"version": "0"}) == "unchosen"
    person = {"decisions": [decided("3", "agreed")]}
    assert outcome(three(MAY, MAY, MAY), datum={"version": "0"}, person=person) == "unchosen"


def test_a_version_still_to_come_permits_only_if_it_permits_itself() -> None:
    at, later = "2014-01-15T00:00:00Z", {"version": "3"}
    person = {"decisions": [decided("2", "agreed", "2014-01-12T00:00:00Z")]}
    assert outcome(three(OTHER, MAY, MAY), at=at, datum=later) == "permit"
    assert outcome(three(OTHER, MAY, OTHER), at=at, datum=later, person=person) == "unchosen"


def test_the_version_refusing_comes_before_what_the_old_one_says() -> None:
    assert outcome(three(MAY, MAY, OTHER), datum=OLD) == "undisclosed"


@pytest.mark.parametrize("mode", ["opt-in", "opt-out", "notice"])
def test_agreed_permits_and_declined_refuses_in_every_mode(mode: str) -> None:
    made = three(OTHER, OTHER, MAY, change(mode=mode, window="1h"))
    for answer, expected in (("agreed", "permit"), ("declined", "unchosen")):
        person = {"decisions": [decided("3", answer)], "notified": {"3": SECOND}}
        assert outcome(made, datum=OLD, person=person) == expected


def test_opt_in_needs_an_agreement_whatever_was_notified() -> None:
    person = {"notified": {"3": SECOND}}
    assert outcome(three(OTHER, OTHER, MAY, change(mode="opt-in")), datum=OLD, person=person) == "unchosen"
    assert outcome(three(OTHER, OTHER, MAY, change()), datum=OLD, person=person) == "unchosen"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"3": "2014-02-27T10:00:00Z"}, "permit"),
        ({"3": "2014-02-27T10:00:01Z"}, "unchosen"),
        ({"3": "2014-04-01T00:00:00Z"}, "unchosen"),
        ({}, "unchosen"),
        ({"2": SECOND}, "unchosen"),
    ],
)
def test_opt_out_permits_when_the_window_has_passed_since_the_notice(told: Any, expected: str) -> None:
    made = three(OTHER, OTHER, MAY, change(mode="opt-out", window="48h"))
    assert outcome(made, datum=OLD, person={"notified": told}) == expected


def test_a_window_that_is_not_given_never_passes() -> None:
    made = three(OTHER, OTHER, MAY, change(mode="opt-out"))
    assert outcome(made, datum=OLD, person={"notified": {"3": SECOND}}) == "unchosen"


def test_notice_permits_from_the_instant_of_the_notice() -> None:
    made = three(OTHER, OTHER, MAY, change(mode="notice"))
    assert outcome(made, datum=OLD, person={"notified": {"3": AT}}) == "permit"
    assert outcome(made, datum=OLD, person={"notified": {"3": "2014-03-01T10:00:01Z"}}) == "unchosen"
    assert outcome(made, datum=OLD) == "unchosen"


def test_of_several_duties_each_must_accept() -> None:
    made = three(OTHER, OTHER, MAY, change(mode="notice"), change(mode="opt-in"))
    assert outcome(made, datum=OLD, person={"notified": {"3": SECOND}}) == "unchosen"


def test_a_decision_on_any_version_that_brought_the_use_counts() -> None:
    person = {"decisions": [decided("2", "agreed")]}
    assert outcome(three(OTHER, MAY, MAY), datum=OLD, person=person) == "permit"
    assert outcome(three(OTHER, OTHER, MAY), datum=OLD, person=person) == "unchosen"


def test_versions_before_a_gap_do_not_count() -> None:
    person = {"decisions": [decided("1", "agreed")], "notified": {"1": SECOND}}
    made = three(MAY, OTHER, MAY, change(mode="notice"))
    assert outcome(made, datum={"version": "2"}, person=person) == "unchosen"


def test_the_newest_decision_counts_and_declined_beats_agreed_at_the_same_instant() -> None:
    made = three(OTHER, MAY, MAY)
    for decisions, expected in (
        ([decided("2", "declined", SECOND), decided("3", "agreed", THIRD)], "permit"),
        ([decided("3", "agreed", SECOND), decided("2", "declined", THIRD)], "unchosen"),
        ([decided("3", "agreed"), decided("2", "declined")], "unchosen"),
        ([decided("3", "agreed"), decided("3", "declined", "2014-04-01T00:00:00Z")], "permit"),
    ):
        assert outcome(made, datum=OLD, person={"decisions": decisions}) == expected


def test_the_earliest_notice_of_the_versions_counts() -> None:
    made = three(OTHER, MAY, MAY, change(mode="opt-out", window="30d"))
    told = {"2": "2014-01-10T00:00:00Z", "3": "2014-02-20T00:00:00Z"}
    assert outcome(made, datum=OLD, person={"notified": told}) == "permit"


def test_the_old_version_decides_by_its_own_duties_and_conditions() -> None:
    wanted = MAY | {"when": {"choice": "news"}}
    offer = {"must": {"offer-choice": {"topic": "news", "default": "yes"}}}
    made = engine(
        policy(wanted, version="1"),
        policy(wanted, offer, version="2", effective="2014-02-01", supersedes="1"),
    )
    assert outcome(made, datum={"version": "2"}, person={"choices": []}) == "permit"
    assert outcome(made, datum=OLD, person={"choices": []}) == "unchosen"


def test_the_old_version_does_not_permit_terms_or_properties_it_did_not_know() -> None:
    terms = {"data": {"club-number": {"is": "email"}}}
    made = engine(
        policy(MAY | {"data": "data"}, version="1", properties=["old.example"]),
        policy(MAY | {"data": "data"}, version="2", effective="2014-02-01", supersedes="1", terms=terms),
    )
    assert outcome(made, datum=OLD) == "unchosen"
    listed = engine(
        policy(MAY | {"data": "data"}, version="1"),
        policy(MAY | {"data": "data"}, version="2", effective="2014-02-01", supersedes="1", terms=terms),
    )
    assert outcome(listed, datum=OLD) == "permit"
    assert outcome(listed, datum=OLD, data=["club-number"]) == "unchosen"


def test_nor_a_link_with_a_term_that_it_did_not_know() -> None:
    link = {**MAY, "may": "link", "with": "data"}
    terms = {"data": {"club-number": {"is": "phone"}}}
    made = engine(
        policy(link, version="1"), policy(link, version="2", effective="2014-02-01", supersedes="1", terms=terms)
    )
    assert outcome(made, action="link", with_="phone", datum=OLD) == "permit"
    assert outcome(made, action="link", with_="club-number", datum=OLD) == "unchosen"


def test_a_request_with_one_term_that_the_old_version_did_not_know_is_new_as_a_whole() -> None:
    terms = {"data": {"club-number": {"is": "email"}}}
    made = engine(
        policy(MAY, version="1"), policy(MAY, version="2", effective="2014-02-01", supersedes="1", terms=terms)
    )
    assert outcome(made, datum=OLD, data=["email"]) == "permit"
    assert outcome(made, datum=OLD, data=["email", "club-number"]) == "unchosen"


def test_a_restriction_is_read_with_the_old_versions_terms_too() -> None:
    terms = {"data": {"old-mail": {"is": "financial"}}}
    made = engine(
        policy(MAY, version="1", terms=terms),
        policy(MAY, version="2", effective="2014-02-01", supersedes="1"),
    )
    person = {"restrictions": [{"data": ["old-mail"]}]}
    assert outcome(made, datum=OLD, person=person) == "permit"
