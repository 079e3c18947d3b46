"""Servers for the tests of this folder: Lantern Market's, and one of a small policy with everything wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.house import Served, Visitor, opened, serving
from tests.web.small import write_small


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A running server; each test makes people of its own."""
    with opened(tmp_path_factory.mktemp("served")) as troth, serving(troth) as running:
        yield running


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A running server of a small policy with loose sentences, untold rules and a version to come."""
    folder = tmp_path_factory.mktemp("small")
    with opened(folder, write_small(folder / "policy")) as troth, serving(troth) as running:
        yield running


@pytest.fixture
def visitor(served: Served) -> Iterator[Visitor]:
    with served.visitor() as opened:
        yield opened


@pytest.fixture
def staff(served: Served) -> Iterator[Visitor]:
    with served.staff() as opened:
        yield opened


@pytest.fixture
def person(served: Served) -> str:
    """A person with a name, in the store."""
    made = served.troth.person()
    served.troth.collect(made, {"name": "Ada Quill"}, purpose="account-management")
    return made
