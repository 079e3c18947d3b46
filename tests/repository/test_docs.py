"""The docs are complete: each command and package has its line, each page can be reached, each link leads somewhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.repository.command_line import PAGE, page

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*/README.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def _dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    return {re.split(r"[\[<>=!;~ ]", name, maxsplit=1)[0].lower() for name in wanted}


def test_the_command_line_page_is_what_the_commands_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.repository.command_line"


def test_every_dependency_is_justified_in_one_line_and_none_is_listed_in_vain() -> None:
    listed = re.findall(
        r"^\| `([^`]+)` \|", (ROOT / "docs/reference/dependencies.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {name.lower() for name in listed} == _dependencies()
    assert len(listed) == len(set(listed))


def test_the_core_needs_few_packages() -> None:
    lock = (ROOT / "requirements/run.txt").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert len(project["dependencies"]) < 25
    assert "--hash=sha256:" in lock


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(path: Path) -> None:
    targets = LINK.findall(path.read_text(encoding="utf-8"))
    local = [target for target in targets if not target.startswith(("http:", "https:", "mailto:"))]
    assert [target for target in local if not (path.parent / target).exists()] == []


def test_every_page_of_the_docs_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        here = waiting.pop()
        if here in seen or here.suffix != ".md":
            continue
        seen.add(here)
        found = (here.parent / target for target in LINK.findall(here.read_text(encoding="utf-8")))
        waiting += [t.resolve() / "README.md" if t.is_dir() else t.resolve() for t in found if t.exists()]
    assert set(ROOT.glob("docs/**/*.md")) - seen == set()
