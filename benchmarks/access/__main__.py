"""Access and erasure of a person of 10,000 items: `python -m benchmarks.access`; `--million`: among a million too."""

from __future__ import annotations

import sys
from functools import partial

from benchmarks.access.comparing import MILLION, SIZES, compare
from benchmarks.report import run

if __name__ == "__main__":
    sizes = SIZES
    if "--million" in sys.argv:
        sys.argv.remove("--million")
        sizes += (MILLION,)
    run(__doc__ or "", access=partial(compare, sizes=sizes))
