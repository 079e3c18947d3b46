"""What the OpenAPI document says beyond what FastAPI finds by itself: problems, bodies read by hand, the key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.routing import BaseRoute

from troth.api.problems import MEDIA, Problem, Refusal

Responses = dict[int | str, dict[str, Any]]
_SCHEMAS = "#/components/schemas/"
_WHEN = {
    400: "The body cannot be read",
    401: "No valid key",
    403: "The key does not reach that far",
    404: "Nothing of that id, or nothing that may be known of",
    409: "The same id or idempotency key was used for something else",
    410: "It was erased",
    413: "The body is too large",
    422: "Not as documented, or an unknown word",
    429: "Too many HTTP requests; `Retry-After` says how long to wait",
    500: "Not foreseen; `incident` is what the log calls it",
    503: "It could not be told, so nothing was done; try again",
}
_HAND_WRITTEN: list[type[BaseModel]] = [Problem, Refusal]

INTRODUCTION = """The HTTP API of troth. Every act on personal data goes through the gate, which decides by the
published policy and by this person's live choices; a refusal names the clauses and their sentences. Send an
`Idempotency-Key` with every act, and it happens once however often it is sent."""


def by_hand(*models: type[BaseModel]) -> list[dict[str, Any]]:
    """References to models that no signature names; they get into the document all the same."""
    _HAND_WRITTEN.extend(model for model in models if model not in _HAND_WRITTEN)
    return [{"$ref": _SCHEMAS + model.__name__} for model in models]


def answers(
    model: type[BaseModel] | None, status: int = 200, *, refusal: bool = False, text: str = "", octets: bool = False
) -> Responses:
    """The answers of a route: its own (JSON, `text` or, too, `octets`), and the problems that any route may give."""
    own: dict[str, Any] = {"description": "Done" if model is not None else text}
    if model is not None:
        own["model"] = model
    elif status != 204:  # which has no body
        own["content"] = {"text/plain": {"schema": {"type": "string"}}}
    if octets:
        own["content"] = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    problems: Responses = {code: _problem(code, Problem) for code in _WHEN}
    if refusal:
        problems[403] = _problem(403, Refusal) | {"description": "The policy does not permit it, or the key does not"}
        problems[422] = _problem(422, Refusal)
    return {status: own} | problems


def _problem(code: int, model: type[BaseModel]) -> dict[str, Any]:
    content = {MEDIA: {"schema": {"$ref": _SCHEMAS + model.__name__}}}
    told: dict[str, Any] = {"description": _WHEN[code], "content": content}
    if code == 429:
        told["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds"}}
    return told


def document(app: FastAPI, routes: Sequence[BaseRoute], scoped: Iterable[BaseRoute]) -> dict[str, Any]:
    """The OpenAPI document of the app's `routes`, complete. `scoped`: the routes whose keys need a scope."""
    made = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=routes, tags=app.openapi_tags
    )
    _, definitions = models_json_schema(
        [(model, "validation") for model in _HAND_WRITTEN], ref_template=_SCHEMAS + "{model}"
    )
    parts = made.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    for name, schema in definitions["$defs"].items():
        schemas.setdefault(name, schema)
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer", "bearerFormat": "troth_…"}}
    made["security"] = [{"key": []}]
    _say_scopes(scoped, made)
    return made


def _say_scopes(routes: Iterable[BaseRoute], made: dict[str, Any]) -> None:
    """Each operation names the scope that its key needs (OpenAPI 3.1 lets any scheme do so)."""
    for route in routes:
        if isinstance(route, APIRoute):
            wanted = [getattr(each.call, "scope", None) for each in route.dependant.dependencies]
            for method in route.methods or ():
                made["paths"][route.path][method.lower()]["security"] = [{"key": [scope for scope in wanted if scope]}]


def known_names(document: dict[str, Any]) -> frozenset[str]:
    """Every name of a field or parameter: those that an error may tell."""
    schemas = document["components"]["schemas"].values()
    fields = {name for schema in schemas for name in schema.get("properties", ())}
    operations = [o for path in document["paths"].values() for o in path.values()]
    parameters = {parameter["name"] for o in operations for parameter in o.get("parameters", ())}
    return frozenset(fields | parameters | {"body", "path", "query", "header"})
