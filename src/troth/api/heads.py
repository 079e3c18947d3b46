"""HTTP/1.1 as the server reads it: by `httptools`, a parser in C, whose only lack is a bound to the head.

It keeps what came of a head in memory, however long; so who sends no end of one is turned away.
"""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST = 65_536  # bytes of a request line and headers


class Bounded(HttpToolsProtocol):
    """One connection."""

    _in_head = False
    _came = 0  # since the head began

    def on_message_begin(self) -> None:
        self._in_head, self._came = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self._in_head:
            return
        self._came += len(data)
        if self._came > MOST:
            self._in_head = False
            self.send_400_response("The head of the request is too long.")
