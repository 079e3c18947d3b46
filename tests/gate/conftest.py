"""A deployment of the example on each database: made once, copied for each test."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gate.house import NOW, House, furnish
from tests.postgres import PostgresServer
from troth.app.demo.clock import DemoClock


@pytest.fixture(scope="session")
def _house_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house") / "store"
    furnish(folder)
    return folder


@pytest.fixture(scope="session")
def _house_on_postgresql(tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer) -> Path:
    """The folder's name is also that of the database to copy."""
    folder = tmp_path_factory.mktemp("house") / f"house_{secrets.token_hex(4)}"
    furnish(folder, database=postgres_server.create(folder.name))
    return folder


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """The folder of a fresh deployment of the example, and the settings to open it with."""
    made: Path = request.getfixturevalue(f"_house_on_{request.param}")
    folder = shutil.copytree(made, tmp_path / "store")
    if request.param == "sqlite":
        yield folder, {}
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = f"house_{secrets.token_hex(4)}"
    yield folder, {"database": server.create(name, template=made.name)}
    server.drop(name)


@pytest.fixture
def troth(house: tuple[Path, dict[str, str]]) -> Iterator[House]:
    """The fresh deployment, opened, its clock at NOW."""
    folder, settings = house
    with House.open(folder, clock=DemoClock(NOW), **settings) as opened:
        assert isinstance(opened, House)
        yield opened
