"""One question about many people, beside a comprehension: `python -m benchmarks.crowd`."""

from __future__ import annotations

from benchmarks.crowd.comparing import compare
from benchmarks.report import run

if __name__ == "__main__":
    run(__doc__ or "", crowd=compare)
