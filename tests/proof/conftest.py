"""A deployment of the example on each database, and its cells."""

from __future__ import annotations

import pytest

from tests.gate.conftest import (  # noqa: F401  fixtures
    _house_on_postgresql,
    _house_on_sqlite,
    house,
    troth,
)
from tests.proof.small import example
from troth.language import Version
from troth.review.cells import Cells


@pytest.fixture(scope="session")
def version() -> Version:
    return example()


@pytest.fixture(scope="session")
def cells() -> Cells:
    return Cells([example()])
