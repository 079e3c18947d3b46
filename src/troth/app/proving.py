"""Where drills run: on a store that is thrown away, or beside a deployment on its own store."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from troth.app.demo.clock import DemoClock
from troth.app.house import Troth
from troth.controls import SetClock, Stage
from troth.controls.attestations import enter_file
from troth.proof import Door, Proof, run

OpenDoor = Callable[[Troth], AbstractContextManager[Door]]  # opens the API to drills
Report = Callable[[str, int, int], None]  # what, done, of how many


@contextmanager
def throw_away(policy: Path, at: datetime) -> Iterator[tuple[Troth, Stage]]:
    """A deployment of that policy in a folder that goes with the end of the block; its clock stands at `at`."""
    with tempfile.TemporaryDirectory(prefix="troth-prove-") as scratch:
        clock = DemoClock(at)
        with Troth.create(Path(scratch) / "store", [policy], realm="demo", clock=clock) as troth:
            with troth.database.write() as tx:
                enter_file(tx, policy, [v for p in troth.engine.policies for v in p.versions])
            yield troth, stage_of(troth, clock)


def beside(troth: Troth) -> tuple[Troth, Stage]:
    """The deployment on a clock of the drills' own, so that nobody who is served is disturbed, and its stage."""
    clock = DemoClock(troth.clock())
    other = troth.beside(clock)
    return other, stage_of(other, clock)


def drill(troth: Troth, door: OpenDoor | None, report: Report) -> list[Proof]:
    """The drills of a running deployment, if they are due; none while another process has the turn."""
    other, stage = beside(troth)
    every = timedelta(hours=troth.settings.drill_hours)
    opening = partial(door, other) if door is not None else None
    return run(stage, troth.clock(), every, door=opening, report=report) or []


def stage_of(troth: Troth, clock: SetClock) -> Stage:
    """The deployment as drills see it. `clock` must be the one that its gate goes by."""
    parts = (troth.database, troth.engine, troth.gate, troth.tell, troth.vault, troth.ledger)
    return Stage(*parts, clock, troth.work)
