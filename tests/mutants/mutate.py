"""The mutants of a module: each its source with one small piece changed.

Left alone are annotations and docstrings, which do nothing, and the names of `__all__`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.BitXor: ast.BitOr,
}
_CALLED = {"any": "all", "all": "any", "min": "max", "max": "min"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """`what` was changed at `line` of the module, and the source that came of it."""

    line: int
    what: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """All mutants of a module, in its order."""
    tree = ast.parse(source)
    for place, node in enumerate(_live(tree)):
        for kind, what in _changes(node):
            copy = deepcopy(tree)
            _change(_live(copy)[place], kind)
            ast.fix_missing_locations(copy)
            yield Mutant(getattr(node, "lineno", 0), f"{what}: {ast.unparse(node)[:70]}", ast.unparse(copy))


def _live(tree: ast.Module) -> list[ast.AST]:
    """The nodes that do something, in an order that a copy of the tree has too."""
    found: list[ast.AST] = []
    waiting: list[ast.AST] = [*tree.body]
    while waiting:
        node = waiting.pop(0)
        found.append(node)
        waiting = [*_inside(node), *waiting]
    return found


def _inside(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
        return []
    dead = {"annotation", "returns", "decorator_list", "type_params", "type_comment"}
    parts = [part for name, part in ast.iter_fields(node) if name not in dead]
    inside = [each for part in parts for each in (part if isinstance(part, list) else [part])]
    return [each for each in inside if isinstance(each, ast.AST)]


def _changes(node: ast.AST) -> Iterator[tuple[str, str]]:
    """What can be done to a node: for `_change`, and in words."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARED:
        yield "compare", "compared otherwise"
    elif isinstance(node, ast.BoolOp):
        yield "bool", "and for or, or for and"
        yield "drop", "the last part dropped"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not", "a not lost"
    elif isinstance(node, ast.If | ast.IfExp):
        yield "true", "always so"
        yield "false", "never so"
    elif isinstance(node, ast.BinOp) and type(node.op) in _COUNTED:
        yield "count", "counted otherwise"
    elif isinstance(node, ast.Constant) and type(node.value) in (bool, int):
        yield "constant", "another constant"
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLED:
        yield "call", "any for all, min for max"
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "pass", "not done"


def _change(node: ast.AST, kind: str) -> None:
    match node, kind:
        case ast.Compare(), "compare":
            node.ops[0] = _COMPARED[type(node.ops[0])]()
        case ast.BoolOp(), "bool":
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        case ast.BoolOp(), "drop":
            node.values.pop()
        case ast.UnaryOp(), "not":
            node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)
        case ((ast.If() | ast.IfExp()), ("true" | "false")):
            node.test = ast.Constant(kind == "true")
        case ast.BinOp(), "count":
            node.op = _COUNTED[type(node.op)]()
        case ast.Constant(), "constant":
            node.value = _another(node.value)
        case ast.Call(func=ast.Name() as called), "call":
            called.id = _CALLED[called.id]
        case ast.Expr(), "pass":
            node.value = ast.Constant(None)


def _another(value: object) -> bool | int:
    assert isinstance(value, int)
    return not value if isinstance(value, bool) else value + 1
