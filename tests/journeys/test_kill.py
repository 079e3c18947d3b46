"""Killed at any moment (SIGKILL), what was acknowledged is there, and nothing is half done."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.gate.house import NOW, House
from tests.journeys.acting import END
from tests.journeys.agreeing import disagreements
from troth.app.demo.clock import DemoClock

LIVES = 16
SEED = 20140115
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def acting(folder: Path, database: str, seed: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.journeys.acting", folder, database, str(seed)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as program:
        yield program
        assert program.stdin is not None
        program.stdin.close()
    assert program.returncode == 0


def one_life(program: subprocess.Popen[str]) -> list[dict[str, Any]]:
    """What one life acknowledged before it was killed."""
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write("go\n")
    program.stdin.flush()
    lines = list(iter(program.stdout.readline, END + "\n"))
    whole = [line for line in lines if line.endswith("}\n")]
    return [json.loads(line) for line in whole]


def test_what_was_acknowledged_survives_being_killed_and_nothing_is_half_done(
    house: tuple[Path, dict[str, str]],
) -> None:
    folder, settings = house
    acknowledged: list[dict[str, Any]] = []
    with acting(folder, settings.get("database", ""), SEED) as program:
        for life in range(LIVES):
            lines = one_life(program)
            assert lines, life
            acknowledged += lines
            with House.open(folder, clock=DemoClock(NOW), **settings) as troth:
                assert isinstance(troth, House)
                assert disagreements(troth, acknowledged) == [], life
                assert troth.ledger.verify(openings=life == LIVES - 1).findings == (), life
                if life % 4 == 3:
                    troth.ledger.integrate()
    assert {each["act"] for each in acknowledged} == {
        "join", "collect", "use", "disclose", "choice", "refuse", "erase", "integrate",
    }  # fmt: skip
    with House.open(folder, clock=DemoClock(NOW), **settings) as troth:
        assert troth.ledger.integrate().size > 0
        report = troth.ledger.verify()
        assert report.sound
        assert (report.waiting, report.entries) == (0, report.opened + report.erased)


HARM = {
    "DELETE FROM item WHERE category = 'order'": "items and collections",
    "DELETE FROM disclosure": "disclosures",
    "DELETE FROM person_event WHERE kind = 'choice'": "choices",
    "DELETE FROM ledger_entry WHERE person <> 0": "people",
    "DELETE FROM ground_person; DELETE FROM ground": "grounds",
    "UPDATE person SET erased_at = 1": "of an erased person",
}


@pytest.mark.parametrize("harm", HARM)
def test_the_check_itself_sees_what_is_missing(troth: House, harm: str) -> None:
    ann = troth.member()
    done = troth.collects(ann, {"order": "lamp"}, notice="order")
    event = troth.told("choose", ann, "newsletters", "yes")
    order = troth.ordered(ann)
    troth.gate.disclose(troth.caller, ann, ["name"], "delivery", "swiftfoot", ground=order)
    told = {"act": "collect", "person": ann, "items": list(done.items.values()), "entry": done.entry, "event": event}
    assert disagreements(troth, [told]) == []
    with troth.database.write() as tx:
        for statement in harm.split("; "):
            tx.execute(text(statement))
    assert any(HARM[harm] in fault for fault in disagreements(troth, [told]))
