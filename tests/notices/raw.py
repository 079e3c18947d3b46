"""A real mail server that keeps what came to the byte, as it went over the wire."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope


class RawBox:
    """`letters`: each as it came, and read; `senders`: the address that each would come back to."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.letters: list[tuple[bytes, EmailMessage]] = []
        self.senders: list[str | None] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content
        assert isinstance(content, bytes)
        self.letters.append((content, email.message_from_bytes(content, policy=email.policy.default)))
        self.senders.append(envelope.mail_from)
        return "250 taken"


@contextmanager
def raw_mail_server() -> Iterator[RawBox]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    box = RawBox(f"127.0.0.1:{port}")
    controller = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=20)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
