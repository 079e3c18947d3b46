"""Each promise of a clause gets an act that must work, and for each of its words one that must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proof.small import EMAIL, OFFER, names, planned, rules, small
from troth.language import Clause, Fact, Version, Visible, atoms
from troth.proof.planning import DIMENSIONS, plans
from troth.review.cells import Cells


def test_a_may_is_tried_with_and_without_each_condition_and_each_term(tmp_path: Path) -> None:
    version = small(tmp_path, f"may: use, {EMAIL}, when: [adult, {{choice: newsletters}}]", OFFER)
    found = planned(version, "c1")
    assert found[0].decisive
    assert found[0].expected.permit
    told = " / ".join(plan.name for plan in found[1:])
    for part in (
        "without adult",
        "without choice: newsletters",
        "not known: adult",
        "but not use contact",
        "but not collect",
    ):
        assert part in told
    assert not any(plan.expected.permit for plan in found[1:])


def test_each_action_and_each_term_that_a_clause_names_is_tried(tmp_path: Path) -> None:
    forbidden = "never: [use, disclose, link], data: [email, phone], from: person"
    version = small(tmp_path, forbidden)
    found = planned(version, "c1")
    assert {plan.cell.action.value for plan in found if plan.decisive} == {"use", "disclose", "link"}
    assert {plan.cell.datum for plan in found if plan.decisive} == {"email", "phone"}


def test_neighbours_differ_in_nothing_but_the_one_thing(tmp_path: Path) -> None:
    version = small(tmp_path, f"may: use, {EMAIL}, when: [adult, customer]")
    first, *others = planned(version, "c1")
    assert sum(plan.varied is not None for plan in others) == 2
    for plan in (plan for plan in others if plan.varied is not None):
        assert plan.cell == first.cell
        assert [a for a in plan.truth if plan.truth[a] is not first.truth[a]] == [plan.varied]


def test_each_alternative_alone_is_enough(tmp_path: Path) -> None:
    version = small(tmp_path, f"may: use, {EMAIL}, when: [{{any: [adult, consent, {{ground: order}}]}}]")
    alone = [plan for plan in planned(version, "c1") if "alone" in plan.name]
    assert [plan.expected.permit for plan in alone] == [True] * 3
    assert [sum(plan.truth.values()) for plan in alone] == [1, 1, 1]


def test_each_alternative_of_an_exception_is_tried_by_itself(tmp_path: Path) -> None:
    version = small(tmp_path, f"may: use, {EMAIL}", f"never: use, {EMAIL}, unless: [{{any: [adult, customer]}}]")
    flips = [plan for plan in planned(version, "c2") if plan.varied is not None]
    assert [plan.varied for plan in flips] == [Fact("adult"), Fact("customer")]
    assert all(plan.expected.permit and sum(plan.truth.values()) == 1 for plan in flips)


def test_a_never_is_tried_where_its_exception_shows(tmp_path: Path) -> None:
    permitted_elsewhere = "may: use, data: phone, for: support"
    version = small(tmp_path, "never: use, data: contact, unless: [adult]", permitted_elsewhere)
    flips = [plan for plan in planned(version, "c1") if plan.varied == Fact("adult")]
    assert [plan.expected.permit for plan in flips] == [True]
    assert {plan.cell.datum for plan in flips} == {"phone"}


def test_a_fact_that_is_not_known_never_holds_a_never_back(tmp_path: Path) -> None:
    version = small(tmp_path, f"may: use, {EMAIL}", f"never: use, {EMAIL}, unless: [adult]")
    (unknown,) = [plan for plan in planned(version, "c2") if plan.unknown is not None]
    assert unknown.expected.by == ("c2",)
    assert "also while it is not known: adult" in unknown.name


def test_an_unknown_fact_under_a_not_does_not_permit(tmp_path: Path) -> None:
    version = small(tmp_path, f"may: use, {EMAIL}, when: [{{not: known-minor}}]")
    (unknown,) = [plan for plan in planned(version, "c1") if plan.unknown is not None]
    assert not unknown.expected.permit


def test_another_clause_that_keeps_the_answer_is_named(tmp_path: Path) -> None:
    version = small(tmp_path, f"may: use, {EMAIL}, when: [adult]", f"may: use, {EMAIL}")
    assert "but not without adult (there c2 decides)" in names(version, "c1")


def test_a_clause_that_can_never_decide_gets_no_drill(tmp_path: Path) -> None:
    version = small(tmp_path, f"may: use, {EMAIL}", "never: use, data: contact")
    assert planned(version, "c1") == []


@pytest.mark.parametrize("clause", rules(), ids=lambda clause: clause.id)
def test_every_word_of_the_example_has_its_drill(clause: Clause, version: Version, cells: Cells) -> None:
    found = plans(version, clause, cells)
    permit = clause.modality == "may"
    assert found[0].expected.permit is permit
    varied = {plan.varied for plan in found}
    for condition in set(clause.conditions) - {Visible()}:  # that one the policy's own default decides
        assert varied & set(atoms((condition,))), f"nothing tries {condition}"
    terms = [d for d in DIMENSIONS if getattr(clause.scope, d) is not None]
    beside = [p for p in found if not p.decisive and p.varied is None and p.unknown is None and "alone" not in p.name]
    assert len(beside) > len(terms), "each term, and the action"
