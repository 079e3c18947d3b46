"""The table: the command started as a process of its own, until its first answer over HTTP."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from types import MappingProxyType

from benchmarks.company import document, write_policy
from benchmarks.databases import DIALECTS, scratch, server_for
from benchmarks.http.load import free_port
from benchmarks.report import Cell, Found, Options
from tests.postgres import PostgresServer

_ASK = b"GET /v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
_LIBRARIES = "import fastapi, uvicorn, sqlalchemy, alembic, cryptography, yaml, jinja2"
PATIENCE = 60.0
NOTHING: Mapping[str, str] = MappingProxyType({})
_ALL = f"{_LIBRARIES}; import troth.api, troth.web, troth.cli.main, alembic.command"


class NoAnswer(Exception):
    """The server did not come up."""


def compare(options: Options, dialects: Sequence[str] = DIALECTS) -> list[Found]:
    """One table."""
    rounds = 1 if options.tiny else max(3, options.rounds // 2)
    with ExitStack() as held:
        folder = held.enter_context(scratch())
        server = held.enter_context(server_for(dialects))
        policy = write_policy(folder / "policy", document())
        held.enter_context(_compiled(folder / "bytecode"))
        rows: list[tuple[Cell, ...]] = [
            ("an interpreter that does nothing", median(_ran(["-c", "pass"]) for _ in range(rounds))),
            ("the libraries alone, imported", median(_ran(["-c", _LIBRARIES]) for _ in range(rounds))),
        ]
        for dialect in dialects:
            firsts, warms = zip(*_started(folder, dialect, policy, server, rounds), strict=True)
            rows.append((f"{dialect}: first, the deployment made and its schema with it", median(firsts)))
            rows.append((f"{dialect}: warm", median(warms)))
    notes = (
        "from the start of the process to its first answer over HTTP; first: `troth new`, then `troth serve`",
        "modules are compiled to bytecode beforehand, as an installer leaves them",
    )
    return [Found("Starting `troth serve`", ("what", "s"), tuple(rows), notes)]


@contextmanager
def _compiled(folder: Path) -> Iterator[None]:
    """Modules are compiled beforehand, as an installer leaves them, whatever this machine's environment says of it."""
    before = dict(os.environ)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)
    try:
        _ran(["-c", _ALL])
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _started(
    folder: Path, dialect: str, policy: Path, server: PostgresServer | None, rounds: int
) -> Iterator[tuple[float, float]]:
    """First and warm, round by round, each with a deployment of its own."""
    for number in range(rounds):
        place = folder / f"{dialect}-{number}"
        database = {"TROTH_DATABASE": server.create(place.name)} if server and dialect != "sqlite" else {}
        made = _ran(["-m", "troth", "new", str(place), "--policy", str(policy)], database)
        yield made + _answered(place, database), _answered(place, database)


def _ran(arguments: Sequence[str], more: Mapping[str, str] = NOTHING) -> float:
    started = perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, env=os.environ | dict(more))
    return perf_counter() - started


def _answered(place: Path, more: Mapping[str, str]) -> float:
    """Seconds until the first answer; then the server is asked to stop."""
    port, started = free_port(), perf_counter()
    command = [sys.executable, "-m", "troth", "serve", str(place), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ | dict(more)) as process:
        try:
            while not _answers(port):
                if process.poll() is not None or perf_counter() - started > PATIENCE:
                    raise NoAnswer(f"`troth serve` did not answer in {PATIENCE:.0f} seconds, or ended")
                sleep(0.002)
            return perf_counter() - started
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
            connection.sendall(_ASK)
            return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False
