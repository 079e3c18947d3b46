"""Decisions a second, ours and others': `python -m benchmarks.decisions`."""

from __future__ import annotations

from benchmarks.decisions.comparing import compare
from benchmarks.report import options, show


def main() -> None:
    chosen, file = options(__doc__ or "")
    show(compare(chosen), file)


if __name__ == "__main__":
    main()
