"""The reference page names everything that a policy file may hold, and every finding of reading one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from troth.language import DUTIES, DutyKind
from troth.language.clauses import KEYS_OF, MODALITIES, SAYS
from troth.language.conditions import BARE, TAKING
from troth.language.model import GROUND_KINDS, Action
from troth.language.read import CONTROLLER, KEYS, read_version

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "policy-language.md").read_text()
SOURCES = sorted((ROOT / "src" / "troth" / "language").glob("*.py"))
CODE = re.compile(r'(?:\.fail|\.error|\.warn|_refuse|Finding)\(\s*"([a-z0-9-]+)"')


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_every_key_is_named() -> None:
    assert all(f"| `{key}` |" in section("Keys of the file") for key in KEYS)
    assert all(f"`{key}`" in section("Keys of the file") for key in CONTROLLER)


@pytest.mark.parametrize("modality", MODALITIES)
def test_every_key_of_a_clause_is_named(modality: str) -> None:
    assert all(f"| `{key}` |" in section("Clauses") for key in KEYS_OF[modality])


def test_every_word_of_a_clause_is_named() -> None:
    assert all(f"`{word}`" in section("Clauses") for word in (*Action, *SAYS))


def test_every_condition_and_kind_of_ground_is_named() -> None:
    words = section("Conditions")
    assert all(f"`{name}`" in words for name in (*BARE, *GROUND_KINDS))
    assert all(f"| `{name}: " in words for name in TAKING)


@pytest.mark.parametrize("kind", DUTIES.values(), ids=lambda kind: kind.name)
def test_every_duty_is_described_with_its_parameters(kind: DutyKind) -> None:
    here = PAGE.split(f"\n### `{kind.name}`\n")[1].split("\n##")[0]
    for param in kind.params:
        mark = " ◆" if param.decides else ""
        assert f"| `{param.name}`{mark} | {param.kind} |" in here
        assert param.meaning in here


def test_every_finding_of_reading_is_named() -> None:
    codes = {code for source in SOURCES for code in CODE.findall(source.read_text())}
    assert len(codes) > 40
    assert {code for code in codes if f"`{code}`" not in section("What stops answers")} == set()


def test_the_example_of_the_page_is_a_policy() -> None:
    example = PAGE.split("```yaml\n")[1].split("```")[0]
    text = b"We send you news once a month. You can stop it at any time."
    read = read_version(example.encode(), "policy.yaml", lambda _: text, DUTIES)
    assert ([finding.message for finding in read.findings], read.version is not None) == ([], True)
