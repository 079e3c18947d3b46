"""A purpose withdrawn for thousands of records: `python -m benchmarks.withdrawal`."""

from __future__ import annotations

from benchmarks.report import run
from benchmarks.withdrawal.comparing import compare

if __name__ == "__main__":
    run(__doc__ or "", withdrawal=compare)
