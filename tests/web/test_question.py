"""A form made into a request: what was answered is told, and what was left open stays unknown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from troth.engine import read_request
from troth.web.question import fields_of, raw_request
from troth.web.visit import Form

NOW = datetime(2014, 3, 1, 10, tzinfo=UTC)
BASE = (
    ("action", "disclose"),
    ("data", "email"),
    ("data", ""),
    ("for", "delivery"),
    ("to", "courier"),
    ("in", "a.example"),
)


def _raw(*more: tuple[str, str]) -> dict[str, Any]:
    raw = raw_request(Form((*BASE, *more)), NOW)
    read_request(raw)  # every form gives a request that can be read
    return raw


def test_what_is_left_open_is_left_out() -> None:
    assert set(_raw()) == {"action", "data", "for", "to", "in", "at"}
    assert _raw()["data"] == ["email"]


@pytest.mark.parametrize(("said", "told"), [("yes", True), ("no", False)])
def test_a_fact_is_told_as_answered(said: str, told: bool) -> None:
    assert _raw(("fact-adult", said))["person"] == {"adult": told}


def test_an_answer_on_one_topic_tells_that_there_is_none_on_the_others() -> None:
    assert "person" not in _raw(("choice-news", ""))
    assert _raw(("choice-news", "none"))["person"]["choices"] == []
    assert _raw(("choice-news", "yes"))["person"]["choices"][0]["value"] == "yes"


def test_a_privacy_signal_counts_as_sent_after_the_choices() -> None:
    person = _raw(("choice-news", "yes"), ("gpc", "yes"))["person"]
    assert person["gpc"] > person["choices"][0]["at"]
    assert _raw(("gpc", "no"))["person"] == {"gpc": None}


def test_a_consent_covers_just_what_is_asked() -> None:
    given = _raw(("consent", "explicit"))["person"]["consents"][0]
    assert (given["actions"], given["data"], given["to"], given["explicit"]) == (
        ["disclose"],
        ["email"],
        ["courier"],
        True,
    )
    assert _raw(("consent", "none"))["person"]["consents"] == []


def test_no_agreement_is_told_apart_from_one_not_told_of() -> None:
    assert _raw(("agreement", "no"))["recipient"] == {"agreement": None}
    assert "recipient" not in _raw()


def test_a_role_of_nobody_is_told_apart_from_one_not_told_of() -> None:
    assert _raw(("role", "none"))["roles"] == []
    assert _raw(("role", "role:dispatch"))["roles"] == ["dispatch"]
    assert "roles" not in _raw()


def test_the_rest_is_told_where_the_request_has_it() -> None:
    more = (("notified", "yes"), ("visibility", "public"), ("people", "12"), ("named", "no"), ("restricted", "yes"))
    raw = _raw(*more, ("own-recipient", "yes"), ("ground", "order"), ("with", "name"))
    assert raw["datum"] == {"visibility": "public", "notified": ["delivery"]}
    assert raw["output"] == {"aggregated": 12, "direct-identifiers": False}
    assert raw["person"]["own-recipients"] == ["courier"]
    assert raw["ground"]["covers"] == {"person": True, "data": ["email"], "to": ["courier"]}


def test_a_request_fills_the_form_as_far_as_the_form_can_ask() -> None:
    fields = fields_of(_raw(("fact-adult", "no"), ("choice-news", "no"), ("source", "person")))
    assert fields["data"] == ["email"]
    assert (fields["to"], fields["fact-adult"], fields["choice-news"], fields["source"]) == (
        "courier",
        "no",
        "no",
        "person",
    )


@pytest.mark.parametrize("odd", [None, 3, "x", [3], {"topic": 3}])
def test_an_odd_request_fills_the_form_without_falling_over(odd: Any) -> None:
    assert fields_of({"data": odd, "person": odd, "datum": odd, "at": odd})["action"] == ""
    assert fields_of({"data": [odd], "person": {"choices": [odd], "adult": odd}})["fact-adult"] == ""
