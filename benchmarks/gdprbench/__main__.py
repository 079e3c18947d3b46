"""The four workloads of GDPRbench, beside plain text and pgcrypto: `python -m benchmarks.gdprbench`."""

from __future__ import annotations

from benchmarks.gdprbench.comparing import compare
from benchmarks.report import run

if __name__ == "__main__":
    run(__doc__ or "", gdprbench=compare)
