"""How many decisions a second: `python benchmarks/decisions/ours.py [POLICY FOLDER]`.

The folder is an example with its `requests.jsonl` (default: examples/lantern-market). Four doors are timed
over the same requests, one thread, CPU time, the median of several rounds:

    ask_json   from a plain dict: read, checked, decided, the answer as a plain dict
    ask        from a Request that is already read
    decide     from facts that are prepared and a cell that is found, as for many data of one person
    floor      one dict look-up on the strings of the cell, which no decision can beat
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from troth.engine import Cell, Engine, Facts, Request, RequestError, compile_policies, read_request
from troth.language import load_policies

ROUNDS = 7
PASSES = 40  # over the requests, a round
EXAMPLE = Path(__file__).parents[2] / "examples" / "lantern-market"
CellKey = tuple[str, ...]


def main(folder: Path) -> None:
    engine = compile_policies(load_policies([folder]))
    lines = (folder / "requests.jsonl").read_text(encoding="utf-8").splitlines()
    raws = [raw for raw in map(json.loads, lines) if answered(engine, raw)]
    requests = [read_request(raw) for raw in raws]
    pairs = [pair for request in requests for pair in prepared(engine, request)]
    keys: list[CellKey] = [(c.action, c.datum, c.purpose, c.property, c.to or "") for c, _ in pairs]
    table = {key: number for number, key in enumerate(keys)}
    doors: dict[str, tuple[Callable[[], object], int]] = {
        "ask_json": (lambda: [engine.ask_json(raw) for raw in raws], len(raws)),
        "ask": (lambda: [engine.ask(request) for request in requests], len(requests)),
        "decide": (lambda: [engine.decide(cell, facts) for cell, facts in pairs], len(pairs)),
        "floor": (lambda: [table[key] for key in keys], len(keys)),
    }
    print(f"{folder.name}: {len(raws)} requests, {len(pairs)} data; one thread, median of {ROUNDS} rounds")
    for name, times in measured(doors).items():
        each = median(times)
        print(f"{name:>9}  {each * 1e6:8.3f} µs  {1 / each:12,.0f} /s")


def answered(engine: Engine, raw: dict[str, Any]) -> bool:
    try:
        engine.ask_json(raw)
    except RequestError:
        return False
    return True


def prepared(engine: Engine, request: Request) -> Sequence[tuple[Cell, Facts]]:
    """The cells of a request, with its facts; none where no version is in force."""
    version = engine.version_at(request.property, request.at)
    if version is None:
        return ()
    facts = engine.prepare(
        request.at,
        channel=request.channel,
        roles=request.roles,
        datum=request.datum,
        person=request.person,
        recipient=request.recipient,
        ground=request.ground,
        output=request.output,
    )
    ways: dict[str, Any] = {"to": request.to, "other": request.other, "source": request.datum.source}
    what = request.purpose, request.property
    return [(engine.cell(version, request.action, datum, *what, **ways), facts) for datum in request.data]


def measured(doors: dict[str, tuple[Callable[[], object], int]]) -> dict[str, list[float]]:
    """CPU seconds a decision, a door; the doors take turns, so that a slow moment hits all."""
    times: dict[str, list[float]] = {name: [] for name in doors}
    for _ in range(ROUNDS):
        for name, (door, number) in doors.items():
            start = process_time()
            for _ in range(PASSES):
                door()
            times[name].append((process_time() - start) / (number * PASSES))
    return times


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLE)
