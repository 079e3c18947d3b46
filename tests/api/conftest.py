"""Servers for the tests of this folder: one on SQLite for the session, and one on each database."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.api.documented import Document
from tests.api.house import Served, opened, serving
from troth.client import Client


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A running server with a store in SQLite; each test makes people of its own."""
    with opened(tmp_path_factory.mktemp("served")) as troth, serving(troth) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def on_each(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    """A running server, once on each database."""
    settings = {}
    if request.param == "postgresql":
        settings["database"] = request.getfixturevalue("postgres_server").create(f"api_{secrets.token_hex(4)}")
    with opened(tmp_path, **settings) as troth, serving(troth) as running:
        yield running


@pytest.fixture(scope="session")
def document(served: Served) -> Document:
    """The OpenAPI document, as the server gives it out."""
    return Document(httpx.get(f"{served.url}/openapi.json").json())


@pytest.fixture
def http(served: Served, document: Document) -> Iterator[httpx.Client]:
    """Bare HTTP with a key that may do everything; each answer is held against the document."""
    with served.http() as opened:
        opened.event_hooks["response"].append(document.check)
        yield opened


@pytest.fixture
def client(served: Served, document: Document) -> Iterator[Client]:
    """The client with a key that may do everything; each answer is held against the document."""
    with served.client(hooks=[document.check]) as opened:
        yield opened


@pytest.fixture
def person(client: Client) -> str:
    """A person with a name, an address and an e-mail address."""
    made = client.person()
    values = {"name": "Ada Quill", "email": f"ada-{made}@quill.example", "postal-address": "1 Ink Row"}
    client.collect(made, values, notice="joining")
    return made
