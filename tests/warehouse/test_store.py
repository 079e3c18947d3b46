"""The store asked at once finds the people of whom the engine permits it one by one, on SQLite and on PostgreSQL."""

from __future__ import annotations

import random

import pytest

from tests.agreement.draw import Seeded
from tests.agreement.policy_documents import policy_set
from tests.audience.town import RECIPIENT, Town
from troth.audience import Question as Audience
from troth.db import Connection, Database
from troth.engine import RequestError
from troth.engine.select import Question
from troth.errors import NotFound
from troth.gate import Caller
from troth.gate.gathering import gather
from troth.language import Version
from troth.parties import get_recipient
from troth.warehouse.store import select_people


def question_of(tx: Connection, town: Town, asked: Audience) -> Question:
    """The audience's question, with what the register says of the recipient."""
    recipient = None if asked.to is None else get_recipient(tx, RECIPIENT, town.now)
    return Question(
        *(asked.action.value, asked.data, asked.purpose, asked.property, town.now),
        to=None if recipient is None else recipient.kind,
        channel=asked.channel,
        roles=tuple(asked.roles),
        recipient=None if recipient is None else recipient.facts(),
    )


def one_by_one(tx: Connection, town: Town, asked: Audience, version: Version) -> list[int]:
    """As the gate gathers what is there of each, and asks."""
    return sorted(person for person in town.people if permitted(tx, town, asked, version, person))


def permitted(tx: Connection, town: Town, asked: Audience, version: Version, person: int) -> bool:
    try:
        found = gather(tx, town.engine, town.vault, version, Caller("asking", asked.roles), asked.act(person), town.now)
    except NotFound:
        return False
    covers = version.terms.data.covers
    held = all(any(covers(term, item.category) for item in found.items) for term in asked.data)
    return held and not found.drill and all(town.engine.ask(request).permitted for request in found.requests)


@pytest.mark.parametrize("seed", range(4))
def test_the_store_finds_whom_the_engine_permits(database: Database, seed: int) -> None:
    seen, draw = 0, Seeded(random.Random(seed))
    for _ in range(5):
        town = Town(database, draw, policy_set(draw))
        for _ in range(10):
            town.join()
        seen += agreed(database, town)
        town.wait()
        for _ in range(3):
            town.change()
        seen += agreed(database, town)
    assert seen > 0


def agreed(database: Database, town: Town) -> int:
    asked = town.question()
    version = town.engine.version_at(asked.property, town.now)
    with database.read() as tx:
        try:
            found = select_people(tx, town.engine, question_of(tx, town, asked))
            expected = [] if version is None else one_by_one(tx, town, asked, version)
        except RequestError:  # a word that the version does not know
            return 0
    assert found == expected
    return len(found)
