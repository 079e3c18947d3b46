"""The company's own mail server in a story: what comes in goes to `troth mail-in`, a process a message, as by a pipe.

Or, where many come, to what that command does, in this process.
"""

from __future__ import annotations

import os
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from tests.journeys.story import Story

ROOT = Path(__file__).resolve().parents[2]
LATER = 75


@dataclass
class Inbound:
    """`place`: its host:port. `environment` None: no process is started. `came`: what was said of each message."""

    told: Story
    place: str
    environment: Mapping[str, str] | None
    came: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content
        assert isinstance(content, bytes)
        if self.environment is None:
            self.came.append(self.told.troth.mail_in.take(content, envelope.rcpt_tos[0]))
            return "250 taken"
        return self._piped(content, envelope.rcpt_tos[0], {**os.environ, **self.environment})

    def _piped(self, content: bytes, to: str, environment: Mapping[str, str]) -> str:
        command = [sys.executable, "-m", "troth", "mail-in", str(self.told.troth.settings.folder), "--to", to]
        done = subprocess.run(command, input=content, capture_output=True, cwd=ROOT, env=environment, check=False)
        self.told.watch.saw("output of mail-in", done.stdout, done.stderr)
        self.came.append(done.stdout.decode().strip())
        return "451 later" if done.returncode == LATER else "250 taken" if done.returncode == 0 else "554 no"

    def writes(self, sender: str, to: str, words: str, *headers: tuple[str, str]) -> str:
        """Somebody's mail program hands a letter over; what came of it."""
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = sender, to, "Re: your message"
        for name, value in headers:
            letter[name] = value
        letter.set_content(words)
        host, _, port = self.place.partition(":")
        with smtplib.SMTP(host, int(port), timeout=60) as line:
            line.sendmail(sender, [to], letter.as_bytes())
        return self.came[-1]


@contextmanager
def inbound(told: Story, settings: Mapping[str, str] | None = None) -> Iterator[Inbound]:
    """Takes mail for the story's deployment. `settings`: those that the process `troth mail-in` opens it with."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {f"TROTH_{name.upper()}": value for name, value in settings.items()} if settings else None
    there = Inbound(told, f"127.0.0.1:{port}", environment)
    controller = Controller(there, hostname="127.0.0.1", port=port, ready_timeout=20)
    controller.start()
    try:
        yield there
    finally:
        controller.stop()
