"""The mutants of a module are its small changes, one at a time; and a test that goes wrong is noticed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.mutants.mutate import mutants
from tests.mutants.runner import FIRST, ROOT, SOURCE, Runner, first_of, order_of

LITTLE = '''
def old(age: int = 18, *, sure: bool = True) -> Literal[1]:
    """One of 2."""
    if not sure or age < 3:
        record(age - 1)
    return any(found in them for found in age)
'''
OF_THE_HEAD = ("age: int=19", "sure: bool=False")
OF_THE_TEST = ("if True:", "if False:", "not sure and age", "if not sure:", "not not sure", "age <= 3", "age < 4")
OF_THE_REST = (":         None", "age + 1", "age - 2", "all(", "not in")
PARTS = (*OF_THE_HEAD, *OF_THE_TEST, *OF_THE_REST)
DEAD = '@cache(1)\ndef f(a: Literal[1]) -> Literal[True]:\n    """1"""\n    b: Literal[2] = a\n'
MODULES = sorted(path for package in ("engine", "gate") for path in (SOURCE / package).glob("*.py"))


def test_a_module_s_mutants_are_its_small_changes() -> None:
    changed = {mutant.source.replace("\n", " ") for mutant in mutants(LITTLE)}
    assert len(changed) == len(PARTS)
    for part in PARTS:
        assert sum(part in source for source in changed) == 1, part


def test_annotations_docstrings_and_decorators_are_left_alone() -> None:
    assert list(mutants(DEAD)) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_mutant_is_a_program_and_another_one(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    same = ast.unparse(ast.parse(source))
    for mutant in mutants(source):
        compile(mutant.source, path.name, "exec")
        assert mutant.source != same


@pytest.mark.parametrize(
    ("old", "new", "fails"),
    [("max(", "max(", (False, False)), ("max(", "min(", (True, True))],
)
def test_a_mutant_is_killed_in_place_and_afresh_and_the_module_as_it_is_survives(
    tmp_path: Path, old: str, new: str, fails: tuple[bool, bool]
) -> None:
    file = "engine/choice.py"
    source = ast.unparse(ast.parse((SOURCE / file).read_text(encoding="utf-8"))).replace(old, new)
    with Runner(tmp_path, "engine") as runner:
        assert (runner.fails_in_place(file, source), runner.fails_afresh(file, source)) == fails


def test_each_module_is_tried_with_all_tests_of_its_package_the_likeliest_first() -> None:
    files = order_of("gate/apart.py")
    assert files[0] == "tests/gate/test_apart.py"
    assert set(files) == {str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "gate").glob("test_*.py")}
    assert all((ROOT / test).exists() for file in FIRST for test in first_of(file))
