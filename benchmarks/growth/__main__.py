"""Export and erasure of a person while the store grows: `python -m benchmarks.growth`."""

from __future__ import annotations

from benchmarks.growth.comparing import compare
from benchmarks.report import run

if __name__ == "__main__":
    run(__doc__ or "", growth=compare)
