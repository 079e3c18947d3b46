"""All benchmarks, one after the other: `python -m benchmarks`."""

from __future__ import annotations

from benchmarks.decisions import comparing as decisions
from benchmarks.http import comparing as http
from benchmarks.report import options, show
from benchmarks.store import comparing as store


def main() -> None:
    chosen, file = options(__doc__ or "")
    show([table for each in (decisions, store, http) for table in each.compare(chosen)], file)


if __name__ == "__main__":
    main()
