"""Both ends of a line on loopback: servers that drills start, and clients that speak to them well or badly."""

from __future__ import annotations

import secrets
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from troth.controls.certificates import HERE
from troth.controls.transport import listener
from troth.errors import Unavailable

_PATIENCE: Final = 10.0
_GET: Final = b"GET / HTTP/1.1\r\nhost: drill.example\r\nconnection: close\r\n\r\n"
_ANSWER: Final = b"HTTP/1.1 204"


async def _nothing(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """An ASGI app that answers everything with nothing."""
    while scope["type"] == "lifespan":
        told = (await receive())["type"]
        await send({"type": f"{told}.complete"})
        if told == "lifespan.shutdown":
            return
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@contextmanager
def served(context: ssl.SSLContext | None) -> Iterator[int]:
    """The server as deployments run it, with another app, on a free port; gives the port."""
    server = listener(_nothing, HERE, 0, context)
    with socket.create_server((HERE, 0)) as bound:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, name="drill-server", daemon=True)
        thread.start()
        try:
            _until(lambda: server.started or not thread.is_alive())
            yield int(bound.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join(_PATIENCE)


def _until(held: Any) -> None:
    for _ in range(int(_PATIENCE * 100)):
        if held():
            return
        time.sleep(0.01)
    raise Unavailable("the drill's server did not start")


def greeted(port: int, trusted: Path, *, newest: ssl.TLSVersion, oldest: ssl.TLSVersion, ciphers: str = "") -> str:
    """Asks over TLS and gives the version spoken. Raises OSError when there is no answer."""
    context = ssl.create_default_context(cafile=str(trusted))
    context.minimum_version, context.maximum_version = oldest, newest
    if ciphers:
        context.set_ciphers(ciphers)
    with (
        socket.create_connection((HERE, port), timeout=_PATIENCE) as bare,
        context.wrap_socket(bare, server_hostname=HERE) as line,
    ):
        line.sendall(_GET)
        if not line.recv(1024).startswith(_ANSWER):
            raise ConnectionError("there was no answer")
        return line.version() or ""


def in_the_clear(port: int) -> bytes:
    """What comes back when one asks without TLS."""
    return _said(port, _GET)


def old_hello(port: int) -> bytes:
    """What comes back when one greets as TLS 1.1 does (RFC 4346), and knows nothing newer.

    It is written by hand, for the library of this machine may have forgotten how.
    """
    suites = struct.pack(">8H", 0xC00A, 0xC009, 0xC014, 0xC013, 0x0035, 0x002F, 0x000A, 0x00FF)
    groups = struct.pack(">HHHHHH", 10, 8, 6, 23, 24, 25)
    points = struct.pack(">HHBB", 11, 2, 1, 0)
    extensions = groups + points
    body = b"\x03\x02" + secrets.token_bytes(32) + b"\0" + struct.pack(">H", len(suites)) + suites + b"\x01\0"
    body += struct.pack(">H", len(extensions)) + extensions
    hello = b"\x01" + len(body).to_bytes(3, "big") + body
    return _said(port, b"\x16\x03\x01" + struct.pack(">H", len(hello)) + hello)


def _said(port: int, words: bytes) -> bytes:
    with socket.create_connection((HERE, port), timeout=_PATIENCE) as line:
        line.sendall(words)
        with suppress(ConnectionError):
            return line.recv(4096)
    return b""


@dataclass(slots=True)
class Endpoint:
    """A recipient's endpoint. `received`: what came after the handshake; `greeted`: whether one was made."""

    port: int = 0
    received: bytes = b""
    greeted: bool = False
    _done: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"https://{HERE}:{self.port}/intake"

    def settled(self) -> None:
        """Waits until the one who came has gone."""
        self._done.wait(_PATIENCE)

    def serve(self, bound: socket.socket, context: ssl.SSLContext | None) -> None:
        """Takes one visitor, and notes what they send."""
        try:
            with suppress(OSError):
                self._receive(bound, context)
        finally:
            self._done.set()

    def _receive(self, bound: socket.socket, context: ssl.SSLContext | None) -> None:
        visitor, _ = bound.accept()
        visitor.settimeout(_PATIENCE)
        with visitor:
            if context is None:
                visitor.recv(1)
                visitor.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                return
            with context.wrap_socket(visitor, server_side=True) as line:
                self.greeted = True
                while piece := line.recv(4096):
                    self.received += piece


@contextmanager
def endpoint(context: ssl.SSLContext | None) -> Iterator[Endpoint]:
    """An endpoint that takes one visitor; without a context one that speaks no TLS."""
    with socket.create_server((HERE, 0)) as bound:
        bound.settimeout(_PATIENCE)
        made = Endpoint(bound.getsockname()[1])
        thread = threading.Thread(target=made.serve, args=(bound, context), name="drill-endpoint", daemon=True)
        thread.start()
        yield made
        with suppress(OSError):  # in case nobody came
            socket.create_connection((HERE, made.port), timeout=1).close()
        thread.join(_PATIENCE)
