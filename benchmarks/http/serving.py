"""The server of the benchmark, in a process of its own: `python -m benchmarks.http.serving FOLDER PORT`.

It ends when its standard input does, so that it never outlives who started it.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen

from troth.api import create_app
from troth.api.serving import server
from troth.app import Troth

ROOT = Path(__file__).parents[2]
_NO_LIMIT = "100000000/minute"


def main(folder: Path, port: int) -> None:
    with Troth.open(folder, port=port, rate=_NO_LIMIT) as troth:
        serving = server(create_app(troth), troth.settings)

        def end() -> None:
            sys.stdin.read()
            serving.should_exit = True

        threading.Thread(target=end, daemon=True).start()
        serving.run()


@contextmanager
def served(folder: Path, port: int) -> Iterator[None]:
    """The deployment in the folder, served on loopback until the end of the block."""
    command = [sys.executable, "-m", "benchmarks.http.serving", str(folder), str(port)]
    with Popen(command, stdin=PIPE, cwd=ROOT) as process:
        try:
            yield
        finally:
            process.communicate(timeout=30)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
