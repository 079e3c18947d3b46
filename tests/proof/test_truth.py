"""What should come of an act, worked out from the clauses' words alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proof.small import EMAIL, small
from troth.language import (
    Aggregated,
    AllOf,
    AnyOf,
    Condition,
    Consent,
    Fact,
    GroundOf,
    Not,
    Unrecognised,
    Version,
)
from troth.proof.truth import assignments, conditions_of, expected, holds, possible, surely

A, B = Fact("adult"), Fact("customer")


@pytest.fixture
def version(tmp_path: Path) -> Version:
    return small(
        tmp_path,
        f"may: use, {EMAIL}, when: [adult]",
        f"may: use, {EMAIL}, when: [customer]",
        f"never: use, {EMAIL}, unless: [registered, verified]",
    )


@pytest.mark.parametrize(
    ("condition", "truth", "held"),
    [
        (Not(A), {A: False}, True),
        (AnyOf((A, B)), {A: False, B: True}, True),
        (AnyOf((A, B)), {A: False, B: False}, False),
        (AllOf((A, Not(B))), {A: True, B: False}, True),
        (AllOf((A, B)), {A: True, B: False}, False),
    ],
)
def test_conditions_hold_as_their_words_say(condition: Condition, truth: dict[Condition, bool], held: bool) -> None:
    assert holds(condition, truth) is held


def test_what_is_not_known_holds_only_where_it_does_not_matter() -> None:
    assert not surely(A, {A: True}, unknown=A)
    assert not surely(Not(A), {A: True}, unknown=A)
    assert surely(AnyOf((A, B)), {A: False, B: True}, unknown=A)


def test_a_never_beats_every_may_until_one_of_its_exceptions_holds(version: Version) -> None:
    registered, verified = Fact("registered"), Fact("verified")
    truth = {A: True, B: False, registered: False, verified: False}
    assert expected(version.clauses, truth).by == ("c3",)
    assert not expected(version.clauses, truth).permit
    assert expected(version.clauses, truth | {verified: True}).by == ("c1",)


def test_without_a_may_that_holds_it_is_refused_and_nothing_is_named(version: Version) -> None:
    truth = {A: False, B: False, Fact("registered"): True, Fact("verified"): False}
    assert expected(version.clauses, truth) == expected((), {})
    assert not expected(version.clauses, truth).permit


def test_an_unknown_exception_does_not_hold_a_never_back(version: Version) -> None:
    registered = Fact("registered")
    truth = {A: True, B: True, registered: True, Fact("verified"): False}
    assert expected(version.clauses, truth).permit
    assert expected(version.clauses, truth, unknown=registered).by == ("c3",)


def test_every_way_the_atoms_can_come_out_is_tried_most_holding_first(version: Version) -> None:
    found = conditions_of(version.clauses[:2])
    assert found == [A, B]
    ways = [tuple(truth.values()) for truth in assignments(found)]
    assert ways == [(True, True), (True, False), (False, True), (False, False)]
    assert [truth[B] for truth in assignments(found, {A: False})] == [True, False]


@pytest.mark.parametrize(
    "truth",
    [
        {Consent(explicit=True): True, Consent(): False},
        {GroundOf("order"): True, GroundOf("audit"): True},
        {Aggregated(5): False, Aggregated(10): True},
        {Unrecognised("full-moon"): True},
    ],
)
def test_what_cannot_come_about_is_not_tried(truth: dict[Condition, bool]) -> None:
    assert not possible(truth)


def test_explicit_consent_is_consent_and_a_large_group_is_large_enough_for_less() -> None:
    assert possible({Consent(explicit=True): True, Consent(): True})
    assert possible({Aggregated(5): True, Aggregated(10): False})
    assert possible({GroundOf("order"): True, GroundOf("audit"): False})
