"""Proves a policy's newest version with whatever package comes first on PYTHONPATH; prints each clause's status.

python child.py PACKAGE POLICY CLAUSE ...

PACKAGE is where troth must come from, so that nothing is proven of another copy.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import troth
from troth.app.proving import throw_away
from troth.proof import prove


def main(package: str, policy: str, *clauses: str) -> None:
    assert Path(str(troth.__file__)).is_relative_to(package), f"troth came from {troth.__file__}"
    with throw_away(Path(policy), datetime(2014, 6, 1, tzinfo=UTC)) as (opened, stage):
        made = opened.engine.policies[0]
        proof = prove(stage, made, made.versions[-1], only=clauses)
    told = {p.clause: [p.status, *(f"{d.name}: {d.detail}" for d in p.drills if not d.passed)] for p in proof.clauses}
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
