"""Proof in a child process, of the package with or without a fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.faults.fault import GYMNASIUM, LANTERN, Fault, plant
from troth.language import Version, load_policies

CHILD = Path(__file__).with_name("child.py")


def newest(policy: Path) -> Version:
    """The version that is proven."""
    return load_policies([policy])[0].versions[-1]


def proven(
    patches: Fault | None, policy: Path, clauses: Iterable[str], work: Path, *, acts: bool
) -> dict[str, list[str]]:
    """Each clause's status and failed drills, with the fault planted. AssertionError if the child fell."""
    package = plant(patches.patches if patches is not None else (), work / "package")
    words = [package, policy, work, "acts" if acts else "none", *clauses]
    environment = {**os.environ, "PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, str(CHILD), *map(str, words)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"proof fell over, where it should have called a clause broken:\n{done.stderr}"
    told: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return told


def red(fault: Fault, work: Path) -> dict[str, list[str]]:
    """The clauses that are broken while the fault is there."""
    version = newest(fault.policy)
    acts = any(version.clause(clause).scope is not None for clause in fault.red)
    told = proven(fault, fault.policy, fault.red, work, acts=acts)
    return {clause: why for clause, (status, *why) in told.items() if status == "broken"}


POLICIES = (LANTERN, GYMNASIUM)
