"""Each condition: true, false and unknown (SPEC 3)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.build import AFTER, AT, BEFORE, ask, engine, policy, request, truth
from troth.engine import read_request
from troth.language import FACTS

CONSENT = {"actions": ["use"], "data": ["contact"], "for": ["service-provision"], "given": BEFORE, "explicit": True}
GROUND = {"kind": "order", "from": BEFORE, "covers": {"person": True, "data": ["contact"]}}
TO = {"action": "disclose", "to": "courier"}


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_is_true_false_or_not_given(fact: str) -> None:
    assert truth(fact, person={fact: True}) is True
    assert truth(fact, person={fact: False}) is False
    assert truth(fact, person={fact: None}) is None
    assert truth(fact, person={}) is None
    assert truth(fact) is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"actions": ["collect", "use"]}, True),
        ({"actions": ["disclose"]}, False),
        ({"data": ["phone"]}, False),
        ({"data": ["phone", "data"]}, True),
        ({"data": []}, False),
        ({"for": ["marketing"]}, False),
        ({"given": AT}, True),
        ({"given": AFTER}, False),
        ({"withdrawn": AT}, False),
        ({"withdrawn": AFTER}, True),
        ({"withdrawn": None}, True),
        ({"to": ["courier"]}, True),
    ],
)
def test_a_consent_covers_action_datum_purpose_and_time(change: dict[str, Any], expected: bool) -> None:
    person = {"consents": [CONSENT | change]}
    assert truth("consent", person=person) is expected
    assert truth("explicit-consent", person=person) is expected


@pytest.mark.parametrize(("to", "expected"), [(["processor"], True), (["partner"], False), ([], False), (None, False)])
def test_a_consent_to_a_disclosure_names_the_recipient(to: list[str] | None, expected: bool) -> None:
    consent = CONSENT | {"actions": ["disclose"], "to": to}
    assert truth("consent", person={"consents": [consent]}, **TO) is expected


def test_with_a_recipient_in_the_request_the_consent_must_name_it_whatever_the_action() -> None:
    assert truth("consent", person={"consents": [CONSENT]}, to="courier") is False


def test_an_implied_consent_is_not_explicit() -> None:
    person = {"consents": [CONSENT | {"explicit": False}]}
    assert (truth("consent", person=person), truth("explicit-consent", person=person)) == (True, False)


def test_without_consents_consent_is_unknown_and_with_none_it_is_false() -> None:
    for condition in ("consent", "explicit-consent"):
        assert truth(condition, person={}) is None
        assert truth(condition, person={"consents": []}) is False


@pytest.mark.parametrize(
    ("named", "expected"),
    [(["delivery"], True), (["service-provision"], True), (["marketing"], False), ([], False), (None, None)],
)
def test_notified_is_by_the_purpose_or_one_above_it(named: list[str] | None, expected: bool | None) -> None:
    assert truth("notified", datum={"notified": named}) is expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"kind": "audit"}, False),
        ({"from": None}, False),
        ({"from": AT}, True),
        ({"from": AFTER}, False),
        ({"until": AT}, False),
        ({"until": AFTER}, True),
        ({"once": True}, True),
        ({"once": True, "used": True}, False),
        ({"used": True}, True),
        ({"covers": None}, False),
        ({"covers": {"person": True}}, False),
        ({"covers": {"data": ["contact"]}}, False),
        ({"covers": {"person": True, "data": ["phone"]}}, False),
    ],
)
def test_a_ground_holds_by_kind_time_scope_and_use(change: dict[str, Any], expected: bool) -> None:
    assert truth({"ground": "order"}, ground=GROUND | change) is expected


def test_a_ground_must_cover_the_recipient_if_there_is_one() -> None:
    covers = {"person": True, "data": ["email"]}
    assert truth({"ground": "order"}, ground=GROUND | {"covers": covers}, **TO) is False
    assert truth({"ground": "order"}, ground=GROUND | {"covers": covers | {"to": ["processor"]}}, **TO) is True


def test_not_citing_a_ground_is_known() -> None:
    assert truth({"ground": "order"}) is False
    assert truth({"not": {"ground": "order"}}) is True


@pytest.mark.parametrize(
    ("recipient", "expected"),
    [
        (None, None),
        ({}, None),
        ({"agreement": None}, False),
        ({"agreement": {}}, False),
        ({"agreement": {"from": AT}}, True),
        ({"agreement": {"from": AFTER}}, False),
        ({"agreement": {"from": BEFORE, "until": AT}}, False),
        ({"agreement": {"from": BEFORE, "until": None}}, True),
    ],
)
def test_an_agreement_is_in_force_or_not_or_unknown(recipient: Any, expected: bool | None) -> None:
    assert truth("agreement", recipient=recipient) is expected


def test_an_own_recipient_is_exactly_one_that_the_person_named() -> None:
    assert truth("own-recipient", person={"own-recipients": ["courier"]}, **TO) is True
    assert truth("own-recipient", person={"own-recipients": ["processor"]}, **TO) is False
    assert truth("own-recipient", **TO) is None
    assert truth("own-recipient") is False


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (None, None),
        ({}, None),
        ({"aggregated": 10, "direct-identifiers": False}, True),
        ({"aggregated": 9, "direct-identifiers": False}, False),
        ({"aggregated": 10, "direct-identifiers": True}, False),
        ({"aggregated": 10}, None),
        ({"aggregated": 9}, False),
        ({"direct-identifiers": False}, None),
        ({"direct-identifiers": True}, False),
    ],
)
def test_an_output_is_aggregated_without_identifiers(output: Any, expected: bool | None) -> None:
    assert truth({"aggregated": 10}, output=output) is expected


@pytest.mark.parametrize(
    ("visibility", "audience", "expected"),
    [
        ("public", "public", True),
        ("public", "contacts", True),
        ("contacts", "contacts", True),
        ("contacts", "public", False),
        ("private", "contacts", False),
        ("public", "courier", False),
        ("public", None, False),
        (None, "public", None),
    ],
)
def test_visibility_takes_in_the_audience(visibility: Any, audience: Any, expected: bool | None) -> None:
    assert truth("visible", datum={"visibility": visibility}, to=audience) is expected


def test_a_role_is_one_the_asking_party_acts_in() -> None:
    assert truth({"role": "staff"}, roles=["sales", "staff"]) is True
    assert truth({"role": "staff"}, roles=[]) is False
    assert truth({"role": "staff"}) is None


TRUE, FALSE, UNKNOWN = {"role": "staff"}, {"ground": "audit"}, "adult"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"not": TRUE}, False),
        ({"not": FALSE}, True),
        ({"not": UNKNOWN}, None),
        ({"any": [FALSE, UNKNOWN, TRUE]}, True),
        ({"any": [FALSE, UNKNOWN]}, None),
        ({"any": [FALSE, FALSE]}, False),
        ({"all": [TRUE, UNKNOWN, FALSE]}, False),
        ({"all": [TRUE, UNKNOWN]}, None),
        ({"all": [TRUE, {"not": FALSE}]}, True),
        ({"not": {"any": [FALSE, {"all": [TRUE, UNKNOWN]}]}}, None),
    ],
)
def test_compounds_follow_kleene(condition: Any, expected: bool | None) -> None:
    assert truth(condition, roles=["staff"]) is expected


def test_an_unknown_fact_does_not_read_as_false_in_a_negation() -> None:
    made = engine(policy({"may": "use", "data": "email", "for": "delivery", "when": {"not": "known-minor"}}))
    assert ask(made)["unknown"] == {"c1": ["not: known-minor"]}
    assert ask(made, person={"known-minor": False})["answer"] == "permit"


def test_a_once_only_ground_that_carried_the_permit_is_told_to_the_gate() -> None:
    may = {"may": "use", "data": "email", "for": "delivery"}
    made = engine(policy({**may, "when": {"any": ["adult", {"ground": "order"}]}}, {**may, "for": "support"}))
    once = GROUND | {"once": True}
    told = [
        made.ask(read_request(request(ground=ground, for_=purpose))).ground_used
        for ground, purpose in ((once, "delivery"), (GROUND, "delivery"), (once, "support"))
    ]
    assert told == [True, False, False]


def test_a_once_only_ground_that_held_a_never_back_or_lifted_a_restriction_is_told_too() -> None:
    once = GROUND | {"once": True, "kind": "legal-order"}
    may = {"may": "use", "data": "email", "for": "delivery"}
    held = engine(policy(may, {"never": "use", "unless": {"ground": "legal-order"}}))
    lifted = engine(policy(may))
    restricted = {"restrictions": [{}]}
    assert held.ask(read_request(request(ground=once))).ground_used
    assert lifted.ask(read_request(request(ground=once, person=restricted))).ground_used
    assert not lifted.ask(read_request(request(ground=once))).ground_used
    refused = lifted.ask(read_request(request(ground=once, person=restricted, for_="support")))
    assert (refused.permitted, refused.ground_used) == (False, False)


def test_of_several_data_one_that_a_once_only_ground_carried_is_enough_unless_the_request_is_refused() -> None:
    may = {"may": "use", "for": "delivery"}
    made = engine(policy({**may, "data": "email", "when": {"ground": "order"}}, {**may, "data": "phone"}))
    cited = {**GROUND, "once": True, "covers": {"person": True, "data": ["data"]}}
    told = [
        made.ask(read_request(request(data=list(data), ground=cited))).ground_used
        for data in (("phone", "email"), ("phone", "phone"), ("email", "name"))
    ]
    assert told == [True, False, False]
