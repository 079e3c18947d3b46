"""How long until `troth serve` answers: `python -m benchmarks.starting`."""

from __future__ import annotations

from benchmarks.report import run
from benchmarks.starting.comparing import compare

if __name__ == "__main__":
    run(__doc__ or "", starting=compare)
