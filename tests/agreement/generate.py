"""Policies and requests from a seed: fast, for a million of them."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.agreement.draw import Seeded
from tests.agreement.policy_documents import Document, policy_set
from tests.agreement.request_documents import Aim


def policies(rng: random.Random) -> list[Document]:
    """A set of policies, a document for each version."""
    return policy_set(Seeded(rng))


def request(rng: random.Random, documents: list[Document]) -> Document:
    """One request to those policies."""
    return Aim(documents).request(Seeded(rng))


def requests(rng: random.Random, documents: list[Document], count: int) -> Iterator[Document]:
    """So many requests to those policies, without looking at these again for each."""
    aim, draw = Aim(documents), Seeded(rng)
    return (aim.request(draw) for _ in range(count))
