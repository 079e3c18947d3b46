"""A deployment with a policy of a few clauses, on each database: for what the example promises nothing of."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.gate.house import DAY, NOW, House, small_policy
from tests.journeys.story import Story
from tests.postgres import PostgresServer
from troth.app.demo.clock import DemoClock

Made = tuple[Path, dict[str, str]]
Small = Callable[..., Made]


@pytest.fixture(params=["sqlite", "postgresql"])
def small(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Small]:
    """Makes one of the clauses that it is given, each the inside of a YAML mapping."""
    settings = {}
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        settings["database"] = server.create(name := f"small_{secrets.token_hex(4)}")

    def make(*clauses: str) -> Made:
        folder = tmp_path / "small-store"
        House.create(folder, [small_policy(tmp_path, *clauses)], clock=DemoClock(NOW), **settings).close()
        return folder, settings

    yield make
    if request.param == "postgresql":
        server.drop(name)


def enter(told: Story, recipients: Mapping[str, str]) -> None:
    """Puts recipients on the register, by their kinds; each may have everything, and has a mailbox."""
    for name, kind in recipients.items():
        contact = f"privacy@{name}.example"
        told.client.recipient(name, name=name, kind=kind, fields=["data"], purposes=["purposes"], contact=contact)
        told.client.agreement(name, "a-1", start=NOW - 30 * DAY, digest="0" * 64)
