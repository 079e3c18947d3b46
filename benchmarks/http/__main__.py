"""Governed acts a second over HTTP: `python -m benchmarks.http`."""  # noqa: A005

from __future__ import annotations

from benchmarks.http.comparing import compare
from benchmarks.report import options, show


def main() -> None:
    chosen, file = options(__doc__ or "")
    show(compare(chosen), file)


if __name__ == "__main__":
    main()
