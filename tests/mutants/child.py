"""Runs tests on a copy of the package: a child for each line of files of tests; see `tests.mutants.runner`."""

from __future__ import annotations

import os
import signal
import sys

import hypothesis  # noqa: F401
import pytest

from tests.faults.child import prepare

CHOSEN = ("-x", "-q", "--assert=plain", "-p", "no:cacheprovider")
# Left out: a second database, and searches that are long; their seeded sisters stay.
SLOW = "not postgresql and not agrees_with_the_reference and not whom_the_predicate_takes"
LONGEST = 40  # seconds of work; a busy machine kills nothing
STUCK = 600  # seconds


def limit() -> None:
    """Ends this process if it does not come to an end itself."""
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    signal.alarm(STUCK)


def in_a_child(tests: list[str]) -> int:
    """Forks, and runs the tests there; 0 when none failed."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 1
    try:
        limit()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        status = int(pytest.main([*CHOSEN, "-k", SLOW, *tests]))
    finally:
        os._exit(status)


if __name__ == "__main__":
    prepare()
    sys.path.insert(0, sys.argv[1])
    for line in sys.stdin:
        print(in_a_child(line.split()), flush=True)
