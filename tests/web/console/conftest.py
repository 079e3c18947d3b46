"""One served deployment for the tests of the console; each makes people and cases of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.console.desk import Desk
from tests.web.house import opened, serving
from troth.app import Troth


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened(tmp_path_factory.mktemp("console")) as troth, serving(troth) as served:
        yield Desk(served)


@pytest.fixture
def desk(house: Desk) -> Iterator[Desk]:
    """Staff at their desk, signed in."""
    with house.served.staff("staff", "cases") as visitor:
        yield Desk(house.served, visitor)


@pytest.fixture
def troth(house: Desk) -> Troth:
    return house.troth
