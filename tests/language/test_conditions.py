"""Reading conditions, and their written form."""

from __future__ import annotations

import pytest

from tests.language.writing import clause_of, clauses, codes, only
from troth.language import (
    FACTS,
    GROUND_KINDS,
    Aggregated,
    Agreement,
    AllOf,
    AnyOf,
    Choice,
    Condition,
    Consent,
    Fact,
    GroundOf,
    Not,
    Notified,
    OwnRecipient,
    Role,
    Unrecognised,
    Visible,
)
from troth.language.conditions import BARE, TAKING

SIMPLE = [
    *((name, Fact(name)) for name in FACTS),
    *(({"ground": kind}, GroundOf(kind)) for kind in GROUND_KINDS),
    ("consent", Consent()),
    ("explicit-consent", Consent(explicit=True)),
    ("notified", Notified()),
    ("agreement", Agreement()),
    ("own-recipient", OwnRecipient()),
    ("visible", Visible()),
    ({"choice": "newsletters"}, Choice("newsletters")),
    ({"aggregated": 20}, Aggregated(20)),
    ({"role": "dispatch"}, Role("dispatch")),
]


def conditions(written: object) -> tuple[Condition, ...]:
    clause = clause_of(may="use", data="name", when=written, **{"for": "delivery"})
    return clause.conditions


@pytest.mark.parametrize(("written", "meant"), SIMPLE)
def test_each_condition_is_read(written: object, meant: Condition) -> None:
    assert conditions(written) == (meant,)
    assert conditions([{"not": written}, {"any": [written]}, {"all": [written]}]) == (
        Not(meant),
        AnyOf((meant,)),
        AllOf((meant,)),
    )


def test_every_known_condition_is_among_them() -> None:
    names = {next(iter(written)) if isinstance(written, dict) else written for written, _ in SIMPLE}
    assert names | {"not", "any", "all"} == {*BARE, *TAKING}


def test_nested_conditions_are_written_as_in_yaml() -> None:
    (condition,) = conditions({"any": ["adult", {"all": [{"choice": "post"}, {"not": {"ground": "audit"}}]}]})
    assert str(condition) == "any: [adult, {all: [{choice: post}, {not: {ground: audit}}]}]"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("choice", "missing"),
        ("{choice: }", "wrong-type"),
        ("{choice: [a, b]}", "wrong-type"),
        ("{adult: yes}", "wrong-type"),
        ("{aggregated: 0}", "not-a-number"),
        ("{aggregated: -5}", "not-a-number"),
        ("{aggregated: many}", "not-a-number"),
        ("{aggregated: 1e3}", "not-a-number"),
        ("{choice: a, role: b}", "wrong-type"),
        ("{any: adult}", "wrong-type"),
        ("{not: [adult]}", "wrong-type"),
        ("{not: }", "wrong-type"),
        ("[[adult]]", "wrong-type"),
        ("", "wrong-type"),
    ],
)
def test_a_condition_of_the_wrong_shape_leaves_no_meaning(written: str, code: str) -> None:
    read = clauses(f"id: A, never: use, unless: {written}")
    assert (codes(read), read.version) == ([code], None)


@pytest.mark.parametrize(("written", "form"), [("custmer", "custmer"), ("{chioce: a}", "chioce: …")])
def test_an_unknown_condition_is_unknown_and_no_more(written: str, form: str) -> None:
    read = clauses(f"id: A, never: use, unless: {written}")
    assert read.version is not None
    assert (codes(read), read.version.clauses[0].conditions) == (["unknown-condition"], (Unrecognised(form),))
    assert only(read).help.startswith("did you mean 'c")


def test_a_misspelt_ground_is_an_error_and_does_not_stop_answers() -> None:
    read = clauses("id: A, never: use, unless: {ground: legal-oder}")
    assert (only(read).code, only(read).level, only(read).help) == (
        "unknown-ground",
        "error",
        "did you mean 'legal-order'?",
    )
    assert read.version is not None


def test_no_condition_at_all_is_an_empty_list() -> None:
    assert conditions([]) == ()


def test_a_topic_without_a_duty_is_found_and_does_not_stop_answers() -> None:
    read = clauses("id: A, never: use, unless: {any: [{choice: post}, {not: {choice: post}}]}")
    assert (codes(read), only(read).clause, read.version is not None) == (["topic-without-duty"], "A", True)
    offered = clauses("id: A, never: use, unless: {choice: post}", "id: B, must: {offer-choice: {topic: post}}")
    assert codes(offered) == []
