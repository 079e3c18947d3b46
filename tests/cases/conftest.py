"""The deployment of the gate's tests, on each database."""

from __future__ import annotations

from tests.gate.conftest import _house_on_postgresql, _house_on_sqlite, house, troth

__all__ = ["_house_on_postgresql", "_house_on_sqlite", "house", "troth"]
