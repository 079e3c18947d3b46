"""The deployment of the gate's tests, and a browser, here too."""

from __future__ import annotations

from tests.browser.conftest import browser
from tests.gate.conftest import _house_on_postgresql, _house_on_sqlite, house, troth
from tests.journeys.small import small

__all__ = ["_house_on_postgresql", "_house_on_sqlite", "browser", "house", "small", "troth"]
