"""The page of figures: what stands between its marks is written from a run's JSON, and never by hand.

`<!-- targets -->`, `<!-- table: TITLE -->`, `<!-- chart: NAME -->`, `<!-- machine -->` and `<!-- others -->` each begin
a block that ends with `<!-- end -->`. A title is a pattern, as for `Results.table`. `others`: tables with no mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.charts import Bar, Chart
from benchmarks.databases import DIALECTS
from benchmarks.report import Found, shown
from benchmarks.results import Results

_BLOCK = re.compile(r"<!-- (targets|table|chart|machine|others)(?:: (.*?))? -->\n.*?<!-- end -->", re.DOTALL)
RESULT = "result.json"


def write_page(page: Path, results: Results, targets: Found) -> None:
    """Writes the page's blocks, and the charts, with the figures themselves beside them."""
    folder = page.with_suffix("")
    folder.mkdir(exist_ok=True)
    charts = {chart.name: chart for chart in charts_of(results)}
    for chart in charts.values():
        (folder / f"{chart.name}.svg").write_text(chart.svg(), encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    page.write_text(filled(text, results, targets, charts, folder.name), encoding="utf-8")


def filled(text: str, results: Results, targets: Found, charts: dict[str, Chart], folder: str) -> str:
    """The page with its blocks written from the figures."""
    marked = [match[2] for match in _BLOCK.finditer(text) if match[1] == "table"]
    writers: dict[str, Callable[[str], str]] = {
        "targets": lambda _: table_of(targets.as_json()),
        "table": lambda title: _titled(results, title),
        "chart": lambda name: _chart(charts.get(name), folder),
        "machine": lambda _: f"The run was made on {results.machine}.",
        "others": lambda _: "\n\n".join(_others(results, marked)) or "None.",
    }

    def written(match: re.Match[str]) -> str:
        kind, name = match[1], match[2]
        mark = f"<!-- {kind}: {name} -->" if name else f"<!-- {kind} -->"
        return f"{mark}\n{writers[kind](name or '')}\n<!-- end -->"

    return _BLOCK.sub(written, text)


def _chart(chart: Chart | None, folder: str) -> str:
    return "Not measured." if chart is None else f"![{chart.title}]({folder}/{chart.name}.svg)"


def _others(results: Results, marked: list[str]) -> Iterator[str]:
    for table in results.tables:
        if not any(re.match(title, table["title"]) for title in marked):
            yield _shown(table)


def _titled(results: Results, title: str) -> str:
    found = [table for table in results.tables if re.match(title, table["title"])]
    return "\n\n".join(map(_shown, found)) or "Not measured."


def _shown(table: dict[str, Any]) -> str:
    notes = " · ".join(note.replace("|", "\\|") for note in table["notes"])
    return f"**{table['title']}**\n\n{table_of(table)}" + (f"\n\n{notes}" if notes else "")


def table_of(table: dict[str, Any]) -> str:
    """A table in Markdown; figures to the right."""
    rows = table["rows"]
    names = list(rows[0])
    right = [any(isinstance(row[name], int | float) for row in rows) for name in names]
    lines = [names, ["--:" if to_the_right else "---" for to_the_right in right]]
    lines += [[_cell(row[name]) for name in names] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Any) -> str:
    return "" if value is None else shown(value).replace("|", "\\|")


# -- charts --

_NAMED = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def charts_of(results: Results) -> Iterator[Chart]:
    """Those for which there are figures."""
    found = (_decisions(results), *_beside_plain(results), _retrofit(results), _storage(results))
    yield from (chart for chart in found if chart.bars)


def _decisions(results: Results) -> Chart:
    rows = results.rows("Decisions a second", r"(?!troth)")
    bars = [Bar(str(row["engine"]), float(row["decide ×"])) for row in rows if row.get("decide ×")]
    title = "A decision with its facts ready: times as fast as each engine"
    return Chart("decisions", title, "times as fast, from each engine's own input; longer is better", tuple(bars))


def _beside_plain(results: Results) -> Iterator[Chart]:
    """Charts with a bar for each database."""
    told = (
        ("acts", "One act beside the bare database", "{d}: one (datum|person)", "× bare", "", "as long; shorter"),
        ("gdprbench", "GDPRbench beside plain text", "{d}: GDPRbench$", "× plain", "", "as long; shorter"),
        ("bulk", "Many values at once beside the raw read", "{d}: bulk read", "× raw", " values", "as long; shorter"),
        (
            "withdrawal",
            "A purpose withdrawn, beside the raw update",
            "{d}: a purpose withdrawn",
            "times faster",
            "",
            "as fast; longer",
        ),
        ("growth", "The large store beside the small", "{d}: growth", "troth, × as long", "", "as long; shorter"),
    )
    for name, title, pattern, column, after, way in told:
        bars = tuple(_paired(results, pattern, column, after))
        series = tuple(_NAMED[dialect] for dialect in DIALECTS)
        yield Chart(name, title, f"times {way} is better", bars, series)


def _paired(results: Results, pattern: str, column: str, after: str) -> Iterator[Bar]:
    for place, dialect in enumerate(DIALECTS):
        for table in results.tables:
            if re.match(pattern.replace("{d}", dialect) + "$", table["title"]) or re.match(
                pattern.replace("{d}", dialect) + " from", table["title"]
            ):
                yield from _bars(table, column, after, place)


def _bars(table: dict[str, Any], column: str, after: str, place: int) -> Iterator[Bar]:
    for row in table["rows"]:
        if isinstance(value := row.get(column), int | float) and value > 0:
            yield Bar(f"{next(iter(row.values()))}{after}", float(value), place)


def _retrofit(results: Results) -> Chart:
    bars = [
        Bar(row["workload"], float(row[column]), place)
        for row in results.rows("postgresql: GDPRbench$", "")
        for place, column in enumerate(("× plain", "pgcrypto, × plain"))
        if row.get(column)
    ]
    title = "GDPRbench on PostgreSQL: what each costs beside plain text"
    return Chart(
        "pgcrypto", title, "times as long as plain text; shorter is better", tuple(bars), ("troth", "pgcrypto")
    )


def _storage(results: Results) -> Chart:
    bars = [
        Bar(str(row["what"]).partition(":")[0].partition(",")[0], float(row["× the data"]), place)
        for place, dialect in enumerate(DIALECTS)
        for row in results.rows(f"{dialect}: storage", "")
        if row.get("× the data")
    ]
    title = "Storage of values of 100 bytes, with all that is kept about them"
    unit = "times the data; shorter is better"
    return Chart("storage", title, unit, tuple(bars), tuple(_NAMED[dialect] for dialect in DIALECTS))
