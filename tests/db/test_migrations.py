"""Migrating an empty database makes exactly the schema that the code declares."""

from __future__ import annotations

import importlib
import pkgutil
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

import troth
from tests.postgres import PostgresServer
from troth.db import Database, metadata
from troth.db.migrations import HEAD, configuration, current


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with nothing in it, on each kind; every table of the code is declared."""
    for module in pkgutil.walk_packages(troth.__path__, "troth."):
        if module.name.endswith(".store"):
            importlib.import_module(module.name)
    url, name = f"sqlite:///{tmp_path}/empty.sqlite", f"empty_{secrets.token_hex(4)}"
    server: PostgresServer | None = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        url = server.create(name)
    opened = Database.open(url)
    yield opened
    opened.close()
    if server is not None:
        server.drop(name)


def _schema(database: Database) -> dict[str, Any]:
    """What the database itself says of each table."""
    found = inspect(database.engine)
    return {
        table: {
            "columns": [{**c, "type": str(c["type"])} for c in found.get_columns(table)],
            "key": found.get_pk_constraint(table),
            "foreign": sorted(found.get_foreign_keys(table), key=lambda key: str(key["name"])),
            "unique": sorted(found.get_unique_constraints(table), key=lambda one: str(one["name"])),
            "checks": sorted(found.get_check_constraints(table), key=lambda one: str(one["name"])),
            "indexes": sorted(map(_plain, found.get_indexes(table)), key=lambda one: str(one["name"])),
            "options": found.get_table_options(table),
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def _plain(index: Any) -> dict[str, Any]:
    """What only some rows are in is told as an expression, and two of those are never equal."""
    return {**index, "dialect_options": {name: str(told) for name, told in index.get("dialect_options", {}).items()}}


def test_migrating_makes_what_the_code_declares(empty: Database) -> None:
    empty.migrate()
    with empty.read() as tx:
        assert compare_metadata(MigrationContext.configure(tx), metadata) == []
        assert current(tx) == HEAD
    migrated = _schema(empty)
    metadata.drop_all(empty.engine)
    metadata.create_all(empty.engine)
    assert migrated == _schema(empty)


def test_migrating_again_does_nothing(empty: Database) -> None:
    empty.migrate()
    before = _schema(empty)
    empty.migrate()
    assert _schema(empty) == before


def test_several_processes_may_start_at_once(empty: Database) -> None:
    problems: list[threading.ExceptHookArgs] = []
    threading.excepthook, before = problems.append, threading.excepthook
    starters = [threading.Thread(target=empty.migrate) for _ in range(4)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()
    threading.excepthook = before
    assert problems == []
    assert set(_schema(empty)) == set(metadata.tables)


def test_a_migration_that_fails_leaves_nothing(empty: Database) -> None:
    with empty.write() as tx:
        tx.exec_driver_sql("CREATE TABLE disclosure (in_the_way integer)")
    with pytest.raises(Exception, match="disclosure"):
        empty.migrate()
    assert set(_schema(empty)) == {"disclosure"}


def test_the_head_is_the_newest_revision(empty: Database) -> None:
    with empty.read() as tx:
        assert ScriptDirectory.from_config(configuration(tx)).get_current_head() == HEAD
