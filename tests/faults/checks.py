"""The checks of the gate, found in its code: each place where an act may yet be refused.

Such a place gives back, or keeps as `refusal`, what a function makes that may refuse (`TrothError | None`), or an
error itself; or it asks whether there is a `refusal`. What belongs to it: the `if` that it stands in, or itself and
the `if` before it that gets round it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults.fault import SOURCE, Fault, Patch
from troth import errors

GATE = SOURCE / "gate"
REFUSE = ("_refusal", "_refused")  # the gate's words for making a refusal, besides the errors themselves


@dataclass(frozen=True, slots=True)
class Check:
    """In `file`, from character `start` to `end`; `words`: the code, for who reads of it."""

    file: str
    function: str
    words: str
    start: int
    end: int

    def covered_by(self, patch: Patch) -> bool:
        """Whether the patch changes anything of it."""
        if patch.file != self.file:
            return False
        first, last = _changed(patch)
        return first < self.end and self.start < max(last, first + 1)


def checks() -> list[Check]:
    """All of the gate."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(GATE.glob("*.py"))}
    functions = [node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    named = {node.name for node in functions if _gives(node, "TrothError | None")} | {*REFUSE, *_errors()}
    return [check for path, tree in trees.items() for check in _of_module(path, tree, named)]


def taken_away(check: Check, faults: Iterable[Fault], among: Iterable[Check]) -> list[Fault]:
    """The faults that change this check and no other."""
    others = [other for other in among if other != check]
    touching = [fault for fault in faults if any(check.covered_by(patch) for patch in fault.patches)]
    return [f for f in touching if not any(other.covered_by(patch) for other in others for patch in f.patches)]


def _errors() -> set[str]:
    return {name for name, what in vars(errors).items() if isinstance(what, type) and issubclass(what, Exception)}


def _gives(function: ast.FunctionDef, *what: str) -> bool:
    return function.returns is not None and ast.unparse(function.returns) in what


def _of_module(path: Path, tree: ast.Module, named: set[str]) -> Iterator[Check]:
    source = path.read_text(encoding="utf-8")
    file = str(path.relative_to(SOURCE))
    seen = set()
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        places: list[tuple[ast.AST, ...]] = [(node,) for node in ast.walk(function) if _asks(node)]
        if _gives(function, "TrothError | None", "Checked") or any(map(_keeps, ast.walk(function))):
            places = [*_places(function.body, None, named), *places]
        for nodes in places:
            start, end = _place(source, nodes[0])[0], _place(source, nodes[-1])[1]
            if (start, end) not in seen:
                seen.add((start, end))
                yield Check(file, function.name, source[start:end], start, end)


def _places(body: list[ast.stmt], around: ast.If | None, named: set[str]) -> Iterator[tuple[ast.AST, ...]]:
    """The first and last node of each check of a block."""
    for before, statement in zip([None, *body], body, strict=False):
        if isinstance(statement, ast.If | ast.For):
            yield from _places(statement.body, statement if isinstance(statement, ast.If) else None, named)
        elif isinstance(statement, ast.Return) or _keeps(statement):
            calls = [call for call in _parts(statement) if _name(call) in named]
            if around is not None and calls:
                yield (around,)
            elif len(calls) == 1 and isinstance(before, ast.If) and isinstance(before.body[-1], ast.Return):
                yield (before, statement)
            else:
                yield from ((call,) for call in calls)


def _keeps(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "refusal"


def _asks(node: ast.AST) -> bool:
    asked = ("refusal is None", "refusal is not None")
    return isinstance(node, ast.If | ast.IfExp) and ast.unparse(node.test).startswith(asked)


def _parts(statement: ast.stmt) -> list[ast.expr]:
    """What is given back or kept: of `a or b` both."""
    value = statement.value if isinstance(statement, ast.Return | ast.Assign) else None
    return value.values if isinstance(value, ast.BoolOp) else [value] if value is not None else []


def _name(node: ast.expr) -> str | None:
    node = node.body if isinstance(node, ast.IfExp) else node
    called = node.func if isinstance(node, ast.Call) else None
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else None


def _place(source: str, node: ast.AST) -> tuple[int, int]:
    assert isinstance(node, ast.stmt | ast.expr)
    lines = source.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines))]
    return starts[node.lineno - 1] + node.col_offset, starts[(node.end_lineno or 1) - 1] + (node.end_col_offset or 0)


def _changed(patch: Patch) -> tuple[int, int]:
    """Where the patch changes the file: its old text without what old and new have alike at both ends."""
    at = (SOURCE / patch.file).read_text(encoding="utf-8").index(patch.old)
    head = _alike(patch.old, patch.new)
    tail = _alike(patch.old[head:][::-1], patch.new[head:][::-1])
    return at + head, at + len(patch.old) - tail


def _alike(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
