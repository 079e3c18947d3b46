#!/usr/bin/env python3
"""Set troth up in `.venv` beside this file, and run it. Needs Python 3.11 or newer and nothing else.

python3 tasks.py demo     set up, fill a store with invented people, serve it
python3 tasks.py test     set up, run all tests
python3 tasks.py check    lint, types, import directions
python3 tasks.py lock     renew the lock files from pyproject.toml
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
LOCKS = {"run": ROOT / "requirements" / "run.txt", "dev": ROOT / "requirements" / "dev.txt"}


def main(arguments: list[str]) -> int:
    tasks = {"demo": demo, "test": test, "check": check, "lock": lock}
    if not arguments or arguments[0] not in tasks:
        print(__doc__)
        return 2
    if sys.version_info < (3, 11):  # noqa: UP036  the script must say so itself on an older Python
        print("troth needs Python 3.11 or newer; this is", sys.version.split()[0])
        return 2
    return tasks[arguments[0]](arguments[1:])


def demo(rest: list[str]) -> int:
    set_up("run")
    return run(BIN / "troth", "demo", "examples/lantern-market", *rest)


def test(rest: list[str]) -> int:
    set_up("dev")
    workers = [] if any(a.startswith("-n") for a in rest) else ["-n", str(min(4, os.cpu_count() or 1))]
    return run(BIN / "python", "-m", "pytest", *workers, *rest)


def check(_rest: list[str]) -> int:
    set_up("dev")
    checks = (
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("lint-imports", "--no-cache"),
    )
    return max([run(BIN / tool, *words) for tool, *words in checks])


def lock(_rest: list[str]) -> int:
    set_up("dev")
    for name, extras in (("run", ("postgres",)), ("dev", ("postgres", "report", "chinese", "sql", "dev"))):
        words = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"]
        chosen = [f"--extra={extra}" for extra in extras]
        code = run(
            *(BIN / "uv", "pip", "compile", "--quiet", *words, *chosen, "--group", "build"),
            *("--custom-compile-command", "python3 tasks.py lock", "pyproject.toml", "-o", LOCKS[name]),
        )
        if code:
            return code
    return 0


def set_up(name: str) -> None:
    """Make `.venv` hold just what the lock file says, and troth itself; quick when nothing has changed."""
    stamp = VENV / f"{name}.stamp"
    wanted = hashlib.sha256(LOCKS[name].read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"setting up {VENV.name} (once; the downloads take the time) …", flush=True)
    if not BIN.exists():
        venv.create(VENV, with_pip=True)
    pip = (BIN / "python", "-m", "pip", "--disable-pip-version-check", "install")
    must(*pip, "--require-hashes", "-r", LOCKS[name])
    must(*pip, "--quiet", "--no-deps", "--no-build-isolation", "-e", ROOT)
    stamp.write_text(wanted)


def must(*words: object) -> None:
    if code := run(*words):
        print("that step failed; the lines above say why. nothing else was changed.")
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(code)


def run(*words: object) -> int:
    try:
        return subprocess.run([str(word) for word in words], cwd=ROOT).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
