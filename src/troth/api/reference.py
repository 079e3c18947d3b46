"""docs/reference/http-api.md, made from the OpenAPI document: `python -m troth.api.reference` prints it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from troth.api.app import described
from troth.app.accounts import SCOPES

Json = dict[str, Any]
_HEAD = """# The HTTP API

<!-- Made by `python -m troth.api.reference`; a test keeps it complete. -->

The OpenAPI 3.1 document is at `/openapi.json`; `troth.client` speaks it from Python
([how to](../how-to/call-troth-from-your-app.md)).

**Keys.** `Authorization: Bearer troth_…`. Each route names the scope that its key needs. The scopes: {scopes}.
A revoked key is out at once for all that touches the store, and a second later at the latest for the rest.

**Once.** `Idempotency-Key: "a key of your own"` with any POST, PUT or DELETE: sent twice, the act happens once, and the
second answer is the first again, with `Idempotent-Replayed: true`; a refusal too. The same key with another body is a
conflict (409). Keys are remembered for `idempotency_hours`.

**Problems** ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) come as `application/problem+json` with `type`,
`title`, `status`, `detail`, a stable `code`, `help`, and for a field that is wrong `errors` (place and rule). They
never repeat what was sent. A refusal by the policy adds `reason`, `clauses` (each with its anchors, links, sentence and
rule), `failed`, `unknown`, `refused`, `version` and `entry`, its entry in the ledger.

| status | when |
|---|---|
{statuses}

**Lists** take `limit` (at most 200) and `after`, and answer `items` and `next`: send `next` as `after` for the page
that follows; null is the end.

**Words.** Terms, topics and ids are those of your policy and register. Times are ISO 8601, UTC without a zone. Unknown
fields are errors. A person is named by a reference such as `p0123456789abc`, a ground by `g…`, an item by `i…`.
"""


def reference() -> str:
    """The page."""
    made = described().openapi()
    parts = [_HEAD.format(scopes=", ".join(f"`{scope}`" for scope in SCOPES), statuses="\n".join(_statuses(made)))]
    seen: set[str] = set()
    for tag, routes in _by_tag(made).items():
        parts.append(f"## {tag.capitalize()}\n")
        parts += ["\n".join(_route(made, seen, *route)) for route in routes]
    told = "\n".join(parts)
    rest = [name for name in made["components"]["schemas"] if f", `{name}`" not in told]
    parts += ["## Parts\n", *("\n".join(_table(made, "Part", name, set())) for name in rest)]
    return "\n".join(parts).rstrip() + "\n"


def _statuses(made: Json) -> Iterator[str]:
    answers = made["paths"]["/v1/people"]["get"]["responses"]
    for code in sorted(code for code in answers if code >= "400"):
        yield f"| {code} | {answers[code]['description']} |"


def _by_tag(made: Json) -> dict[str, list[tuple[str, str, Json]]]:
    found: dict[str, list[tuple[str, str, Json]]] = {}
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            found.setdefault(operation["tags"][0], []).append((method.upper(), path, operation))
    return found


def _route(made: Json, seen: set[str], method: str, path: str, operation: Json) -> Iterator[str]:
    secured: list[dict[str, list[str]]] = operation["security"]
    scopes = secured[0]["key"] if secured else []
    yield f"### {method} {path}\n"
    yield (operation.get("description") or operation["summary"]).strip()
    yield "" if scopes else "\nNeeds no key.\n"
    if scopes:
        yield f"Scope `{scopes[0]}`.\n"
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "query" and parameter["name"] not in ("after", "limit"):
            yield f"Query `{parameter['name']}`: {_kind(parameter['schema'])}.\n"
    for model in _models(operation.get("requestBody", {}).get("content", {}).get("application/json", {})):
        yield from _table(made, "Body", model, seen)
    for status, answer in operation["responses"].items():
        if status < "400":
            for model in _models(answer.get("content", {}).get("application/json", {})):
                yield from _table(made, f"Answer {status}", model, seen)


def _models(content: Json) -> list[str]:
    schema = content.get("schema", {})
    listed = schema.get("items", schema)
    return [each["$ref"].rsplit("/", 1)[-1] for each in (listed.get("anyOf") or [listed]) if "$ref" in each]


def _table(made: Json, head: str, model: str, seen: set[str]) -> Iterator[str]:
    """The fields of an object, the first time that it is met."""
    if model in seen:
        yield f"{head}, `{model}`: as above.\n"
        return
    seen.add(model)
    schema = made["components"]["schemas"][model]
    yield f"{head}, `{model}`: {schema.get('description', '').strip()}\n".replace(": \n", "\n")
    yield "| field | is | |"
    yield "|---|---|---|"
    for name, field in schema.get("properties", {}).items():
        needed = "needed" if name in schema.get("required", ()) and head == "Body" else ""
        yield f"| `{name}` | {_kind(field)} | {needed} |"
    yield ""


def _kind(field: Json) -> str:
    if "$ref" in field:
        return f"`{field['$ref'].rsplit('/', 1)[-1]}`"
    if "anyOf" in field:
        return " or ".join(dict.fromkeys(_kind(each) for each in field["anyOf"]))
    if "const" in field or "enum" in field:
        return ", ".join(f"`{word}`" for word in field.get("enum", [field.get("const")]))
    if field.get("type") == "array":
        return f"list of {_kind(field.get('items', {}))}"
    if field.get("type") == "object":
        values = field.get("additionalProperties", {})
        return "object" + (f" of {_kind(values)}" if isinstance(values, dict) and values else "")
    if field.get("format") == "date-time":
        return "time"
    return {"string": "text", "integer": "number", "null": "null", "boolean": "true or false"}.get(
        str(field.get("type")), "any JSON"
    )


if __name__ == "__main__":
    sys.stdout.write(reference())
