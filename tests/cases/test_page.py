"""The reference page of cases says everything, as it is."""

from __future__ import annotations

import csv

from tests.conftest import ROOT
from troth.cases import CASE_KINDS, DENIALS, EXTENSIONS, NEEDED, PAUSES
from troth.cases.model import CHECKS, WAYS, Level

PAGE = (ROOT / "docs" / "reference" / "cases.md").read_text(encoding="utf-8")


def test_every_kind_stands_there_with_what_it_needs() -> None:
    rows = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| `")]
    told = {row[0].strip("| `"): row[2].strip(" `") for row in rows if len(row) == 4}
    assert told == {kind: NEEDED[kind].name.lower() for kind in CASE_KINDS}


def test_every_code_stands_there_with_its_words() -> None:
    for code, words in DENIALS.items():
        assert f"| `{code}` | {words}" in PAGE
    assert all(f"`{code}`" in PAGE for code in (*PAUSES, *EXTENSIONS, *CHECKS, *WAYS))
    assert all(f"| `{level.name.lower()}` |" in PAGE for level in Level)


def test_every_law_stands_there() -> None:
    laws = (ROOT / "src" / "troth" / "cases" / "deadlines.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(laws.splitlines()):
        assert f"| {row['law']} {row['article']} | {', '.join(row['kinds'].split())} |" in PAGE
