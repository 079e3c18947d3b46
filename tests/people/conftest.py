"""A proof, and a person in a fresh store."""

from __future__ import annotations

import pytest

from tests.people.moments import THEN
from troth.db import Database
from troth.people import Proof, make_person


@pytest.fixture
def proof() -> Proof:
    return Proof("app:shop", THEN, "web")


@pytest.fixture
def person(database: Database) -> int:
    with database.write() as tx:
        return make_person(tx, at=THEN).id
