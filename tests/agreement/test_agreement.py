"""The engine answers as the reference evaluator does, field by field."""

from __future__ import annotations

import random

import pytest
from hypothesis import given

from tests.agreement import generate
from tests.agreement.compare import Both
from tests.agreement.policy_documents import Document
from tests.agreement.strategies import agreement, asked


@agreement
@given(asked())
def test_the_engine_agrees_with_the_reference(example: tuple[list[Document], list[Document]]) -> None:
    documents, requests = example
    both = Both(documents)
    for request in requests:
        expected, given_ = both.answers(request)
        assert given_ == expected


@pytest.mark.parametrize("seed", range(20))
def test_the_engine_agrees_on_seeded_requests(seed: int) -> None:
    rng = random.Random(seed)
    documents = generate.policies(rng)
    both = Both(documents)
    for request in generate.requests(rng, documents, 200):
        expected, given_ = both.answers(request)
        assert given_ == expected, request
