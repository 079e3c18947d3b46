"""No module of troth needs itself in a round about way, not even for its types alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"
Graph = Mapping[str, frozenset[str]]


def imports(root: Path) -> Graph:
    """Each module below `root` with those of them that it names in an import, wherever the import stands."""
    files = {_name(path.relative_to(root)): path for path in root.rglob("*.py")}
    return {
        name: frozenset(_named(ast.parse(path.read_text(encoding="utf-8")), name, path, files)) - {name}
        for name, path in files.items()
    }


def _name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _named(tree: ast.Module, name: str, path: Path, files: Mapping[str, Path]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in files)
        elif isinstance(node, ast.ImportFrom):
            # A name that is a module of its own is what is needed; any other comes from the package's own file.
            source = _from(node, name, path)
            whole = (f"{source}.{alias.name}" for alias in node.names)
            yield from (each if each in files else source for each in whole if each in files or source in files)


def _from(node: ast.ImportFrom, name: str, path: Path) -> str:
    if not node.level:
        return node.module or ""
    up = node.level - (path.name == "__init__.py")
    package = name.split(".")[: len(name.split(".")) - up]
    return ".".join([*package, *([node.module] if node.module else [])])


def circle(graph: Graph) -> list[str]:
    """One circle, from a module back to itself; empty when there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        ring: list[str] = found.args[1]
        return ring[::-1]
    return []


def test_no_module_of_troth_imports_itself_through_others() -> None:
    assert circle(imports(SOURCE)) == []


@pytest.mark.parametrize(
    "way_back",
    [
        "from house.cellar import Wine",
        "import house.cellar",
        "from house import cellar",
        "from . import cellar",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .cellar import Wine",
        "def fetch():\n    from house.cellar import Wine",
    ],
)
def test_a_circle_is_found_however_the_import_is_written(tmp_path: Path, way_back: str) -> None:
    house = tmp_path / "house"
    house.mkdir()
    for name, text in (("__init__", ""), ("cellar", "from house.kitchen import Cook"), ("kitchen", way_back)):
        (house / f"{name}.py").write_text(text, encoding="utf-8")
    assert set(circle(imports(tmp_path))) == {"house.cellar", "house.kitchen"}


def test_a_package_that_gathers_its_modules_is_no_circle(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "__init__.py").write_text("from house.cellar import Wine", encoding="utf-8")
    (tmp_path / "house" / "cellar.py").write_text("import json", encoding="utf-8")
    assert circle(imports(tmp_path)) == []
