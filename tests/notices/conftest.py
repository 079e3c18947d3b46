"""A deployment whose next version is about to take effect, with people of the version before, on each database."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gate.house import EXAMPLE, OLD
from tests.notices.coming import House
from tests.postgres import PostgresServer
from tests.web.mailing import Mailbox, mail_server
from troth import notices
from troth.app import Troth
from troth.app.demo.clock import DemoClock


@pytest.fixture(params=["sqlite", "postgresql"])
def coming(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """It is 2013: 2012-12 is in force, and 2014-01 is to come."""
    settings, name = {}, f"notices_{secrets.token_hex(4)}"
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        settings["database"] = server.create(name)
    with Troth.create(tmp_path / "store", [EXAMPLE], clock=DemoClock(OLD), **settings) as troth:
        yield House(troth, settings)
    if settings:
        server.drop(name)


@pytest.fixture
def mail(coming: House) -> Iterator[Mailbox]:
    """A real mail server, which the deployment writes to."""
    with mail_server() as box:
        coming.troth.outbox.mail = coming.troth.mailings.mail = lambda sender: notices.mail_server(box.place, sender)
        yield box
