"""The JSON Schema of policy.yaml agrees with the reader, and the copy in the reference is the one made now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from tests.language.test_conditions import SIMPLE
from tests.language.test_duties import EVERY
from tests.language.writing import document
from troth.language import Text, draft, policy_schema
from troth.language.schema import write_schema

ROOT = Path(__file__).parents[2]
POLICIES = sorted((ROOT / "examples").glob("**/policy.yaml"))
SCHEMA = jsonschema_rs.Draft202012Validator(policy_schema())


class Editor(yaml.SafeLoader):
    """YAML 1.2, as editors read it: dates, and `on`, `yes` and the like, are words."""


Editor.yaml_implicit_resolvers = {
    first: [
        (tag, form) for tag, form in forms if not tag.endswith(":timestamp") and (first in "tf" or "bool" not in tag)
    ]
    for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def plain(source: str) -> Any:
    return yaml.load(source, Loader=Editor)  # noqa: S506 - a SafeLoader


def allows(*clauses: dict[str, Any], **more: Any) -> bool:
    return SCHEMA.is_valid(document(*clauses, text="policy.md", **more))


def test_the_copy_in_the_reference_is_up_to_date(tmp_path: Path) -> None:
    write_schema(tmp_path / "schema.json")
    written = (ROOT / "docs" / "reference" / "policy.schema.json").read_text()
    assert written == (tmp_path / "schema.json").read_text(), "run `python -m troth.language`"


def test_it_is_a_schema() -> None:
    assert jsonschema_rs.meta.is_valid(policy_schema())


@pytest.mark.parametrize("file", POLICIES, ids=lambda file: f"{file.parent.parent.name}-{file.parent.name}")
def test_it_allows_the_example_policies(file: Path) -> None:
    assert [str(error) for error in SCHEMA.iter_errors(plain(file.read_text()))] == []


def test_it_allows_a_draft() -> None:
    assert SCHEMA.is_valid(plain(draft(Text.read(b"# A\n\nWe write. We write.", "policy.md"), "lantern")))


@pytest.mark.parametrize("must", EVERY, ids=str)
def test_it_allows_every_duty(must: Any) -> None:
    assert allows({"id": "A", "must": must})


@pytest.mark.parametrize(("condition", "_"), SIMPLE)
def test_it_allows_every_condition(condition: Any, _: object) -> None:
    assert allows({"id": "A", "never": "use", "unless": [condition, {"not": condition}, {"any": [condition]}]})


@pytest.mark.parametrize(
    "clause",
    [
        {"says": "about"},
        {"id": "A"},
        {"id": "A", "says": "abuot"},
        {"id": "A", "may": "use", "data": "name"},
        {"id": "A", "may": ["use", "disclose"], "data": "name", "for": "delivery"},
        {"id": "A", "may": "use", "data": "name", "for": "delivery", "unless": "adult"},
        {"id": "A", "never": "use", "when": "adult"},
        {"id": "A", "never": "colect"},
        {"id": "A", "never": "use", "says": "about"},
        {"id": "A", "never": "use", "unless": "custmer"},
        {"id": "A", "never": "use", "unless": {"aggregated": 0}},
        {"id": "A", "must": "offer-choice"},
        {"id": "A", "must": {"erase": {"data": "name", "when": "collected", "after": "soon"}}},
        {"id": "A", "must": {"survive-loss": {"a": 1}}},
    ],
)
def test_it_refuses_what_the_reader_finds_wrong(clause: dict[str, Any]) -> None:
    assert not allows(clause)


def test_own_terms_are_allowed_and_built_in_ones_offered() -> None:
    assert allows({"id": "A", "never": "use", "data": "shoe-size"}, terms={"data": {"shoe-size": None}})
    offered = policy_schema()["$defs"]["purposes"]["anyOf"][0]["anyOf"][0]["enum"]
    assert "delivery" in offered
