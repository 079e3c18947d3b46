"""Clauses that can never decide anything are found, and only those."""

from __future__ import annotations

import pytest

from tests.review.small import MAY, NEVER, version
from troth.review.shadow import shadowed


def found(*clauses: dict[str, object]) -> dict[str | None, str]:
    return {finding.clause: finding.message for finding in shadowed(version(*clauses))}


def test_a_may_that_a_never_covers_is_shown_with_it() -> None:
    messages = found(MAY, NEVER)
    assert list(messages) == ["M"]
    assert "N forbids all that it permits" in messages["M"]


def test_a_never_that_can_be_held_back_shadows_nothing() -> None:
    assert found(MAY, NEVER | {"unless": ["consent"]}) == {}


def test_a_never_on_part_of_the_scope_shadows_nothing() -> None:
    assert found(MAY | {"data": "contact"}, NEVER | {"data": "email"}) == {}


@pytest.mark.parametrize(
    "when",
    [
        ["registered", {"not": "registered"}],
        [{"ground": "audit"}, {"ground": "order"}],
        [{"aggregated": 10}, {"not": {"aggregated": 5}}],
        ["explicit-consent", {"not": "consent"}],
    ],
)
def test_conditions_that_contradict_each_other_are_found(when: list[object]) -> None:
    assert "contradict" in found(MAY | {"when": when})["M"]


def test_conditions_that_can_hold_together_are_fine() -> None:
    assert found(MAY | {"when": ["registered", {"any": ["consent", {"choice": "x"}]}, {"not": "known-minor"}]}) == {}


def test_an_unless_that_always_holds_makes_a_never_idle() -> None:
    assert "N" in found(NEVER | {"unless": [{"not": {"ground": "audit"}}, {"ground": "audit"}]})
