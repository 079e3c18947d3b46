"""A thousand cases at once, the processes that work on them killed ten times: each is done once, none is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from selectors import EVENT_READ, DefaultSelector
from typing import Any

from tests.gate.house import ANN, DAY, NOW, House
from tests.journeys.casework import BEGUN, ENDED, READY
from troth import people
from troth.app.demo.clock import DemoClock
from troth.cases import Asked, Case, CaseKind, Level
from troth.cases.store import steps_of
from troth.vault import Collection

CASES, DEATHS, WORKERS = 1000, 10, 2
ROOT = Path(__file__).resolve().parents[2]
KINDS: tuple[CaseKind, ...] = ("object", "restrict", "erase", "remove", "correct")
KNOWN: dict[str, Any] = {"via": "letter", "level": Level.CHECKED, "check": "call-back"}
SIGN_UP = Collection("lantern-market", "2014-01", "person", NOW, None, "lantern.example", ())


def several(troth: House) -> list[Case]:
    """People with five cases each; the day of each stands."""
    opened = []
    with troth.database.write() as tx:
        for _ in range(CASES // len(KINDS)):
            person = troth.tell.person(tx, troth.caller).id
            number = troth.vault.record_collection(tx, person, SIGN_UP)
            items = [troth.vault.put(tx, person, category, value, collection=number) for category, value in ANN.items()]
            asked = {
                "object": Asked(purposes=("own-offers",)),
                "restrict": Asked(data=("phone",)),
                "remove": Asked(items=(items[2],)),
                "correct": Asked(values={items[0]: "Ann Azure"}),
            }
            for kind in KINDS:
                asks = asked.get(kind, Asked())
                opened.append(troth.cases.open(tx, troth.caller, person, kind, asks, **KNOWN))
    return opened


@contextmanager
def workers(folder: Path, database: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Programs that begin together."""
    at = (NOW + 4 * DAY).isoformat()
    command = [sys.executable, "-m", "tests.journeys.casework", str(folder), database, at]
    programs = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(WORKERS)
    ]
    try:
        assert all(program.stdout and program.stdout.readline() == READY for program in programs)
        for program in programs:
            assert program.stdin is not None
            program.stdin.write(b"\n")
            program.stdin.flush()
        yield programs
    finally:
        for program in programs:
            program.kill()
            program.communicate()


def begin(programs: list[subprocess.Popen[bytes]], cases: int) -> None:
    """Returns when they have begun so many cases between them."""
    lines = 0
    with DefaultSelector() as selector:
        for program in programs:
            assert program.stdout is not None
            selector.register(program.stdout, EVENT_READ)
        while lines < cases:
            for ready, _ in selector.select():
                said = os.read(ready.fd, 4096)
                assert ENDED not in said, "there was nothing left to be killed at"
                lines += said.count(BEGUN)


def test_each_case_is_done_once_and_none_is_lost(house: tuple[Path, dict[str, str]]) -> None:
    folder, settings = house
    database, random = settings.get("database", ""), Random(20140115)
    with House.open(folder, clock=DemoClock(NOW), **settings) as troth:
        assert isinstance(troth, House)
        opened = several(troth)
        for _ in range(DEATHS):
            with workers(folder, database) as programs:
                begin(programs, random.randrange(5, 35))
        with workers(folder, database) as programs:
            assert all(program.communicate()[0].endswith(ENDED) for program in programs)
        judge(troth, opened)


def judge(troth: House, opened: list[Case]) -> None:
    with troth.database.read() as tx:
        for before in opened:
            case = troth.cases.get(tx, before.id)
            kinds = Counter(step.kind for step in steps_of(tx, case))
            assert (case.state, case.due) == ("done", before.due)
            assert kinds == {"received": 1, "done": 1}
        for person in {case.person for case in opened}:
            assert people.get_person(tx, person).erased_at is not None
            marked = [event.kind for event in people.events(tx, person) if event.kind == "restriction"]
            assert marked.count("restriction") == 2
    troth.ledger.integrate()
    assert not troth.ledger.verify().findings
