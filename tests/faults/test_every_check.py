"""Every check of the gate has a planted fault that takes just that check away."""

from __future__ import annotations

import pytest

from tests.faults.checks import Check, checks, taken_away
from tests.faults.every import FAULTS

# Who comes second with a ground that is good once is refused by it. Only two writers at one time show that, and the
# SQLite store that `prove` makes has one: on PostgreSQL tests/gate/test_grounds.py does.
RACES = ["perform: if refusal is None and not self._use_up(tx, found, answer, at):  # 8, before 7: it may yet refuse"]
CHECKS = checks()


def _named(check: Check) -> str:
    return f"{check.function}: {check.words.splitlines()[0]}"


def test_the_checks_of_all_three_ways_in_are_found() -> None:
    found = {(check.file.removeprefix("gate/"), check.function) for check in CHECKS}
    assert found >= {("door.py", "perform"), ("door.py", "take"), ("trying.py", "check"), ("register.py", "beyond")}
    assert found >= {("apart.py", "acted"), ("apart.py", "collected"), ("intake.py", "beyond")}
    assert len(CHECKS) >= 19
    assert [_named(check) for check in CHECKS if _named(check) in RACES] == RACES


@pytest.mark.parametrize("check", [c for c in CHECKS if _named(c) not in RACES], ids=_named)
def test_each_check_of_the_gate_is_taken_away_by_a_fault(check: Check) -> None:
    assert taken_away(check, FAULTS, CHECKS), "plant a fault that takes this check, and no other, away"
