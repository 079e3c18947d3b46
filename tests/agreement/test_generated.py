"""What the generators make reaches every reason, every truth of every condition, and every mistake."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

from hypothesis import given

import spec
from spec.answer import REASONS as REFUSALS
from spec.clause import Question
from spec.condition import FACTS, holds
from spec.request import read_request
from tests.agreement import generate, words
from tests.agreement.draw import Seeded
from tests.agreement.hand import TERMS
from tests.agreement.policy_documents import Document, simple_condition
from tests.agreement.strategies import agreement, asked

CONDITIONS = (
    *("choice", "consent", "explicit-consent", "notified", "ground", "agreement", "own-recipient", "aggregated"),
    *("visible", "role", "not", "any", "all"),
)
REASONS = (None, *REFUSALS)


def answered(seeds: range, each: int) -> Iterator[tuple[list[spec.Policy], Document, Document | None]]:
    """Policies, a request, and the answer; None where the request is an error."""
    for seed in seeds:
        rng = random.Random(seed)
        documents = generate.policies(rng)
        policies = spec.policies(documents, TERMS)
        for request in generate.requests(rng, documents, each):
            try:
                yield policies, request, spec.ask(policies, request)
            except spec.RequestError:
                yield policies, request, None


def test_every_reason_and_permits_and_errors_occur_often() -> None:
    seen = Counter(answer["reason"] if answer else "error" for _, _, answer in answered(range(60), 100))
    assert all(seen[reason] > 120 for reason in (*REASONS, "error")), seen


def test_every_condition_occurs_in_every_truth_it_can_have() -> None:
    luck = Seeded(random.Random(1))
    seen: set[tuple[str, Any]] = set()
    for policies, request, answer in answered(range(40), 40):
        if answer and answer["version"]:
            version = next(each for policy in policies for each in policy.versions if each.id == answer["version"])
            question = Question(version, read_request(request), request["data"][0])
            parts = [simple_condition(luck) for _ in range(8)]
            for each in [*parts, {"not": parts[0]}, {"any": parts[:3]}, {"all": parts[:2]}]:
                seen.add((each if isinstance(each, str) else next(iter(each)), holds(each, question)))
    possible = {(name, truth) for name in (*CONDITIONS, *FACTS) for truth in (True, False, None)}
    assert possible - seen == {("ground", None)}


def test_every_kind_of_clause_dimension_and_duty_is_made() -> None:
    seen: set[str] = set()
    for seed in range(60):
        for document in generate.policies(random.Random(seed)):
            for clause in document["clauses"]:
                duty = clause.get("must", {})
                seen |= {*clause, *([duty] if isinstance(duty, str) else duty)}
    dimensions = {"data", "for", "to", "with", "from", "in", "when", "unless"}
    duties = {"offer-choice", "give-choice", "bind-recipients", "account-for-disclosures"}
    assert seen >= {"id", "may", "never", "must", "says"} | dimensions | duties


def test_a_seed_makes_the_same_policies_and_requests_again() -> None:
    first, second = ([asked[1:] for asked in answered(range(3), 20)] for _ in range(2))
    assert first == second
    rng = random.Random(5)
    assert set(generate.request(rng, generate.policies(rng))) >= {"action", "data", "at"}


def test_the_vocabulary_is_built_in_with_the_same_parents() -> None:
    for tree, terms in words.BUILT_IN.items():
        assert all(tuple(TERMS[tree][term]) == parents for term, parents in terms.items())


@agreement
@given(asked(most=2))
def test_whatever_hypothesis_makes_is_read_and_answered_or_an_error(example: Any) -> None:
    documents, requests = example
    policies = spec.policies(documents, TERMS)
    for request in requests:
        try:
            answer = spec.ask(policies, request)
        except spec.RequestError:
            continue
        assert (answer["answer"] == "permit") == (answer["reason"] is None) == (not answer["refused"])
        assert answer["reason"] in REASONS
