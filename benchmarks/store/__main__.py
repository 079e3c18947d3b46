"""What a governed read, write, erasure … costs beside the bare database: `python -m benchmarks.store`."""

from __future__ import annotations

from benchmarks.report import options, show
from benchmarks.store.comparing import compare


def main() -> None:
    chosen, file = options(__doc__ or "")
    show(compare(chosen), file)


if __name__ == "__main__":
    main()
