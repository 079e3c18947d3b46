"""A vault on each database, and a person with an act of collection."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from troth.db import Database
from troth.vault import Collection, MasterKeys, Vault

SIGN_UP = Collection(
    policy="lantern-market",
    version="2014-01",
    source="person",
    at=datetime(2014, 3, 1, 10, tzinfo=UTC),
    notice="sign-up",
    property="lantern.example",
    purposes=("delivery", "newsletters"),
)
ANN, BOB = 1001, 1002


@pytest.fixture
def ring() -> MasterKeys:
    return MasterKeys.generate()


@pytest.fixture
def vault(ring: MasterKeys) -> Vault:
    return Vault(ring, region="GB")


@pytest.fixture
def collected(database: Database, vault: Vault) -> dict[int, int]:
    """Ann and Bob have keys and one act of collection each: person to its number."""
    with database.write() as tx:
        vault.open_people(tx, [ANN, BOB])
        return {person: vault.record_collection(tx, person, SIGN_UP) for person in (ANN, BOB)}
