"""A stage to drill on: the deployment of the gate's tests, on each database."""

from __future__ import annotations

import pytest

from tests.gate.conftest import _house_on_postgresql, _house_on_sqlite, house, troth
from tests.gate.house import House
from troth.app.demo.clock import DemoClock
from troth.controls import Stage

__all__ = ["_house_on_postgresql", "_house_on_sqlite", "house", "troth"]


@pytest.fixture
def stage(troth: House) -> Stage:
    assert isinstance(troth.clock, DemoClock)
    parts = (troth.database, troth.engine, troth.gate, troth.tell, troth.vault, troth.ledger)
    return Stage(*parts, troth.clock, troth.work)
