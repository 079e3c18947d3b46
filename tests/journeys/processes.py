"""Several `troth serve` on one store, which can be killed and started again; and callers that never give up."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {
    "TROTH_RATE": "1000000/minute",
    "TROTH_RATE_UNKNOWN": "1000000/minute",
    "TROTH_DRILL_HOURS": "0",
    "TROTH_CHECKPOINT_SECONDS": "0.1",
}
PATIENCE = 120.0


@dataclass
class Process:
    """One server on a port of its own."""

    folder: Path
    environment: Mapping[str, str]
    port: int = 0
    running: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "troth", "serve", str(self.folder), "--port", str(self.port)]
        environment = {**os.environ, **SETTINGS, **self.environment}
        self.running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)

    def ready(self) -> None:
        """Returns when it listens."""
        until = time.monotonic() + PATIENCE
        while True:
            assert self.running.poll() is None, "the server ended by itself"
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
            except OSError:
                assert time.monotonic() < until, "the server did not start"
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        self.running.send_signal(signal.SIGKILL)
        self.running.wait()

    def end(self) -> None:
        self.running.terminate()
        self.running.wait(PATIENCE)


@contextmanager
def processes(folder: Path, settings: Mapping[str, str], number: int) -> Iterator[list[Process]]:
    """So many servers that answer; killed at the end, if they are still there."""
    environment = {f"TROTH_{name.upper()}": value for name, value in settings.items()}
    started: list[Process] = []
    try:
        started += (Process(folder, environment) for _ in range(number))
        for process in started:
            process.ready()
        yield started
    finally:
        for process in started:
            process.kill()


@dataclass
class Persistent:
    """A caller who sends an act, with one idempotency key, to one server after the other until it is answered."""

    servers: list[Process]
    key: str
    random: Random
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=PATIENCE))

    def post(self, path: str, body: Mapping[str, Any]) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.key}", "idempotency-key": str(uuid.uuid4())}
        until = time.monotonic() + PATIENCE
        while True:
            server = self.random.choice(self.servers)
            try:
                answer = self.http.post(f"{server.url}{path}", json=body, headers=headers)
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code < 500:
                return answer
            assert time.monotonic() < until, f"no server answers: {answer and answer.text}"
            time.sleep(0.02)
