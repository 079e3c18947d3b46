"""The page of divergences has a row for every duty, and what it names as the place is there."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/divergences.md"
ROW = re.compile(r"^\| ([A-Z]{2}-\d{2}) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
ANY_ROW = re.compile(r"^\| [A-Z]{2}-\d{2} .*$", re.MULTILINE)
NAMED = re.compile(r"\b[A-Z]{2}-\d{2}\b")
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
TOLD = PAGE.read_text(encoding="utf-8")


def _duties(seeds: Path) -> set[str]:
    """The ids of all duties; in a clone alone, those of the page itself."""
    table = seeds.parent / "laws.csv"
    if not table.exists():
        return {row[0] for row in ROW.findall(TOLD)}
    return {row["id"] for row in csv.DictReader(table.read_text(encoding="utf-8").splitlines())}


def test_every_duty_has_one_row_and_no_row_names_another(seeds: Path) -> None:
    rows = Counter(row[0] for row in ROW.findall(TOLD))
    assert set(rows) == _duties(seeds)
    assert set(rows.values()) == {1}


def test_no_word_of_the_page_names_a_duty_that_has_no_row() -> None:
    rows = {row[0] for row in ROW.findall(TOLD)}
    assert set(NAMED.findall(TOLD)) - rows == set()


def test_every_row_is_whole() -> None:
    assert len(ROW.findall(TOLD)) == len(ANY_ROW.findall(TOLD))


def test_every_place_that_the_page_names_is_there() -> None:
    places = LINK.findall(TOLD)
    assert places
    assert [place for place in places if not (PAGE.parent / place).exists()] == []


def test_what_is_called_done_names_its_code_and_its_test() -> None:
    for part in re.split(r"^### ", TOLD, flags=re.MULTILINE)[1:]:
        if part.startswith("Done\n"):
            assert [r[0] for r in ROW.findall(part) if "src/troth/" not in r[2]] == []
