"""A recipient's endpoint on loopback that answers, while a drill or a test runs."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

from troth.controls.certificates import HERE, Authority


class Receiver(ThreadingHTTPServer):
    """`bodies`: what came in, the oldest first. `status`: what it answers; `heard` is called before it does."""

    daemon_threads = True

    def __init__(self, context: ssl.SSLContext, trusted: ssl.SSLContext) -> None:
        super().__init__((HERE, 0), _Visit)
        self.context, self.trusted = context, trusted
        self.bodies: list[bytes] = []
        self.status = 204
        self.heard: Callable[[], object] = lambda: None

    @property
    def url(self) -> str:
        return f"https://{HERE}:{self.server_address[1]}/notices?of=troth"

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.bodies]

    def finish_request(self, request: Any, client_address: Any) -> None:
        with self.context.wrap_socket(request, server_side=True) as line:
            super().finish_request(line, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up half way is not talked about."""


class _Visit(BaseHTTPRequestHandler):
    timeout = 10

    def do_POST(self) -> None:
        there = cast("Receiver", self.server)
        there.bodies.append(self.rfile.read(int(self.headers["content-length"])))
        there.heard()
        self.send_response(there.status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is written down."""


@contextmanager
def receiving(folder: Path) -> Iterator[Receiver]:
    """One with a certificate of an authority that nobody else knows; the authority's file is in the folder."""
    authority = Authority.made(folder)
    certificate = authority.issue("receiver")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    with Receiver(context, ssl.create_default_context(cafile=str(authority.file))) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.01,), name="receiver", daemon=True)
        thread.start()
        try:
            yield made
        finally:
            made.shutdown()
            thread.join()
