"""A letter box: a mail server on loopback (RFC 5321, as much as a sender needs), while a drill or the demo runs."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Callable
from email.message import EmailMessage
from types import TracebackType
from typing import cast

PATIENCE = 10.0


class LetterBox(socketserver.ThreadingTCPServer):
    """Use it as a context manager. `letters`: what came in, each told to `heard`. `refuses`: it takes none at all."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *, refuses: bool = False, heard: Callable[[EmailMessage], object] = lambda _: None) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.letters: list[EmailMessage] = []
        self.refuses, self.heard = refuses, heard
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> LetterBox:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()


class _Conversation(socketserver.StreamRequestHandler):
    timeout = PATIENCE

    def handle(self) -> None:
        box = cast("LetterBox", self.server)
        self._say("220 drill.example")
        while line := self.rfile.readline(2048):
            verb = line.strip().upper()
            if verb == b"QUIT":
                self._say("221 bye")
                return
            if verb == b"DATA":
                self._say("354 go on")
                box.letters.append(letter := self._letter())
                box.heard(letter)
            refused = box.refuses and verb.startswith(b"RCPT")
            self._say("550 nobody here" if refused else "250 fine")

    def _letter(self) -> EmailMessage:
        lines: list[bytes] = []
        while (line := self.rfile.readline(1 << 16)) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return email.message_from_bytes(b"".join(lines), policy=email.policy.default)

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")
