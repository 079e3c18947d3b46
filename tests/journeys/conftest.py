"""The deployment of the gate's tests, and small policies, here too.

A story goes over both databases, unless it starts Chromium, which takes its time: those take turns, a file the one
database, a file the other.
"""

from __future__ import annotations

from zlib import crc32

import pytest

from tests.gate.conftest import _house_on_postgresql, _house_on_sqlite, house, troth
from tests.journeys.small import small

__all__ = ["_house_on_postgresql", "_house_on_sqlite", "house", "small", "troth"]
DATABASES = ("sqlite", "postgresql")


@pytest.hookimpl(tryfirst=True)  # before pytest gives the fixtures their own values
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "browser" not in metafunc.fixturenames:
        return
    turn = DATABASES[crc32(metafunc.module.__name__.rpartition(".")[2].encode()) % 2]
    for name in ("house", "small"):
        if name in metafunc.fixturenames:
            metafunc.definition.add_marker(pytest.mark.parametrize(name, [turn], indirect=True))
