"""An audience is what decisions one by one would be: whatever the policies, the people, what happens and when."""

from __future__ import annotations

import os
import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.agreement.draw import Draw, Seeded
from tests.agreement.policy_documents import policy_set
from tests.agreement.strategies import Shrinkable
from tests.audience.town import Town
from troth.audience import Audiences
from troth.db import Database
from troth.errors import RequestError

seldom = settings(
    max_examples=25,
    derandomize="CI" in os.environ,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def lived(database: Database, draw: Draw, steps: int) -> tuple[int, int]:
    """People join, change, wait; after each step the audience is as it would be one by one. How many were in it."""
    town = Town(database, draw, policy_set(draw))
    for _ in range(draw.number(3, 8)):
        town.join()
    kept, inside, among = town.audiences(), 0, 0
    for _ in range(steps):
        found = agreed(town, kept)
        inside, among = inside + found[0], among + found[1]
        for _ in range(draw.number(0, 3)):
            town.change()
        if draw.chance(50):
            town.wait()
        if draw.chance(30):
            town.join()
    agreed(town, kept)
    return inside, among


def agreed(town: Town, kept: Audiences) -> tuple[int, int]:
    question = town.question()
    try:
        found = kept.look(question)
    except RequestError:  # a word that the version does not know: of nobody an answer
        return 0, 0
    assert found.tally == town.audiences().look(question).tally
    compared = town.one_by_one().compare(kept, question)
    assert compared.alike, (question, compared, found)
    return found.count, found.tally.among


@seldom
@given(data=st.data())
def test_whatever_hypothesis_makes_comes_out_as_one_by_one(database: Database, data: Any) -> None:
    lived(database, Shrinkable(data.draw), steps=3)


def test_many_lives_from_a_seed_come_out_as_one_by_one(database: Database) -> None:
    rng = random.Random(11)
    seen = [lived(database, Seeded(rng), steps=4) for _ in range(25)]
    assert sum(inside for inside, _ in seen) > 5
    assert sum(among - inside for inside, among in seen) > 50
