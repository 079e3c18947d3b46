"""Fixtures that every folder of tests may use."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import PostgresServer, running_server
from troth.db import Database, metadata


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A real PostgreSQL for this session of tests, started when the first test wants it."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server: PostgresServer) -> str:
    """The URL of an empty database, kept for the whole session."""
    return postgres_server.create("session")


@pytest.fixture(scope="session")
def _postgres_template(postgres_server: PostgresServer) -> str:
    """A database with the schema, to be copied."""
    opened = Database.open(postgres_server.create("template_of_troth"))
    metadata.create_all(opened.engine)
    opened.close()
    return "template_of_troth"


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "store.sqlite"
    opened = Database.open(f"sqlite:///{path}")
    metadata.create_all(opened.engine)
    opened.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh store that has the schema and no rows, once on each database that troth runs on."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("_sqlite_template")
        path = tmp_path / "store.sqlite"
        path.write_bytes(template.read_bytes())
        yield f"sqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = f"store_{secrets.token_hex(4)}"
    yield server.create(name, template=request.getfixturevalue("_postgres_template"))
    server.drop(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The fresh store, opened."""
    opened = Database.open(database_url)
    yield opened
    opened.close()
