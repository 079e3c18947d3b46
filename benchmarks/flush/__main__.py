"""How many governed reads of 32 callers share a flush: `python -m benchmarks.flush`."""

from __future__ import annotations

from benchmarks.flush.comparing import compare
from benchmarks.report import run

if __name__ == "__main__":
    run(__doc__ or "", flush=compare)
