"""The tests that a mutant must fail, and the process that runs them on a copy of the package."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from subprocess import PIPE, Popen

from tests.mutants.inplace import ELSEWHERE

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
    "engine/fields.py": "requests told",
    "engine/facts.py": "conditions",
    "engine/leaves.py": "select",
    "engine/model.py": "told",
    "engine/modes.py": "versions",
    "engine/predicate.py": "select",
    "engine/request.py": "requests told",
    "engine/rules.py": "reasons",
    "engine/select.py": "select",
    "engine/sticky.py": "versions",
    "engine/tables.py": "scope",
    "engine/told.py": "told",
    "engine/version.py": "scope",
    "engine/words.py": "requests",
    "gate/account.py": "account",
    "gate/apart.py": "apart",
    "gate/crowd.py": "many",
    "gate/door.py": "permits disclosing grounds many",
    "gate/entries.py": "permits disclosing",
    "gate/gathering.py": "expansion facts",
    "gate/intake.py": "collecting",
    "gate/register.py": "disclosing",
    "gate/store.py": "permits many",
    "gate/telling.py": "telling",
    "gate/model.py": "permits",
    "gate/trying.py": "credentials",
    "gate/words.py": "words telling",
}


def first_of(file: str) -> tuple[str, ...]:
    """The files of tests that are likeliest to fail by a mutant of the module."""
    package = file.split("/", maxsplit=1)[0]
    return tuple(f"tests/{package}/test_{word}.py" for word in FIRST.get(file, "").split())


def order_of(file: str) -> tuple[str, ...]:
    """The files of tests, in the order in which a mutant of the module is tried with them."""
    package = file.split("/", maxsplit=1)[0]
    there = [str(found.relative_to(ROOT)) for path in TESTS[package] for found in _files(ROOT / path)]
    return tuple(dict.fromkeys((*first_of(file), *there)))


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("test_*.py")) if path.is_dir() else [path]


class Runner:
    """Tries mutants on a copy of the package of its own, with processes that wait for them. A context manager.

    First in place, with the tests that are likeliest to fail; what those let pass, with all and the package anew.
    """

    def __init__(self, folder: Path, package: str) -> None:
        self.folder, self.package, self.mutant = folder, folder / "troth", folder / "mutant.py"
        shutil.copytree(SOURCE, self.package)
        every = {test for file in FIRST if file.startswith(package) for test in first_of(file)}
        self._inplace = _waiting("tests.mutants.inplace", str(folder), *sorted(every))
        self._afresh = _waiting("tests.mutants.child", str(folder))

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        for process in (self._inplace, self._afresh):
            process.communicate()

    def fails(self, file: str, source: str) -> bool:
        """Whether a test fails, or none comes to an end, with the module's source replaced."""
        return self.fails_in_place(file, source) or self.fails_afresh(file, source)

    def fails_in_place(self, file: str, source: str) -> bool:
        """As `fails`; False where it could not be tried."""
        if not first_of(file):
            return False
        self.mutant.write_text(source, encoding="utf-8")
        module = "troth." + file.removesuffix(".py").replace("/", ".")
        return _told(self._inplace, module, str(self.mutant), *first_of(file)) not in ("0", str(ELSEWHERE))

    def fails_afresh(self, file: str, source: str) -> bool:
        """As `fails`, by all tests of the package."""
        path = self.package / file
        good = path.read_text(encoding="utf-8")
        path.write_text(source, encoding="utf-8")
        try:
            return _told(self._afresh, *order_of(file)) != "0"
        finally:
            path.write_text(good, encoding="utf-8")


def _waiting(module: str, *words: str) -> Popen[str]:
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", module, *words]
    return Popen(command, stdin=PIPE, stdout=PIPE, text=True, cwd=ROOT, env=environment)


def _told(process: Popen[str], *words: str) -> str:
    """The answer to a line. RuntimeError when the process is no more."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(" ".join(words) + "\n")
    process.stdin.flush()
    if not (answer := process.stdout.readline().strip()):
        raise RuntimeError("the process that tries mutants fell: do the tests pass as it is?")
    return answer
