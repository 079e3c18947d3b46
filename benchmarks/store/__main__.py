"""What a governed read, write, erasure … costs beside the bare database: `python -m benchmarks.store`."""

from __future__ import annotations

from benchmarks.report import run
from benchmarks.store.comparing import compare

if __name__ == "__main__":
    run(__doc__ or "", store=compare)
