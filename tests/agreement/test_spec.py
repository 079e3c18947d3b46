"""The reference evaluator, section by section: clauses, answers, reasons (SPEC 3 and 5)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agreement.hand import AFTER, AT, BEFORE, ask, may, reason, version

DISCLOSURE = may("disclose", "contact", to="processor")
ANY_NEVER = {"never": ["use", "disclose", "link"]}


def test_a_permit_names_what_holds_and_the_duties_that_come_along() -> None:
    duties: list[Any] = [{"must": {"offer-choice": {"topic": "newsletters"}}}, {"must": "bind-recipients"}]
    told = may("disclose", purpose="marketing", to="processor", when="notified")
    asked = {
        "action": "disclose",
        "purpose": "newsletters",
        "to": "couriers",
        "datum": {"notified": ["marketing"]},
    }
    assert ask(version(told, *duties, may(), {**told, "when": "adult"}), **asked) == {
        "answer": "permit",
        "reason": None,
        "clauses": ["c1"],
        "failed": {},
        "unknown": {},
        "refused": {},
        "duties": ["c2", "c3"],
        "version": "1",
    }


def test_a_refusal_names_every_refused_datum_and_its_clauses_alone() -> None:
    document = version(
        may(data="phone", when=["adult", {"choice": "x"}, "verified"]),
        {"never": "use", "data": "name", "unless": ["registered", "customer"]},
        may(data=["email", "name"]),
    )
    person = {"verified": True, "registered": False, "choices": []}
    assert ask(document, data=["phone", "email", "name", "pin"], person=person) == {
        "answer": "refuse",
        "reason": "forbidden",
        "clauses": ["c1", "c2"],
        "failed": {"c1": ["adult", "choice: x"]},
        "unknown": {"c1": ["adult"], "c2": ["customer"]},
        "refused": {"phone": "unmet", "name": "forbidden", "pin": "undisclosed"},
        "duties": [],
        "version": "1",
    }


@pytest.mark.parametrize(
    ("clause", "fields", "matches"),
    [
        (may(data="contact"), {}, True),
        (may(data="email"), {"data": ["contact"]}, False),
        (may(data="data"), {"data": ["member-pin"]}, True),
        (may(data=["name", "postal-address"]), {"data": ["billing-address"]}, True),
        (may(purpose="order-fulfilment"), {}, True),
        (may(["collect", "use"]), {}, True),
        (may("collect"), {}, False),
        (DISCLOSURE, {"action": "disclose", "to": "couriers"}, True),
        (DISCLOSURE, {"action": "disclose", "to": "partner"}, False),
        (may("disclose"), {"action": "disclose", "to": "partner"}, False),
        (may(to="processor"), {}, False),
        (may("link", **{"with": "contact"}), {"action": "link", "with_": "phone"}, True),
        (may("link", **{"with": "phone"}), {"action": "link", "with_": "contact"}, False),
        (may("link"), {"action": "link", "with_": "phone"}, False),
        (may("publish"), {"action": "publish"}, True),
        (may(**{"in": "lantern.example"}), {}, True),
        (may(**{"in": "other.example"}), {}, False),
        (may(**{"from": "person"}), {}, False),
        (may(**{"from": ["device", "person"]}), {"datum": {"source": "person"}}, True),
        (may(**{"from": "third-party"}), {"datum": {"source": "advertiser"}}, True),
        (may(**{"from": "recipients"}), {"datum": {"source": "third-party"}}, True),
        (may(**{"from": "recipients"}), {"datum": {"source": "device"}}, False),
        ({"may": "use", "data": "email"}, {}, False),
    ],
)
def test_a_may_matches_by_the_trees_and_only_what_it_names(clause: Any, fields: Any, matches: bool) -> None:
    assert reason(version(clause), **fields) == (None if matches else "undisclosed")


@pytest.mark.parametrize(
    ("never", "fields", "matches"),
    [
        ({}, {}, True),
        ({"data": "contact"}, {}, True),
        ({"data": "name"}, {}, False),
        ({"for": "marketing"}, {}, False),
        ({"to": "recipients"}, {}, False),
        ({"to": "recipients"}, {"to": "couriers"}, True),
        ({"with": "data"}, {}, False),
        ({"from": "device"}, {}, True),
        ({"from": "device"}, {"datum": {"source": None}}, True),
        ({"from": "device"}, {"datum": {"source": "person"}}, False),
        ({"in": ["other.example"]}, {}, False),
    ],
)
def test_a_never_means_any_where_it_is_silent(never: Any, fields: Any, matches: bool) -> None:
    assert reason(version(may(), {**ANY_NEVER, **never}), **fields) == ("forbidden" if matches else None)


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({"adult": True}, None),
        ({"adult": False}, "forbidden"),
        ({"adult": None}, "forbidden"),
        ({}, "forbidden"),
    ],
)
def test_a_never_is_held_back_only_by_a_condition_that_is_true(person: Any, expected: str | None) -> None:
    assert reason(version(may(), {**ANY_NEVER, "unless": "adult"}), person=person) == expected


@pytest.mark.parametrize(
    ("restriction", "lifted_by", "expected"),
    [
        ({}, None, "restricted"),
        ({"data": None, "for": ["order-fulfilment"]}, None, "restricted"),
        ({"data": ["contact"], "for": ["marketing"]}, None, None),
        ({"data": []}, None, None),
        ({"from": AT}, None, "restricted"),
        ({"from": AFTER}, None, None),
        ({"from": BEFORE, "until": AFTER}, None, "restricted"),
        ({"from": BEFORE, "until": AT}, None, None),
        ({}, "emergency", None),
        ({}, "audit", "restricted"),
    ],
)
def test_a_restriction_refuses_unless_one_of_four_grounds_holds(
    restriction: Any, lifted_by: str | None, expected: str | None
) -> None:
    covers = {"person": True, "data": ["email"]}
    ground = {"kind": lifted_by, "from": BEFORE, "covers": covers} if lifted_by else None
    assert reason(version(may()), person={"restrictions": [restriction]}, ground=ground) == expected


def test_reasons_come_in_their_order() -> None:
    never = {**ANY_NEVER, "data": "name"}
    document = version(may(data="phone", when="adult"), never)
    person = {"restrictions": [{"data": ["pin"]}]}
    order = ["pin", "name", "username", "phone"]
    wanted = ["restricted", "forbidden", "undisclosed", "unmet"]
    assert ask(document, data=order, person=person)["refused"] == dict(zip(order, wanted, strict=True))
    for start, expected in enumerate(wanted):
        assert reason(document, data=order[start:][::-1], person=person) == expected


def test_a_property_that_no_policy_covers_is_out_of_scope() -> None:
    answer = ask(version(may()), place="LANTERN.example", data=["email", "name"])
    assert answer["refused"] == {"email": "out-of-scope", "name": "out-of-scope"}
    assert (answer["version"], answer["clauses"]) == (None, [])


@pytest.mark.parametrize(("effective", "expected"), [(AT, None), (BEFORE, None), (AFTER, "not-in-force")])
def test_a_version_is_in_force_from_its_effective_time(effective: str, expected: str | None) -> None:
    assert reason(version(may(), effective=effective)) == expected


def test_versions_of_one_instant_follow_supersedes_and_then_their_ids() -> None:
    old, new = version(may(), version="b"), version(may(), version="a")
    assert ask(old, new)["version"] == "b"
    assert ask(old, {**new, "supersedes": "b"})["version"] == "a"


@pytest.mark.parametrize(
    ("refusing", "permitting", "expected"),
    [
        ({"precedence": 5}, {}, "undisclosed"),
        ({}, {"precedence": 5}, None),
        ({}, {"precedence": 0}, "undisclosed"),
        ({}, {"precedence": 9, "effective": AFTER}, "not-in-force"),
        ({"properties": ["other.example"], "precedence": 5}, {}, None),
        ({}, {"properties": ["other.example"], "precedence": 5}, "undisclosed"),
    ],
)
def test_the_highest_policy_decides_and_of_equals_a_refusal(
    refusing: Any, permitting: Any, expected: str | None
) -> None:
    one, other = version(policy="n", **refusing), version(may(), policy="s", **permitting)
    assert reason(one, other) == reason(other, one) == expected


def test_property_and_precedence_are_those_of_the_version_in_force() -> None:
    moved = {"properties": ["other.example"], "precedence": 9}
    early, late = version(may()), version(version="2", effective="2014-02-01", **moved)
    assert reason(early, late, at="2014-01-31T23:59:59Z") is None
    assert reason(early, late) == "out-of-scope"
    assert reason(early, late, place="other.example") == "undisclosed"


def test_a_topic_comes_from_the_purpose_or_the_nearest_ancestor() -> None:
    own = {
        "m": {"is": "marketing", "topic": "a"},
        "n": {"is": "m"},
        "o": {"is": ["n", "club"]},
        "club": {"topic": "b"},
    }
    duties = [{"must": {"offer-choice": {"topic": topic}}} for topic in ("a", "b")]
    document = version(may(["collect", "use"], purpose="purposes"), *duties, terms={"purposes": own})
    found = {purpose: ask(document, purpose=purpose)["duties"] for purpose in ("m", "n", "o", "club", "marketing")}
    assert found == {"m": ["c2"], "n": ["c2"], "o": ["c2", "c3"], "club": ["c3"], "marketing": []}
    assert ask(document, purpose="m", action="collect")["duties"] == []
