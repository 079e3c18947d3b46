"""Published texts with the anchors that must hold in them: the seeds beside the repository, or else the examples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"
EXAMPLES = ROOT / "examples"


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
