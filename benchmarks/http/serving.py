"""The server of the benchmark, in a process of its own: `python -m benchmarks.http.serving FOLDER PORT`.

It ends when its standard input does, so that it never outlives who started it.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen

from starlette.types import ASGIApp, Receive, Scope, Send

from troth.api import create_app
from troth.api.serving import server
from troth.app import Troth

ROOT = Path(__file__).parents[2]
_NO_LIMIT = "100000000/minute"


def main(folder: Path, port: int) -> None:
    with Troth.open(folder, port=port, rate=_NO_LIMIT) as troth:
        serving = server(_beside(create_app(troth)), troth.settings)

        def end() -> None:
            sys.stdin.read()
            serving.should_exit = True

        threading.Thread(target=end, daemon=True).start()
        serving.run()


def _beside(app: ASGIApp) -> ASGIApp:
    """The application, and at `/bare` an answer that no framework has touched: what the server itself costs."""
    start = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}

    async def beside(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/bare":
            await send(start)
            await send({"type": "http.response.body", "body": b"ok"})
        else:
            await app(scope, receive, send)

    return beside


def cpu_seconds(process: int) -> float:
    """What a process has used of the CPU until now, by the kernel's count (0 where it is not told)."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(folder: Path, port: int) -> Iterator[int]:
    """The deployment in the folder, served on loopback until the end of the block; the server's process."""
    command = [sys.executable, "-m", "benchmarks.http.serving", str(folder), str(port)]
    with Popen(command, stdin=PIPE, cwd=ROOT) as process:
        try:
            yield process.pid
        finally:
            process.communicate(timeout=30)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
