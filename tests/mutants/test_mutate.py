"""The mutants of a module are its small changes, one at a time; and a test that goes wrong is noticed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.mutants.mutate import mutants
from tests.mutants.runner import SOURCE, Runner, order_of

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


def test_a_mutant_is_killed_and_the_module_as_it_is_survives(tmp_path: Path) -> None:
    source = (SOURCE / "engine/choice.py").read_text(encoding="utf-8")
    with Runner(tmp_path) as runner:
        assert not runner.fails("engine/choice.py", source, order_of("engine/choice.py")[:1])
        assert runner.fails("engine/choice.py", source.replace("max(", "min("), order_of("engine/choice.py"))


def test_each_module_is_tried_with_all_order_of_its_package_the_likeliest_first() -> None:
    files = order_of("gate/apart.py")
    assert files[0] == "tests/gate/test_apart.py"
    assert set(files) == {str(p.relative_to(SOURCE.parents[1])) for p in Path("tests/gate").resolve().glob("test_*.py")}
