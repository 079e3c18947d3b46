"""One served deployment for the tests of the centre; each makes people of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.centre.seat import House, Person, Seat
from tests.web.house import opened, serving
from tests.web.mailing import mail_server


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("centre")
    with (
        mail_server() as box,
        opened(folder, smtp=box.place, rate_sign_in="100000/minute") as troth,
        serving(troth) as served,
    ):
        yield House(served, box)


@pytest.fixture
def ann(house: House) -> Person:
    return house.person()


@pytest.fixture
def seat(house: House, ann: Person) -> Iterator[Seat]:
    """Ann's browser, signed in."""
    with house.signed_in(ann) as opened:
        yield opened


@pytest.fixture
def stranger(house: House) -> Iterator[Seat]:
    """A browser of somebody who is not signed in."""
    with house.seat() as opened:
        yield opened
