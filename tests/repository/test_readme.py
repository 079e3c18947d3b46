"""The README shows what really happens."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.cli.commands import troth

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = re.compile(r"```console\n\$ troth (?P<words>[^\n]+)\n(?P<shown>.*?)```", re.DOTALL)


def test_the_first_example_prints_what_the_readme_shows() -> None:
    example = EXAMPLE.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert example is not None
    words = [str(ROOT / word) if word.startswith("examples/") else word for word in shlex.split(example["words"])]
    assert troth(*words).out == example["shown"]
