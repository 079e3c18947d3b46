"""The databases that are measured: SQLite files, a PostgreSQL server of our own, and the disk below both."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.report import Cell, Found
from tests.postgres import PostgresServer, running_server

DIALECTS = ("sqlite", "postgresql")
_DEBIAN = Path("/usr/lib/postgresql")
_FREE = "PRAGMA freelist_count"
_SIZE = """SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r'"""


@contextmanager
def server_for(dialects: Sequence[str]) -> Iterator[PostgresServer | None]:
    """The server, if PostgreSQL is among them."""
    with running_server() if "postgresql" in dialects else nullcontext() as server:
        yield server


def programs_with_pgcrypto() -> Path | None:
    """The folder of an installed PostgreSQL's programs that brings pgcrypto, the newest; None: there is none.

    The wheel that the tests use is built without OpenSSL, so without that extension.
    """
    listed = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True) if _has("pg_config") else None
    found = [Path(listed.stdout.strip())] if listed and listed.returncode == 0 else []
    found += sorted(_DEBIAN.glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    return next((path for path in found if (path / "initdb").exists() and _brings(path, "pgcrypto")), None)


def _has(program: str) -> bool:
    return shutil.which(program) is not None


def _brings(programs: Path, extension: str) -> bool:
    asked = subprocess.run([programs / "pg_config", "--sharedir"], capture_output=True, text=True)
    return asked.returncode == 0 and Path(asked.stdout.strip(), "extension", f"{extension}.control").exists()


def size_of(connection: Any, dialect: str) -> int:
    """Bytes of all tables and indices."""
    if dialect == "sqlite":
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = connection.execute("PRAGMA page_count").fetchone()[0] - connection.execute(_FREE).fetchone()[0]
        return int(pages * connection.execute("PRAGMA page_size").fetchone()[0])
    return int(connection.execute(_SIZE).fetchone()[0])


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder on the disk that is measured."""
    with tempfile.TemporaryDirectory(prefix="troth-bench-") as place:
        yield Path(place)


def fsync_time(folder: Path, times: int = 100) -> float:
    """Seconds that the disk takes to make 4 KiB durable, the median: what bounds every commit."""
    return median(_fsyncs(folder / "fsync", times))


def _fsyncs(path: Path, times: int) -> Iterator[float]:
    with path.open("wb", buffering=0) as file:
        for _ in range(times):
            started = perf_counter()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            yield perf_counter() - started


def the_disk(folder: Path, times: int) -> Found:
    """The disk, as a table."""
    taken = fsync_time(folder, times)
    rows: tuple[tuple[Cell, ...], ...] = (("one after the other", 1 / taken, taken * 1e6),)
    return Found("The disk", ("fsync of 4 KiB", "fsyncs/s", "µs"), rows)


def per_second(taken: float) -> str:
    """A note to stand below every durable figure."""
    return f"the disk made 4 KiB durable {1 / taken:,.0f} times a second in this run"
