"""Whom may a message go to? Everyone asked at once, beside scans: `python -m benchmarks.audience`."""

from __future__ import annotations

from benchmarks.audience.comparing import compare
from benchmarks.report import run

if __name__ == "__main__":
    run(__doc__ or "", audience=compare)
