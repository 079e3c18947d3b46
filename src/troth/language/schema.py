"""The JSON Schema of policy.yaml, made from the same tables that the reader uses.

Editors complete and check by it. It is a little wider than the reader: it cannot tell whether an own term is
declared or an anchor matches. `python -m troth.language FILE` writes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from troth.language.clauses import DIMENSIONS, KEYS_OF, MODALITIES, SAYS
from troth.language.conditions import BARE, TAKING
from troth.language.duties import DUTIES, DutyKind, Param
from troth.language.model import GROUND_KINDS, Action
from troth.language.parameters import Duration
from troth.language.read import CONTROLLER, KEYS
from troth.language.vocabulary import TREES
from troth.terms import SOURCES, builtin

Schema = dict[str, Any]

_WORD: Schema = {"type": ["string", "number", "boolean"]}
_NAME: Schema = {"type": ["string", "number"]}


def policy_schema(duties: Mapping[str, DutyKind] = DUTIES) -> Schema:
    """The schema (draft 2020-12) of a policy file, with these duties."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "troth policy, version 1",
        "description": "The clauses of a privacy policy, beside its published text.",
        "type": "object",
        "properties": {key: _top()[key] | {"description": meaning} for key, (meaning, _) in KEYS.items()},
        "required": [key for key, (_, needed) in KEYS.items() if needed],
        "additionalProperties": False,
        "$defs": _words() | _conditions() | {"anchor": _anchor(), "clause": _clause(), "duty": _duty(duties)},
    }


def write_schema(file: Path) -> None:
    """Writes the schema of the built-in duties."""
    file.write_text(json.dumps(policy_schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _top() -> dict[str, Schema]:
    return {
        "policy": _NAME,
        "version": _NAME,
        "effective": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d([Tt ].*)?$"},
        "supersedes": {"type": ["string", "number", "null"]},
        "text": {"type": "string"},
        "controller": _closed(dict.fromkeys(CONTROLLER, _WORD)),
        "properties": _some(_NAME),
        "precedence": {"type": "integer"},
        "terms": _closed({tree: _own_terms(tree) for tree in TREES}),
        "grounds": {"anyOf": [_some(_NAME), {"type": "object", "additionalProperties": {"type": ["string", "null"]}}]},
        "clauses": {"type": "array", "items": {"$ref": "#/$defs/clause"}},
    }


def _own_terms(tree: str) -> Schema:
    facts: dict[str, Schema] = {"is": {"$ref": f"#/$defs/{tree}"}, "definition": _WORD}
    if tree == "purposes":
        facts["topic"] = _NAME
    return {"type": "object", "additionalProperties": _closed(facts) | {"type": ["object", "null"]}}


def _words() -> dict[str, Schema]:
    """The terms: the built-in ones for editors to offer, and any other word, for own terms."""
    trees = {tree: _offered(sorted(getattr(builtin(), tree).terms)) for tree in TREES}
    sources = _offered(sorted(SOURCES | set(builtin().recipients.terms)))
    return trees | {"sources": sources, "properties": _some(_NAME)}


def _offered(known: list[str]) -> Schema:
    return _some({"anyOf": [{"enum": known}, {"type": "string"}]})


def _some(one: Schema) -> Schema:
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


def _closed(properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def _conditions() -> dict[str, Schema]:
    condition = {"$ref": "#/$defs/condition"}
    several = {"type": "array", "items": condition}
    taking: dict[str, Schema] = {
        "choice": _NAME,
        "ground": {"anyOf": [{"enum": list(GROUND_KINDS)}, {"type": "string"}]},
        "aggregated": {"type": "integer", "minimum": 1},
        "role": _NAME,
        "not": condition,
        "any": several,
        "all": several,
    }
    forms = [_closed({key: taking[key]}) | {"required": [key]} for key in TAKING]
    return {
        "condition": {"anyOf": [{"enum": list(BARE)}, *forms]},
        "conditions": {"anyOf": [condition, several]},
    }


def _anchor() -> Schema:
    placed = _closed({"after": {"type": "string"}, "text": {"type": "string"}}) | {"required": ["after", "text"]}
    return _some({"anyOf": [_WORD, placed]})


def _clause() -> Schema:
    """Exactly one modality, and beside it the keys that go with it."""
    ref = {"$ref": "#/$defs/conditions"}
    actions = _some({"enum": [str(action) for action in Action]})
    fields: dict[str, Schema] = {
        "id": _NAME,
        "at": {"$ref": "#/$defs/anchor"},
        "may": actions,
        "never": actions,
        "must": {"$ref": "#/$defs/duty"},
        "says": {"enum": list(SAYS)},
        "when": ref,
        "unless": ref,
    } | {key: {"$ref": f"#/$defs/{tree}"} for key, tree in DIMENSIONS.items()}
    return {"oneOf": [_clause_of(modality, meaning, fields) for modality, meaning in MODALITIES.items()]}


def _clause_of(modality: str, meaning: str, fields: Mapping[str, Schema]) -> Schema:
    whole = _closed({key: fields[key] for key in KEYS_OF[modality]})
    whole |= {
        "required": ["id", modality, *(("data", "for") if modality == "may" else ())],
        "description": meaning,
    }
    if modality == "may":
        whole["allOf"] = [_needs("disclose", "to"), _needs("link", "with")]
    return whole


def _needs(action: str, key: str) -> Schema:
    named = {"anyOf": [{"const": action}, {"type": "array", "contains": {"const": action}}]}
    return {"if": {"properties": {"may": named}}, "then": {"required": [key]}}


def _duty(duties: Mapping[str, DutyKind]) -> Schema:
    bare = [kind.name for kind in duties.values() if not any(p.required for p in kind.params)]
    full = [_closed({kind.name: _params(kind)}) | {"required": [kind.name]} for kind in duties.values()]
    return {"anyOf": [{"enum": bare}, *full]}


def _params(kind: DutyKind) -> Schema:
    whole = _closed({param.name: _param(param) for param in kind.params}) | {"description": kind.meaning}
    needed = [param.name for param in kind.params if param.required]
    return whole | ({"required": needed} if needed else {"type": ["object", "null"]})


def _param(param: Param) -> Schema:
    described = param.kind.schema() | {"description": param.meaning}
    return described if param.default is None else described | {"default": _plain(param.default)}


def _plain(value: Any) -> Any:
    if isinstance(value, Duration):
        return value.written
    return list(value) if isinstance(value, tuple) else value
