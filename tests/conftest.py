"""Published texts with the anchors that must hold in them: the seeds beside the repository, or else the examples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import chromium, flags

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"
EXAMPLES = ROOT / "examples"
settings.register_profile("tests", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")  # how long something takes is no test's to judge


@dataclass(frozen=True, slots=True)
class Published:
    """A text file and the values of all anchors that tie something to it."""

    text: Path
    anchors: tuple[Any, ...]


def _seeds() -> Iterator[Published]:
    for path in sorted(SEEDS.glob("*.promises.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        anchors = [anchor for promise in document["promises"] for anchor in promise["at"]]
        yield Published(SEEDS / document["text"], (*anchors, *document["titles"]))


def _examples() -> Iterator[Published]:
    for path in sorted(EXAMPLES.glob("**/policy.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        at = [clause["at"] for clause in document["clauses"] if "at" in clause]
        anchors = [anchor for value in at for anchor in (value if isinstance(value, list) else [value])]
        yield Published(path.parent / document["text"], tuple(anchors))


PUBLISHED = [*_seeds()] or [*_examples()]


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder with the seeds; in a clone alone, the examples."""
    return SEEDS if SEEDS.exists() else EXAMPLES


@pytest.fixture(scope="session", params=PUBLISHED, ids=lambda p: f"{p.text.parent.name}/{p.text.name}")
def published(request: pytest.FixtureRequest) -> Published:
    """One published text after the other, with its anchors."""
    found: Published = request.param
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium: one for all tests of a process, for a second one cannot be started in it."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=flags())
        yield running
        running.close()
