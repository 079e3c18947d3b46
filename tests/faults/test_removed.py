"""No word of a policy can go missing unseen: whatever is taken out of a compiled clause turns a sentence red.

Or else it makes no difference to any request, as `diff` finds by another search: a second clause forbids the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from tests.faults.fault import GYMNASIUM, LANTERN
from tests.faults.proving import newest
from troth.app import Troth
from troth.app.proving import throw_away
from troth.controls import Stage
from troth.engine import compile_policies
from troth.language import Clause, Policy
from troth.proof import prove
from troth.review.cells import DIMENSIONS
from troth.review.diff import compare

NOW = datetime(2014, 6, 1, tzinfo=UTC)
House = tuple[Troth, Stage]


@dataclass(frozen=True, slots=True)
class Less:
    """A clause with something taken out of it; None: the whole clause."""

    what: str
    clause: Clause
    left: Clause | None


def _less(clause: Clause) -> Iterator[Less]:
    for condition in clause.conditions:
        rest = tuple(other for other in clause.conditions if other != condition)
        yield Less(f"{clause.id} without {condition}", clause, replace(clause, conditions=rest))
    for dimension in DIMENSIONS:
        if clause.scope is not None and getattr(clause.scope, dimension) is not None:
            wider = replace(clause.scope, **{dimension: None})  # type: ignore[arg-type]
            yield Less(f"{clause.id} for any {dimension}", clause, replace(clause, scope=wider))
    yield Less(f"no {clause.id}", clause, None)


def everything_that_can_go(policy: str) -> list[Less]:
    folder = {"lantern-market": LANTERN, "gymnasium": GYMNASIUM}[policy]
    return [less for clause in newest(folder).clauses if clause.scope is not None for less in _less(clause)]


@pytest.fixture(scope="module")
def lantern() -> Iterator[House]:
    with throw_away(LANTERN, NOW) as house:
        yield house


@pytest.fixture(scope="module")
def gymnasium() -> Iterator[House]:
    with throw_away(GYMNASIUM, NOW) as house:
        yield house


def _broken(house: House, less: Less) -> list[str]:
    """What the drills of the true policy find at a gate that goes by the altered one; its own clause first."""
    troth, stage = house
    (policy,) = troth.engine.policies
    version = policy.versions[-1]
    clauses = [less.left if clause.id == less.clause.id else clause for clause in version.clauses]
    altered = replace(version, clauses=tuple(clause for clause in clauses if clause is not None))
    stage.gate.engine = compile_policies([_with(policy, altered)])
    acts = [clause.id for clause in version.clauses if clause.scope is not None]
    for only in ([less.clause.id], acts):
        proof = prove(stage, policy, version, only=only)
        if found := [proven.clause for proven in proof.clauses if proven.status == "broken"]:
            return found
    return []


def _no_difference(less: Less, policy: Policy) -> bool:
    """Whether no request at all gets another answer."""
    version = policy.versions[-1]
    clauses = [less.left if clause.id == less.clause.id else clause for clause in version.clauses]
    altered = replace(version, version="altered", clauses=tuple(clause for clause in clauses if clause is not None))
    found = compare(version, altered)
    return not (found.widened or found.narrowed)


def _with(policy: Policy, version: object) -> Policy:
    return replace(policy, versions=(*policy.versions[:-1], version))  # type: ignore[arg-type]


@pytest.mark.parametrize("less", everything_that_can_go("lantern-market"), ids=lambda less: less.what)
def test_nothing_goes_missing_from_the_example(lantern: House, less: Less) -> None:
    assert _broken(lantern, less) or _no_difference(less, lantern[0].engine.policies[0])


@pytest.mark.parametrize("less", everything_that_can_go("gymnasium"), ids=lambda less: less.what)
def test_nothing_goes_missing_from_a_policy_with_every_feature(gymnasium: House, less: Less) -> None:
    assert _broken(gymnasium, less) or _no_difference(less, gymnasium[0].engine.policies[0])


def test_a_gate_that_goes_by_the_true_policy_is_green(gymnasium: House) -> None:
    clause = newest(GYMNASIUM).clauses[2]
    assert _broken(gymnasium, Less("nothing", clause, clause)) == []
