"""Many values read and taken in at once: `python -m benchmarks.bulk`."""

from __future__ import annotations

from benchmarks.bulk.comparing import compare
from benchmarks.report import run

if __name__ == "__main__":
    run(__doc__ or "", bulk=compare)
