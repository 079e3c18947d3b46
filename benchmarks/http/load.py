"""A load generator: so many connections, kept open, each with one HTTP request under way at a time."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median, quantiles

Making = Callable[[], bytes]  # the bytes of the next HTTP request


@dataclass(slots=True)
class Load:
    """What was measured: latencies in seconds, in how much time; and how much CPU time it took the server."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    @property
    def p50(self) -> float:
        return median(self.latencies)

    @property
    def p95(self) -> float:
        return quantiles(self.latencies, n=20)[-1] if len(self.latencies) > 1 else self.p50


class UnexpectedAnswer(Exception):
    """The server answered something else than 200."""


@dataclass(slots=True)
class _Connection:
    """One connection with the answer that is coming in."""

    socket: socket.socket
    sent: float = 0.0
    received: bytearray = field(default_factory=bytearray)

    def send(self, request: bytes) -> None:
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def complete(self) -> bool:
        """Takes in what has come; whether the answer is whole. UnexpectedAnswer unless it is a 200."""
        some = self.socket.recv(65_536)
        self.received += some
        head, found, body = bytes(self.received).partition(b"\r\n\r\n")
        if not some or (found and not head.startswith(b"HTTP/1.1 200")):
            raise UnexpectedAnswer(bytes(self.received[:600]).decode(errors="replace"))
        if not found or len(body) < _length(head):
            return False
        self.received.clear()
        return True


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def run(port: int, making: Making, connections: int, seconds: float) -> Load:
    """Keeps that many connections busy for that long. UnexpectedAnswer at the first answer that is not a 200."""
    load = Load()
    with selectors.DefaultSelector() as waiting:
        opened = [_Connection(socket.create_connection(("127.0.0.1", port))) for _ in range(connections)]
        try:
            _busy(load, waiting, opened, making, seconds)
        finally:
            for each in opened:
                each.socket.close()
    return load


def _busy(
    load: Load, waiting: selectors.BaseSelector, opened: list[_Connection], making: Making, seconds: float
) -> None:
    started = time.perf_counter()
    for each in opened:
        each.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        waiting.register(each.socket, selectors.EVENT_READ, each)
        each.send(making())
    under_way = len(opened)
    while under_way:
        ready = waiting.select(timeout=30)
        if not ready:
            raise UnexpectedAnswer("no answer in 30 seconds")
        for key, _ in ready:
            under_way -= _answered(load, key.data, making, started + seconds)
    load.seconds = time.perf_counter() - started


def _answered(load: Load, connection: _Connection, making: Making, until: float) -> int:
    """Reads on; asks again while there is time. 1 when this connection has done its part."""
    if not connection.complete():
        return 0
    now = time.perf_counter()
    load.latencies.append(now - connection.sent)
    if now >= until:
        return 1
    connection.send(making())
    return 0


def wait_for(port: int, seconds: float = 60) -> None:
    """Returns when somebody listens there."""
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
