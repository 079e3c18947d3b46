"""What a run wrote as JSON, to be asked for single figures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.databases import DIALECTS


@dataclass(frozen=True, slots=True)
class Results:
    """The tables of a run, in its order."""

    machine: str
    tables: tuple[dict[str, Any], ...]

    @classmethod
    def read(cls, file: Path) -> Results:
        told = json.loads(file.read_text(encoding="utf-8"))
        return cls(told["machine"], tuple(told["tables"]))

    def table(self, title: str) -> dict[str, Any] | None:
        """The first whose title matches from its start."""
        return next((table for table in self.tables if re.match(title, table["title"])), None)

    def rows(self, title: str, row: str) -> Iterator[dict[str, Any]]:
        """The rows of that table whose first cell matches from its start."""
        table = self.table(title)
        for each in table["rows"] if table else ():
            if re.match(row, str(next(iter(each.values())))):
                yield each

    def figure(self, title: str, row: str, column: str, place: int = -1) -> float | None:
        """One figure; of several rows that match the last, or the one at `place`. None: not measured."""
        found = [each.get(column) for each in self.rows(title, row)]
        if not found or not -len(found) <= place < len(found):
            return None
        value = found[place]
        return float(value) if isinstance(value, int | float) else None


@dataclass(frozen=True, slots=True)
class Pick:
    """Where a figure stands. `{d}` in the title is the database. `per`: the figure is so much through what stands."""

    title: str
    row: str
    column: str
    place: int = -1
    per: float | None = None
    share: str | None = None  # of the figure in this row of the same table
    times: float = 1.0  # so many of what is aimed at to one of what stands there

    def of(self, results: Results) -> dict[str, float | None]:
        """The figure on each database; or one, under the empty name, where no database is asked."""
        names = DIALECTS if "{d}" in self.title or "{d}" in self.row else ("",)
        return {name: self._one(results, name) for name in names}

    def _one(self, results: Results, dialect: str) -> float | None:
        title, row = self.title.replace("{d}", dialect), self.row.replace("{d}", dialect)
        found = results.figure(title, row, self.column, self.place)
        if found is None:
            return None
        if self.share is not None:
            whole = results.figure(title, self.share, self.column, self.place)
            return None if not whole else found / whole
        return found * self.times if self.per is None else self.per / found
