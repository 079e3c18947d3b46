"""The reference evaluator: conditions, unknown, choices (SPEC 3 and 4)."""

from __future__ import annotations

from typing import Any

import pytest

from spec.condition import written
from tests.agreement.hand import AFTER, AT, BEFORE, truth

CONSENT = {"actions": ["use"], "data": ["contact"], "for": ["order-fulfilment"], "given": BEFORE}
GROUND = {
    "kind": "audit",
    "from": BEFORE,
    "covers": {"person": True, "data": ["contact"], "to": ["processor"]},
}
TO = {"action": "disclose", "to": "couriers"}


@pytest.mark.parametrize("name", ["registered", "customer", "account-open", "verified", "adult", "known-minor"])
def test_a_fact_is_what_it_is_and_unknown_when_left_out(name: str) -> None:
    given = [truth(name, person={name: value}) for value in (True, False, None)]
    assert [*given, truth(name), truth(name, person=None)] == [True, False, None, None, None]


@pytest.mark.parametrize(
    ("change", "fields", "expected"),
    [
        ({}, {}, True),
        ({"actions": ["disclose"]}, {}, False),
        ({"data": ["name"]}, {}, False),
        ({"for": ["newsletters"]}, {}, False),
        ({"given": AT}, {}, True),
        ({"given": AFTER}, {}, False),
        ({"withdrawn": AT}, {}, False),
        ({"withdrawn": AFTER}, {}, True),
        ({"actions": ["disclose"]}, TO, False),
        ({"actions": ["disclose"], "to": ["processor"]}, TO, True),
        ({"to": ["partner"]}, {"to": "couriers"}, False),
    ],
)
def test_a_consent_covers_action_datum_purpose_recipient_and_time(change: Any, fields: Any, expected: bool) -> None:
    assert truth("consent", person={"consents": [{**CONSENT, **change}]}, **fields) is expected


def test_an_explicit_consent_is_expressly_given() -> None:
    given = [truth("explicit-consent", person={"consents": [{**CONSENT, "explicit": v}]}) for v in (True, False)]
    left_out = truth("explicit-consent", person={"consents": [CONSENT]})
    assert [*given, left_out, truth("explicit-consent", person={})] == [True, False, False, None]


@pytest.mark.parametrize(
    ("change", "fields", "expected"),
    [
        ({}, {}, True),
        ({"kind": "order"}, {}, False),
        ({"from": AFTER}, {}, False),
        ({"from": None}, {}, False),
        ({"until": AT}, {}, False),
        ({"until": AFTER}, {}, True),
        ({"once": True, "used": True}, {}, False),
        ({"once": True}, {}, True),
        ({"used": True}, {}, True),
        ({"covers": {"data": ["data"]}}, {}, False),
        ({"covers": {"person": True}}, {}, False),
        ({"covers": None}, {}, False),
        ({"covers": {"person": True, "data": ["data"]}}, TO, False),
        ({}, TO, True),
        ({}, {**TO, "to": "partner"}, False),
    ],
)
def test_a_ground_is_of_its_kind_in_force_covering_and_not_used_up(change: Any, fields: Any, expected: bool) -> None:
    assert truth({"ground": "audit"}, ground={**GROUND, **change}, **fields) is expected


@pytest.mark.parametrize(
    ("condition", "fields", "expected"),
    [
        ({"ground": "audit"}, {}, False),
        ("notified", {}, None),
        ("notified", {"datum": {"notified": []}}, False),
        ("notified", {"datum": {"notified": ["service-provision"]}}, True),
        ("notified", {"datum": {"notified": ["delivery"]}, "purpose": "order-fulfilment"}, False),
        ("agreement", {}, None),
        ("agreement", {"recipient": {}}, None),
        ("agreement", {"recipient": {"agreement": None}}, False),
        ("agreement", {"recipient": {"agreement": {}}}, False),
        ("agreement", {"recipient": {"agreement": {"from": AT}}}, True),
        ("agreement", {"recipient": {"agreement": {"from": BEFORE, "until": AT}}}, False),
        ("own-recipient", {}, False),
        ("own-recipient", {"to": "couriers"}, None),
        ("own-recipient", {"to": "couriers", "person": {"own-recipients": ["couriers"]}}, True),
        ("own-recipient", {"to": "couriers", "person": {"own-recipients": ["processor"]}}, False),
        ({"aggregated": 10}, {}, None),
        ({"aggregated": 10}, {"output": {"aggregated": 10, "direct-identifiers": False}}, True),
        ({"aggregated": 10}, {"output": {"aggregated": 9, "direct-identifiers": False}}, False),
        ({"aggregated": 10}, {"output": {"aggregated": 10, "direct-identifiers": True}}, False),
        ({"aggregated": 10}, {"output": {"aggregated": 10}}, None),
        ({"aggregated": 10}, {"output": {"aggregated": 9}}, False),
        ({"aggregated": 10}, {"output": {"direct-identifiers": True}}, False),
        ("visible", {"to": "public"}, None),
        ("visible", {"datum": {"visibility": "public"}}, False),
        ("visible", {"datum": {"visibility": "public"}, "to": "public"}, True),
        ("visible", {"datum": {"visibility": "public"}, "to": "contacts"}, True),
        ("visible", {"datum": {"visibility": "contacts"}, "to": "public"}, False),
        ("visible", {"datum": {"visibility": "contacts"}, "to": "contacts"}, True),
        ("visible", {"datum": {"visibility": "private"}, "to": "contacts"}, False),
        ({"role": "support"}, {}, None),
        ({"role": "support"}, {"roles": []}, False),
        ({"role": "support"}, {"roles": ["dispatch", "support"]}, True),
    ],
)
def test_conditions_are_true_false_or_unknown(condition: Any, fields: Any, expected: bool | None) -> None:
    assert truth(condition, **fields) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"not": "adult"}, False),
        ({"not": "customer"}, True),
        ({"not": "verified"}, None),
        ({"any": ["verified", "adult"]}, True),
        ({"any": ["verified", "customer"]}, None),
        ({"any": ["customer"]}, False),
        ({"all": ["verified", "customer"]}, False),
        ({"all": ["verified", "adult"]}, None),
        ({"all": ["adult", {"not": {"any": ["customer"]}}]}, True),
    ],
)
def test_unknown_goes_through_not_any_and_all(condition: Any, expected: bool | None) -> None:
    assert truth(condition, person={"adult": True, "customer": False}) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("registered", "registered"),
        ({"aggregated": 10}, "aggregated: 10"),
        ({"not": "known-minor"}, "not: known-minor"),
        ({"not": {"choice": "newsletters"}}, "not: {choice: newsletters}"),
        ({"any": ["consent", {"choice": "newsletters"}]}, "any: [consent, {choice: newsletters}]"),
        ({"all": ["adult", {"not": {"ground": "audit"}}]}, "all: [adult, {not: {ground: audit}}]"),
    ],
)
def test_answers_write_a_condition_in_flow_style(condition: Any, expected: str) -> None:
    assert written(condition) == expected


def record(value: str, at: str = BEFORE, channel: str | None = None, topic: str = "t") -> dict[str, Any]:
    """A record of a choice."""
    return {"topic": topic, "value": value, "at": at, "channel": channel}


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([], False),
        ([record("yes")], True),
        ([record("yes", topic="other")], False),
        ([record("yes", AT)], True),
        ([record("yes", AFTER)], False),
        ([record("yes"), record("no", AT)], False),
        ([record("yes", AT), record("no")], True),
        ([record("yes", AT), record("no", AT)], False),
        ([record("yes", channel="email"), record("no", AT)], True),
        ([record("yes", channel="phone")], False),
        ([record("yes"), record("no", AT, "phone")], True),
        ([record("no", channel="email"), record("yes", AT)], False),
    ],
)
def test_of_the_records_the_channel_then_the_newest_counts(records: Any, expected: bool) -> None:
    assert truth({"choice": "t"}, person={"choices": records}, channel="email") is expected


@pytest.mark.parametrize(
    ("defaults", "expected"),
    [([], False), (["yes"], True), (["no"], False), (["yes", "yes"], True), (["yes", "no"], False)],
)
def test_without_a_record_the_default_of_every_duty_counts(defaults: list[str], expected: bool) -> None:
    duties = [{"offer-choice": {"topic": "t", "default": default}} for default in defaults]
    assert truth({"choice": "t"}, *duties, person={"choices": []}) is expected


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({}, None),
        ({"choices": []}, None),
        ({"choices": [record("no")]}, False),
        ({"choices": [], "gpc": None}, True),
        ({"choices": [], "gpc": AT}, False),
        ({"choices": [], "gpc": AFTER}, True),
        ({"choices": [record("yes", AT)], "gpc": BEFORE}, True),
        ({"choices": [record("yes", AT)], "gpc": AT}, False),
        ({"choices": [record("yes", AT), record("no", AT)], "gpc": BEFORE}, False),
    ],
)
def test_the_signal_of_the_browser_stops_what_was_not_said_after_it(person: Any, expected: bool | None) -> None:
    duty = {"offer-choice": {"topic": "t", "default": "yes", "stop": ["link", "gpc"]}}
    assert truth({"choice": "t"}, duty, person=person) is expected


def test_without_choices_a_choice_is_unknown_even_with_a_default() -> None:
    assert truth({"choice": "t"}, {"offer-choice": {"topic": "t", "default": "yes"}}, person={"gpc": None}) is None
