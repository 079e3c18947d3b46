"""Figures into tables, charts and verdicts: the page says what the run's JSON says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from benchmarks.charts import Bar, Chart
from benchmarks.page import charts_of, filled, write_page
from benchmarks.results import Pick, Results
from benchmarks.targets import TARGETS, Target, main, reached

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "speed.md"
RESULT = PAGE.with_suffix("") / "result.json"


def run_of(*tables: tuple[str, list[dict[str, object]]]) -> Results:
    return Results("two cores", tuple({"title": title, "rows": rows, "notes": ["a note"]} for title, rows in tables))


READ = run_of(
    ("sqlite: bulk read", [{"values": "4,000", "× raw": 1.5}, {"values": "50,000", "× raw": 3.0}]),
    ("postgresql: bulk read", [{"values": "4,000", "× raw": 2.5}, {"values": "50,000", "× raw": 3.5}]),
)


def test_a_figure_is_found_on_each_database() -> None:
    assert Pick("{d}: bulk", "", "× raw", 0).of(READ) == {"sqlite": 1.5, "postgresql": 2.5}
    assert Pick("{d}: bulk", "50", "× raw", per=6.0).of(READ)["sqlite"] == 2.0
    assert Pick("{d}: bulk", "50", "× raw", share="4,000").of(READ)["sqlite"] == 2.0


@pytest.mark.parametrize(
    ("pattern", "limit", "verdict"),
    [("{d}: bulk", 9, "yes"), ("{d}: bulk", 2, "in part"), ("{d}: bulk", 1, "no"), ("nothing", 1, "not measured")],
)
def test_an_aim_is_held_against_all_its_figures(pattern: str, limit: float, verdict: str) -> None:
    (row,) = reached(READ, [Target("reading", Pick(pattern, "4", "× raw"), "≤", limit)]).rows
    assert row[-1] == verdict


def test_postgresql_may_have_a_limit_of_its_own() -> None:
    target = Target("reading", Pick("{d}: bulk", "4", "× raw"), "≤", 2, elsewhere=3)
    assert reached(READ, [target]).rows[0][1:] == ("≤ 2, 3", "1.50", "2.50", "yes")


def test_blocks_are_written_and_nothing_else() -> None:
    text = "kept\n<!-- table: sqlite: bulk -->\nold\n<!-- end -->\nkept\n<!-- others -->\n<!-- end -->\n"
    written = filled(text, READ, reached(READ), {}, "speed")
    assert "| 4,000 | 1.50 |" in written
    assert "old" not in written
    assert written.count("kept") == 2
    assert written.index("others") < written.index("postgresql: bulk read"), "what no mark names stands there"
    assert filled(written, READ, reached(READ), {}, "speed") == written


def test_charts_are_well_formed_and_say_their_figures_in_words() -> None:
    chart = Chart("a", "One & two", "times", (Bar("<read>", 0.5), Bar("write", 200.0, 1)), ("SQLite", "PostgreSQL"))
    drawn = ET.fromstring(chart.svg())  # noqa: S314  our own
    told = drawn.findtext("{http://www.w3.org/2000/svg}desc")
    assert told == "<read> (SQLite): 0.50; write (PostgreSQL): 200"
    assert "prefers-color-scheme:dark" in chart.svg()


def test_there_is_no_chart_without_figures() -> None:
    assert [chart.name for chart in charts_of(READ)] == ["bulk"]


def test_the_command_shows_the_aims_and_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, result = tmp_path / "speed.md", tmp_path / "result.json"
    page.write_text("<!-- chart: bulk -->\n<!-- end -->\n<!-- targets -->\n<!-- end -->\n", encoding="utf-8")
    result.write_text(json.dumps({"machine": READ.machine, "tables": READ.tables}), encoding="utf-8")
    main([str(result), "--page", str(page)])
    assert "What was aimed at" in capsys.readouterr().out
    assert "](speed/bulk.svg)" in page.read_text(encoding="utf-8")
    assert (tmp_path / "speed" / "bulk.svg").exists()


def test_the_page_is_what_its_figures_give(tmp_path: Path) -> None:
    copy, results = tmp_path / "speed.md", Results.read(RESULT)
    copy.write_bytes(PAGE.read_bytes())
    write_page(copy, results, reached(results))
    assert copy.read_text(encoding="utf-8") == PAGE.read_text(encoding="utf-8")
    for chart in (tmp_path / "speed").glob("*.svg"):
        assert chart.read_bytes() == (RESULT.parent / chart.name).read_bytes()


def test_every_chart_of_the_page_is_there() -> None:
    drawn = re.findall(r"\]\(speed/([a-z]+\.svg)\)", PAGE.read_text(encoding="utf-8"))
    assert drawn
    assert all((RESULT.parent / name).exists() for name in drawn)


def test_aims_are_named_once() -> None:
    names = [target.what for target in TARGETS]
    assert len(names) == len(set(names))
