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
CHILD = Path(__file__).with_name("child.py")


def newest(policy: Path) -> Version:
    """The version that is proven."""
    return load_policies([policy])[0].versions[-1]


def proven(fault: Fault | None, policy: Path, clauses: Iterable[str], work: Path) -> dict[str, list[str]]:
    """Each clause's status and failed drills, with the fault planted. AssertionError if the child fell."""
    package = plant(fault.patches if fault is not None else (), work / "package")
    words = [package, policy, *clauses]
    environment = {**os.environ, "PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, str(CHILD), *map(str, words)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"proof fell over, where it should have called a clause broken:\n{done.stderr}"
    told: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return told


def red(fault: Fault, work: Path) -> dict[str, list[str]]:
    """Of the clauses that the fault should turn red, those that are, each with its failed drills."""
    told = proven(fault, fault.policy, fault.red, work)
    return {clause: why for clause, (status, *why) in told.items() if status in RED}
