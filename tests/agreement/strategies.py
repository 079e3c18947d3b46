"""Policies and requests as Hypothesis strategies: the same generators, with luck that can be shrunk."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.agreement.policy_documents import Document, policy_set
from tests.agreement.request_documents import Aim

T = TypeVar("T")
# In CI the same examples each time; elsewhere new ones, and what failed before first.
agreement = settings(
    max_examples=200,
    derandomize="CI" in os.environ,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


class Shrinkable:
    """Luck from Hypothesis; it shrinks towards false, and the first of a list."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def chance(self, percent: int) -> bool:
        """True about so often."""
        return self.draw(st.integers(0, 99)) >= 100 - percent

    def pick(self, items: Sequence[T]) -> T:
        """One of them."""
        return items[self.draw(st.integers(0, len(items) - 1))]

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return self.draw(st.integers(least, most))


@st.composite
def policies(draw: st.DrawFn) -> list[Document]:
    """A set of policies, a document for each version."""
    return policy_set(Shrinkable(draw))


@st.composite
def asked(draw: st.DrawFn, most: int = 5) -> tuple[list[Document], list[Document]]:
    """A set of policies and some requests to it."""
    luck = Shrinkable(draw)
    documents = policy_set(luck)
    aim = Aim(documents)
    return documents, [aim.request(luck) for _ in range(luck.number(1, most))]
