"""The reference evaluator: a datum keeps the terms it was collected under (SPEC 6)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agreement.hand import AFTER, AT, BEFORE, Document, may, reason, version

OLD = version(may("collect"), effective="2014-01-01")


def new(number: str = "2", *clauses: Document, mode: str | None = None, window: str = "0d") -> Document:
    """A version that permits the use, in force from that day of February."""
    give = {"must": {"give-choice": {"on": "material-change", "mode": mode, "window": window}}}
    content = clauses or (may(),)
    return version(*content, *([give] if mode else []), version=number, effective=f"2014-02-0{number}")


def decided(*answers: tuple[str, str, str]) -> Document:
    """A person with these decisions."""
    return {"decisions": [{"version": name, "answer": answer, "at": at} for name, answer, at in answers]}


@pytest.mark.parametrize(
    ("datum", "expected"),
    [
        (None, None),
        ({}, None),
        ({"version": None}, None),
        ({"version": "2"}, None),
        ({"version": "1"}, "unchosen"),
        ({"version": "lost"}, "unchosen"),
    ],
)
def test_only_a_datum_of_another_version_is_sticky(datum: Any, expected: str | None) -> None:
    assert reason(OLD, new(), datum=datum) == expected


def test_what_the_old_version_permits_stays_permitted() -> None:
    assert reason(version(may(data="contact")), new(), datum={"version": "1"}) is None


@pytest.mark.parametrize(
    "change",
    [
        {"properties": ["other.example"]},
        {"terms": {}, "clauses": [{"id": "c1", **may(purpose="purposes")}]},
        {"clauses": [{"id": "c1", **may(purpose="club", when={"choice": "t"})}]},
    ],
)
def test_the_old_version_permits_by_its_own_property_terms_and_duties(change: Any) -> None:
    clauses = (may(purpose="club", when={"choice": "t"}), {"must": {"offer-choice": {"topic": "t", "default": "yes"}}})
    old, later = version(*clauses), new("2", *clauses)
    asked = {"purpose": "club", "datum": {"version": "1"}, "person": {"choices": []}}
    assert reason(old, later, **asked) is None
    assert reason({**old, **change}, later, **asked) == "unchosen"


def test_a_version_after_the_one_in_force_has_to_permit_by_itself() -> None:
    future = new("9", may("collect"))
    asked = {"at": "2014-02-05T00:00:00Z", "datum": {"version": "9"}}
    person = decided(("2", "agreed", "2014-02-03T00:00:00Z"), ("9", "agreed", "2014-02-03T00:00:00Z"))
    assert reason(new(), future, person=person, **asked) == "unchosen"
    assert reason(new(), new("9"), **asked) is None


@pytest.mark.parametrize(
    ("mode", "window", "person", "expected"),
    [
        ("opt-in", "0d", {}, "unchosen"),
        ("opt-in", "0d", {"notified": {"2": BEFORE}}, "unchosen"),
        ("opt-in", "0d", decided(("2", "agreed", AT)), None),
        ("opt-in", "0d", decided(("2", "agreed", AFTER)), "unchosen"),
        ("opt-in", "0d", decided(("1", "agreed", BEFORE)), "unchosen"),
        ("opt-in", "0d", decided(("2", "agreed", BEFORE), ("2", "declined", AT)), "unchosen"),
        ("opt-in", "0d", decided(("2", "declined", BEFORE), ("2", "agreed", AT)), None),
        ("opt-in", "0d", decided(("2", "agreed", AT), ("2", "declined", AT)), "unchosen"),
        ("notice", "0d", {}, "unchosen"),
        ("notice", "0d", {"notified": {"2": AT}}, None),
        ("notice", "0d", {"notified": {"2": AFTER}}, "unchosen"),
        ("notice", "0d", {"notified": {"1": BEFORE}}, "unchosen"),
        ("notice", "0d", {**decided(("2", "declined", AT)), "notified": {"2": BEFORE}}, "unchosen"),
        ("opt-out", "0d", {"notified": {"2": AT}}, None),
        ("opt-out", "1h", {"notified": {"2": "2014-03-01T09:00:00Z"}}, None),
        ("opt-out", "1h", {"notified": {"2": "2014-03-01T09:00:01Z"}}, "unchosen"),
        ("opt-out", "30d", decided(("2", "agreed", AT)), None),
        (None, "0d", {"notified": {"2": BEFORE}}, "unchosen"),
        (None, "0d", decided(("2", "agreed", BEFORE)), None),
    ],
)
def test_the_decision_and_then_the_mode_decide(mode: Any, window: str, person: Any, expected: str | None) -> None:
    assert reason(OLD, new(mode=mode, window=window), datum={"version": "1"}, person=person) == expected


@pytest.mark.parametrize(
    ("between", "decision_on", "expected"),
    [("use", "2", None), ("collect", "2", "unchosen"), ("collect", "3", None)],
)
def test_a_decision_counts_from_the_version_that_began_to_permit(
    between: str, decision_on: str, expected: str | None
) -> None:
    versions = (OLD, new("2", may(between)), new("3"))
    assert reason(*versions, datum={"version": "1"}, person=decided((decision_on, "agreed", BEFORE))) == expected
