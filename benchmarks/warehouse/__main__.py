"""What policies as SQL cost: the writing, and the scan of a mapped table: `python -m benchmarks.warehouse`."""

from __future__ import annotations

from benchmarks.report import run
from benchmarks.warehouse.comparing import compare

if __name__ == "__main__":
    run(__doc__ or "", warehouse=compare)
