"""Fixtures that every folder of tests may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from troth.db import Database, metadata


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A fresh, empty store, once on each database that troth runs on."""
    opened = Database.open(f"sqlite:///{tmp_path}/store.sqlite")
    metadata.create_all(opened.engine)
    yield opened
    opened.close()
