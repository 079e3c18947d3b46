"""Requests worth trying with one click: those of the policy's folder, else some made from its clauses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from troth.engine import Engine, read_request
from troth.errors import RequestError
from troth.language import Version
from troth.review import decided_by
from troth.review.cells import Cells
from troth.review.witness import alone
from troth.web.verdict import question

MOST = 5
_ROW = re.compile(r"^\|\s*(\d+)\s*\|\s*([^|]+?)\s*\|", re.MULTILINE)

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """`words` say what is asked."""

    words: str
    request: Raw


@lru_cache(maxsize=8)
def examples(engine: Engine, folders: tuple[Path, ...], versions: tuple[Version, ...]) -> tuple[Example, ...]:
    """At most five. What a folder's README names comes first, then what differs in its answer.

    Where no folder has any, they are made from the clauses of the versions.
    """
    for folder in folders:
        if found := _of_folder(engine, folder):
            return found
    return tuple(_made(versions))[:MOST]


def _of_folder(engine: Engine, folder: Path) -> tuple[Example, ...]:
    requests = folder / "requests.jsonl"
    if not requests.is_file():
        return ()
    lines = requests.read_text(encoding="utf-8").splitlines()
    return (*_named(engine, folder / "README.md", lines), *_different(engine, lines))[:MOST]


def _named(engine: Engine, readme: Path, lines: Sequence[str]) -> Iterator[Example]:
    """The rows of the README's table that begin with the number of a request's line."""
    rows = _ROW.findall(readme.read_text(encoding="utf-8")) if readme.is_file() else []
    for number, words in rows:
        if 0 < int(number) <= len(lines) and (example := _example(engine, lines[int(number) - 1])):
            yield Example(words, example.request)


def _different(engine: Engine, lines: Sequence[str]) -> Iterator[Example]:
    """The first request for each reason, and the first that is permitted."""
    seen: set[str | None] = set()
    for line in lines:
        if example := _example(engine, line):
            reason = engine.ask_json(example.request)["reason"]
            if reason not in seen:
                yield example
            seen.add(reason)


def _example(engine: Engine, line: str) -> Example | None:
    """None for a line that is no request, or that uses words no policy here knows."""
    try:
        raw = json.loads(line)
        asked = read_request(raw)
        engine.ask(asked)
    except (RequestError, json.JSONDecodeError):
        return None
    return Example(question(asked), raw)


def _made(versions: Sequence[Version]) -> Iterator[Example]:
    """Of each version a request that a never refuses and one that a may permits."""
    for version in versions:
        for modality in ("never", "may"):
            if found := _witness(version, modality):
                yield Example(question(read_request(found)), found)


def _witness(version: Version, modality: str) -> Raw | None:
    cells, own = Cells([version]), alone(version)
    clauses = (clause for clause in version.clauses if clause.modality == modality)
    found = (decided_by(version, clause, cells, own).witness for clause in clauses)
    return next((witness for witness in found if witness is not None), None)
