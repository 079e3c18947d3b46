"""A program that, when told to, works on cases until none is due, saying so before each: to be killed at any moment."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

from tests.gate.house import House
from troth.app.demo.clock import DemoClock

READY, BEGUN, ENDED = b"ready\n", b"begun\n", b"ended\n"


def main(folder: str, database: str, at: str) -> None:
    with House.open(Path(folder), clock=DemoClock(datetime.fromisoformat(at)), database=database or None) as troth:
        os.write(1, READY)
        sys.stdin.readline()
        troth.work.work(lambda: os.write(1, BEGUN))
    os.write(1, ENDED)


if __name__ == "__main__":
    main(*sys.argv[1:])
