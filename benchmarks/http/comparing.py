"""The table: what is asked takes turns on the same server, and a bare GET is the baseline."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from itertools import cycle, product
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.http import load
from benchmarks.http.serving import cpu_seconds, served
from benchmarks.report import Cell, Found, Options
from benchmarks.store.acts import VALUE
from benchmarks.store.deployment import Beside, deployed
from benchmarks.store.plain import plain
from troth.app import accounts
from troth.people import person_ref

CONNECTIONS = (1, 8, 32)
PROPERTY = "lantern.example"
BATCH = 100  # decisions in one body
# Measured elsewhere on a machine alike, on SQLite with one connection; not run here.
_PURPOSES = (
    "account-management",
    "order-fulfilment",
    "billing",
    "support",
    "newsletters",
    "own-offers",
    "delivery",
    "opinion-surveys",
    "product-advice",
    "sale",
)
_DATABUNKER = {"collect": (1_181, 0.66), "use": (2_402, 0.36)}


def compare(options: Options) -> list[Found]:
    """A row a number of connections and act."""
    with tempfile.TemporaryDirectory(prefix="troth-bench-") as place:
        folder = Path(place) / "troth"
        people, key = _prepared(folder, options.size(500, 5))
        port = load.free_port()
        with served(folder, port) as process:
            load.wait_for(port)
            return [_table(options, port, process, _asking(people, key))]


def _prepared(folder: Path, number: int) -> tuple[list[str], str]:
    """A deployment with people in it, and a key that may collect and use."""
    troth = deployed(folder, "sqlite", "")
    beside = Beside(troth, plain("sqlite", folder, ""), [])
    beside.join(number)
    with troth.database.write() as tx:
        _, key = accounts.make(tx, "benchmark", ("ask", "collect", "use"), (), troth.clock())
    beside.plain.close()
    troth.close()
    return [person_ref(person) for person in beside.people], key


def _asking(people: list[str], key: str) -> dict[str, Callable[[], bytes]]:
    turns = cycle(people)

    def use() -> bytes:
        return _post("/v1/use", key, {"person": next(turns), "data": ["email"], "for": "account-management"})

    def collect() -> bytes:
        values = {"order": VALUE}
        return _post("/v1/collect", key, {"person": next(turns), "values": values, "for": "order-fulfilment"})

    batch = _post("/v1/decide", key, _batch())
    health = b"GET /v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    bare = b"GET /bare HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    return {
        "bare GET": lambda: health,
        "GET without a framework": lambda: bare,
        "use": use,
        "collect": collect,
        f"decide, {BATCH} in a body": lambda: batch,
    }


def _batch() -> dict[str, Any]:
    """A hundred different questions of one person."""
    person = {
        "registered": True,
        "adult": True,
        "choices": [{"topic": "newsletters", "value": "yes", "at": "2014-02-01"}],
    }
    given = {"in": PROPERTY, "at": "2014-03-01", "datum": {"version": "2014-01"}, "person": person}
    cells = product(("use", "collect"), ("email", "name", "order", "phone", "postal-address"), _PURPOSES)
    asked = [{"action": action, "data": data, "for": purpose} for action, data, purpose in cells]
    return {"given": given, "asked": asked[:BATCH]}


def _post(path: str, key: str, body: dict[str, Any]) -> bytes:
    content = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


def _table(options: Options, port: int, process: int, asking: dict[str, Callable[[], bytes]]) -> Found:
    seconds = 0.1 if options.tiny else max(0.5, 10 * options.seconds)
    for making in asking.values():
        load.run(port, making, 2, seconds / 2)
    rows: list[tuple[Cell, ...]] = []
    for connections in CONNECTIONS:
        found: dict[str, list[load.Load]] = {name: [] for name in asking}
        for _ in range(options.rounds):
            for name, making in asking.items():
                started = cpu_seconds(process)
                found[name].append(load.run(port, making, connections, seconds))
                found[name][-1].cpu = cpu_seconds(process) - started
        rows += [_row(name, connections, runs, found["bare GET"]) for name, runs in found.items()]
    rows += [
        (f"{name}, Databunker's (quoted)", 1, rate, p50, None, None, None) for name, (rate, p50) in _DATABUNKER.items()
    ]
    return Found(
        "Over HTTP, one worker, SQLite, each act durable before its answer",
        ("what", "connections", "/s", "p50, ms", "p95, ms", "CPU of the server, µs", "of the bare GET"),
        tuple(rows),
        (
            "CPU of the server: what one HTTP request costs it, whatever else runs on the machine",
            f"{options.rounds} rounds of {seconds:.1f} s each, in turn, on loopback; the load shares the cores",
            "Databunker's figures were measured apart, on two cores too; they are no baseline of this run",
        ),
    )


def _row(name: str, connections: int, runs: list[load.Load], bare: list[load.Load]) -> tuple[Cell, ...]:
    share = median(ours.rate / theirs.rate for ours, theirs in zip(runs, bare, strict=True))
    figures = [median(run.rate for run in runs), *(1e3 * median(part) for part in _parts(runs))]
    return name, connections, *figures, 1e6 * median(run.cpu / len(run.latencies) for run in runs), share


def _parts(runs: list[load.Load]) -> tuple[list[float], list[float]]:
    return [run.p50 for run in runs], [run.p95 for run in runs]
