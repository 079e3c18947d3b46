"""The house stays small: sizes are a ratchet, SQL has one place, pages carry no foreign asset."""

from __future__ import annotations

import ast
import re
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*ROOT.glob("src/troth/**/*.py"), *ROOT.glob("spec/*.py")])
LONGEST_FILE = 400
LONGEST_90TH_PERCENTILE = 35
FORBIDDEN_FOLDERS = {"utils", "common", "helpers", "manager", "service", "util", "misc"}


def _function_lengths() -> list[int]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES)
    return [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_is_at_most_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_nine_of_ten_functions_are_short() -> None:
    assert statistics.quantiles(_function_lengths(), n=10)[-1] <= LONGEST_90TH_PERCENTILE


def test_the_reference_evaluator_stays_under_600_lines() -> None:
    assert sum(len(p.read_text(encoding="utf-8").splitlines()) for p in ROOT.glob("spec/*.py")) < 600


def test_folders_are_named_for_the_domain() -> None:
    names = {path.stem for path in SOURCES} | {path.parent.name for path in SOURCES}
    assert not names & FORBIDDEN_FOLDERS


def test_only_stores_speak_sql() -> None:
    speakers = {
        str(p.relative_to(ROOT))
        for p in SOURCES
        if re.search(
            r"^\s*(?:from|import) (?:sqlalchemy|sqlite3|psycopg)\b",
            p.read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    }
    assert {s for s in speakers if not s.endswith("/store.py") and "troth/db/" not in s} == set()


def test_pages_load_nothing_from_elsewhere() -> None:
    pages = [
        *ROOT.glob("src/troth/**/*.html"),
        *ROOT.glob("src/troth/**/*.css"),
        *ROOT.glob("src/troth/**/*.js"),
    ]
    foreign = re.compile(r"(?:src|href)=[\"']?(?:https?:)?//|@import|url\(\s*[\"']?https?:", re.IGNORECASE)
    assert [str(p) for p in pages if foreign.search(p.read_text(encoding="utf-8"))] == []
