"""Tries mutants in place: tests are collected and their house is built once, then a child for each mutant forks.

In the child the functions that the mutant changes get its code. What is no function's (a constant of the module) cannot
be tried so; then the answer is ELSEWHERE, and it needs a process that imports the package anew (`child`).
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, TextIO

import pytest

from tests.mutants.child import CHOSEN, SLOW, limit

ELSEWHERE = 3


class InPlace:
    """The plugin whose loop over the tests is one over mutants: a line each, of module, source and files of tests."""

    def __init__(self, asked: TextIO, told: TextIO) -> None:
        self.asked, self.told = asked, told

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        first = [next(iter(items)) for items in _by_file(session).values()]
        for item, after in zip(first, [*first[1:], first[0]], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        assert not session.testsfailed, "the tests fail as it is"
        for line in self.asked:
            module, source, *files = line.split()
            print(_in_a_child(session, module, Path(source), files), file=self.told, flush=True)
        return True


def _by_file(session: pytest.Session) -> dict[str, list[pytest.Item]]:
    found: dict[str, list[pytest.Item]] = {}
    for item in session.items:
        found.setdefault(str(item.path.relative_to(session.config.rootpath)), []).append(item)
    return found


def _in_a_child(session: pytest.Session, module: str, source: Path, files: list[str]) -> int:
    """0 when none failed, ELSEWHERE when it could not be tried here."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 1
    try:
        limit()
        status = int(_fails(session, files)) if put_in(import_module(module), source.read_text("utf-8")) else ELSEWHERE
    finally:
        os._exit(status)


def _fails(session: pytest.Session, files: list[str]) -> bool:
    there = _by_file(session)
    items = [item for file in files for item in there.get(file, ())]
    for item, after in zip(items, [*items[1:], items[0]], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        if session.testsfailed:
            return True
    return False


def put_in(module: ModuleType, source: str) -> bool:
    """Gives the module's functions the code of that source, where it is other; False when that is nowhere."""
    was = Path(str(module.__file__)).read_text(encoding="utf-8")
    before, after = (_functions(_run(module, text)) for text in (ast.unparse(ast.parse(was)), source))
    live, changed = _functions(module), False
    for name in after.keys() & live.keys():
        if _essence(before[name]) != _essence(after[name]):
            live[name].__code__ = after[name].__code__
            live[name].__defaults__, live[name].__kwdefaults__ = after[name].__defaults__, after[name].__kwdefaults__
            changed = True
    return changed


def _run(module: ModuleType, source: str) -> ModuleType:
    made = ModuleType(module.__name__)
    vars(made).update({"__file__": module.__file__, "__package__": module.__package__})
    exec(compile(source, str(module.__file__), "exec"), vars(made))  # noqa: S102
    return made


def _functions(module: ModuleType) -> dict[str, FunctionType]:
    return {name: found for owner in (module,) for name, found in _inside(vars(owner), module.__name__)}


def _inside(names: Any, module: str, path: str = "") -> Iterator[tuple[str, FunctionType]]:
    for name, value in list(names.items()):
        if getattr(value, "__module__", None) == module and isinstance(value, type):
            yield from _inside(vars(value), module, f"{path}{name}.")
            continue
        bare = getattr(value, "fget", None) or getattr(value, "__wrapped__", None) or value
        bare = getattr(bare, "__func__", bare)
        if isinstance(bare, FunctionType) and bare.__module__ == module:
            if hasattr(value, "cache_clear"):
                value.cache_clear()
            yield f"{path}{name}", bare


def _essence(function: FunctionType) -> Any:
    return _of_code(function.__code__), repr(function.__defaults__), repr(function.__kwdefaults__)


def _of_code(code: CodeType) -> Any:
    """Code without its line numbers."""
    inside = tuple(_of_code(c) if isinstance(c, CodeType) else repr(c) for c in code.co_consts)
    return code.co_code, inside, code.co_names, code.co_varnames, code.co_freevars


def main(folder: str, tests: list[str]) -> None:
    sys.path.insert(0, folder)
    asked, told = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    for number in range(3):
        os.dup2(os.open(os.devnull, os.O_RDWR), number)
    chosen = [*CHOSEN, "-k", SLOW, "-s", f"--basetemp={folder}/tried", *tests]
    sys.exit(pytest.main(chosen, plugins=[InPlace(asked, told)]))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
