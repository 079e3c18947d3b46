"""The tests that a mutant must fail, and the process that runs them on a copy of the package."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from subprocess import PIPE, Popen

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "troth"
# What a package is tested by, and of each module the tests most likely to fail, which go first.
TESTS = {"engine": ("tests/engine", "tests/agreement/test_agreement.py"), "gate": ("tests/gate",)}
FIRST = {
    "engine/atoms.py": "conditions",
    "engine/choice.py": "choices",
    "engine/combine.py": "policies",
    "engine/consequences.py": "versions",
    "engine/coverage.py": "conditions",
    "engine/engine.py": "policies",
    "engine/explain.py": "explain",
    "engine/fields.py": "requests",
    "engine/modes.py": "versions",
    "engine/request.py": "requests",
    "engine/sticky.py": "versions",
    "engine/tables.py": "scope",
    "engine/version.py": "scope",
    "engine/words.py": "requests",
    "gate/account.py": "account",
    "gate/apart.py": "apart",
    "gate/door.py": "permits disclosing grounds",
    "gate/entries.py": "permits disclosing",
    "gate/gathering.py": "expansion facts",
    "gate/intake.py": "collecting",
    "gate/register.py": "disclosing",
    "gate/telling.py": "telling",
    "gate/trying.py": "credentials",
    "gate/words.py": "telling",
}


def order_of(file: str) -> tuple[str, ...]:
    """The files of tests, in the order in which a mutant of the module is tried with them."""
    package = file.split("/", maxsplit=1)[0]
    first = [f"tests/{package}/test_{word}.py" for word in FIRST.get(file, "").split()]
    there = [str(found.relative_to(ROOT)) for path in TESTS[package] for found in _files(ROOT / path)]
    return tuple(dict.fromkeys((*first, *there)))


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("test_*.py")) if path.is_dir() else [path]


class Runner:
    """A process that has imported everything but troth, on a copy of the package of its own. A context manager."""

    def __init__(self, folder: Path) -> None:
        self.package = folder / "troth"
        shutil.copytree(SOURCE, self.package)
        command = [sys.executable, "-m", "tests.mutants.child", str(folder)]
        environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        self._process = Popen(command, stdin=PIPE, stdout=PIPE, text=True, cwd=ROOT, env=environment)

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def fails(self, file: str, source: str, tests: tuple[str, ...]) -> bool:
        """Whether a test fails, or none comes to an end, with the module's source replaced."""
        path = self.package / file
        good = path.read_text(encoding="utf-8")
        path.write_text(source, encoding="utf-8")
        try:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(" ".join(tests) + "\n")
            self._process.stdin.flush()
            return self._process.stdout.readline().strip() != "0"
        finally:
            path.write_text(good, encoding="utf-8")
