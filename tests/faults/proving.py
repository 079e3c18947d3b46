"""Proof in a child process, of the package with or without a fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.faults.fault import Fault, plant
from troth.language import Version, load_policies

RED = ("broken", "lapsed")
Statuses = dict[str, list[str]]  # of a clause: its status, and what its failed drills found


def newest(policy: Path) -> Version:
    """The version that is proven."""
    return load_policies([policy])[0].versions[-1]


class Prover:
    """The process that forks the children. Use it as a context manager."""

    def __init__(self) -> None:
        command = [sys.executable, str(Path(__file__).with_name("child.py"))]
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def __enter__(self) -> Prover:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def proven(self, fault: Fault | None, policy: Path, clauses: Iterable[str], work: Path) -> Statuses:
        """The statuses of those clauses with the fault planted. AssertionError if the child fell."""
        package, out = plant(fault.patches if fault is not None else (), work / "package"), work / "statuses.json"
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([str(package), str(policy), list(clauses), str(out)]) + "\n")
        self._process.stdin.flush()
        status, told = self._process.stdout.readline().strip(), out.read_text(encoding="utf-8")
        assert status == "0", f"proof fell over, where it should have called a clause broken:\n{told}"
        found: Statuses = json.loads(told)
        return found

    def red(self, fault: Fault, work: Path) -> Statuses:
        """Of the clauses that the fault should turn red, those that are."""
        told = self.proven(fault, fault.policy, fault.red, work)
        return {clause: why for clause, (status, *why) in told.items() if status in RED}
