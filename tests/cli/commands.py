"""Running `troth` as a person does: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

EXAMPLE = str(Path(__file__).resolve().parents[2] / "examples" / "lantern-market")


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str
    err: str


def troth(*words: str | Path, stdin: str = "", within: float = 60) -> Ran:
    """One command; its exit code, output and errors."""
    ran = subprocess.run(
        [sys.executable, "-m", "troth", *map(str, words)],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=within,
        env=os.environ | {"COLUMNS": "120", "NO_COLOR": "1"},
        check=False,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)
