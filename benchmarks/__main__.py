"""All benchmarks, one after the other: `python -m benchmarks`. Each folder with a `comparing` module is a question."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from benchmarks.report import Compare, run

FIRST = ("decisions", "crowd", "compiling", "audience", "store", "flush", "bulk", "withdrawal", "growth", "storage")


def questions() -> dict[str, Compare]:
    """Each question's name and what answers it: first those about one act, then those about many."""
    here = sorted(path.parent.name for path in Path(__file__).parent.glob("*/comparing.py"))
    ordered = [name for name in FIRST if name in here] + [name for name in here if name not in FIRST]
    return {name: import_module(f"benchmarks.{name}.comparing").compare for name in ordered}


if __name__ == "__main__":
    run(__doc__ or "", **questions())
