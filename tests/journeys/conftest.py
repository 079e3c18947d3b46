"""The deployment of the gate's tests, and small policies, here too."""

from __future__ import annotations

from tests.gate.conftest import _house_on_postgresql, _house_on_sqlite, house, troth
from tests.journeys.small import small

__all__ = ["_house_on_postgresql", "_house_on_sqlite", "house", "small", "troth"]
