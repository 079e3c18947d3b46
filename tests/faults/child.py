"""Proves a policy's newest version with whatever package comes first on PYTHONPATH; prints each clause's status.

python child.py PACKAGE POLICY WORK acts|none [CLAUSE ...]

PACKAGE is where troth must come from, so that nothing is proven of another copy. `acts`: all mays and nevers are
drilled, besides the named clauses.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import troth
from troth.app import Troth
from troth.app.demo.clock import DemoClock
from troth.controls import Stage
from troth.proof import prove


def main(package: str, policy: str, work: str, acts: str, *named: str) -> None:
    assert Path(str(troth.__file__)).is_relative_to(package), f"troth came from {troth.__file__}"
    clock = DemoClock(datetime(2014, 3, 1, tzinfo=UTC))
    with Troth.create(Path(work) / "store", [Path(policy)], realm="demo", clock=clock) as opened:
        made = opened.engine.policies[0]
        version = made.versions[-1]
        only = {*named, *(c.id for c in version.clauses if acts == "acts" and c.scope is not None)}
        stage = Stage(opened.database, opened.engine, opened.gate, opened.tell, opened.vault, opened.ledger, clock)
        proof = prove(stage, made, version, only=only)
    told = {p.clause: [p.status, *(f"{d.name}: {d.detail}" for d in p.drills if not d.passed)] for p in proof.clauses}
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
