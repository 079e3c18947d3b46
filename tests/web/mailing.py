"""A real mail server on loopback, and the links that arrive in it."""

from __future__ import annotations

import email
import email.policy
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

PATIENCE = 30.0
LINK = re.compile(r"https?://\S+(/me/link/\S+)")


class Mailbox:
    """What arrived, and for whom. `place`: the server's host:port."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.letters: list[tuple[str, EmailMessage]] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        letter = email.message_from_bytes(content, policy=email.policy.default)
        self.letters += [(address, letter) for address in envelope.rcpt_tos]
        return "250 taken"

    def wait_for(self, address: str, count: int = 1) -> EmailMessage:
        """The newest letter to the address, once there are so many."""
        until = time.monotonic() + PATIENCE
        while len(found := [letter for to, letter in self.letters if to == address]) < count:
            assert time.monotonic() < until, "no letter came"
            time.sleep(0.01)
        return found[-1]

    def link(self, address: str, count: int = 1) -> str:
        """The path of the link in it."""
        match = LINK.search(self.wait_for(address, count).get_content())
        assert match is not None
        return match[1]


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    box = Mailbox(f"127.0.0.1:{port}")
    controller = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=20)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
