"""Proves policies' newest versions with copies of the package, each in a process of its own; tells each status.

Reads lines of JSON: [package, policy, [clause, …], file to write the statuses to], and answers each with a line: the
exit status. Everything that is not troth is imported once, and then this forks: a child a line, with troth from the
package that is named and from nowhere else.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path


def prepare() -> None:
    """Imports all that troth imports, and forgets troth itself."""
    import troth.app.proving
    import troth.proof  # noqa: F401

    for name in [name for name in sys.modules if name == "troth" or name.startswith("troth.")]:
        del sys.modules[name]


def main(package: str, policy: str, clauses: list[str], out: str) -> None:
    sys.path.insert(0, package)
    import troth
    from troth.app.proving import throw_away
    from troth.proof import prove

    assert Path(str(troth.__file__)).is_relative_to(package), f"troth came from {troth.__file__}"
    with throw_away(Path(policy), datetime(2014, 6, 1, tzinfo=UTC)) as (opened, stage):
        made = opened.engine.policies[0]
        proof = prove(stage, made, made.versions[-1], only=clauses)
    told = {p.clause: [p.status, *(f"{d.name}: {d.detail}" for d in p.drills if not d.passed)] for p in proof.clauses}
    Path(out).write_text(json.dumps(told), encoding="utf-8")


def in_a_child(package: str, policy: str, clauses: list[str], out: str) -> int:
    """Forks; the exit status of the child, which writes to `out` what it found, or how it fell."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 1
    try:
        main(package, policy, clauses, out)
        status = 0
    except BaseException:  # whatever a planted fault brings about  # noqa: BLE001
        Path(out).write_text(traceback.format_exc(), encoding="utf-8")
    finally:
        os._exit(status)


if __name__ == "__main__":
    prepare()
    for line in sys.stdin:
        print(in_a_child(*json.loads(line)), flush=True)  # noqa: T201
