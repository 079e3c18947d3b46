"""Where drills run: a store that is thrown away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from troth.app.demo.clock import DemoClock
from troth.app.house import Troth
from troth.controls import SetClock, Stage
from troth.controls.attestations import enter_file


@contextmanager
def throw_away(policy: Path, at: datetime) -> Iterator[tuple[Troth, Stage]]:
    """A deployment of that policy in a folder that goes with the end of the block; its clock stands at `at`."""
    with tempfile.TemporaryDirectory(prefix="troth-prove-") as scratch:
        clock = DemoClock(at)
        with Troth.create(Path(scratch) / "store", [policy], realm="demo", clock=clock) as troth:
            with troth.database.write() as tx:
                enter_file(tx, policy, [v for p in troth.engine.policies for v in p.versions])
            yield troth, stage_of(troth, clock)


def stage_of(troth: Troth, clock: SetClock) -> Stage:
    """The deployment as drills see it. `clock` must be the one that its gate goes by."""
    return Stage(troth.database, troth.engine, troth.gate, troth.tell, troth.vault, troth.ledger, clock)
