"""Bytes that a value of 100 bytes takes: `python -m benchmarks.storage`."""

from __future__ import annotations

from benchmarks.report import run
from benchmarks.storage.comparing import compare

if __name__ == "__main__":
    run(__doc__ or "", storage=compare)
