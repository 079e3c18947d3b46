"""How long a policy of 1,000 clauses takes to read, and to swap: `python -m benchmarks.compiling`."""

from __future__ import annotations

from benchmarks.compiling.comparing import compare
from benchmarks.report import run

if __name__ == "__main__":
    run(__doc__ or "", compiling=compare)
