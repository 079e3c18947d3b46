"""Problems (RFC 9457): one shape for all that goes wrong. None repeats what was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException

from troth.api.wire import Out, written
from troth.db import StoreError, told_plainly
from troth.engine import Answer, Engine
from troth.engine import Request as Asked
from troth.errors import TrothError

MEDIA = "application/problem+json"
_CODES = {404: "not-found", 405: "no-such-method", 413: "too-large", 400: "unreadable"}
_TITLES = {
    "refused": "The policy does not permit this",
    "could-not-tell": "It cannot be told whether this is permitted",
}


class Fault(Out):
    """One field that is wrong: where, and the rule."""

    field: str
    rule: str


class ClauseOut(Out):
    """A clause that an answer names: its words in the published text, links to them, and the rule in plain words."""

    id: str
    anchors: list[str]
    links: list[str]
    sentence: str
    rule: str


class Problem(Out):
    """What went wrong (RFC 9457). `code` is stable; `help` says what to do."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    help: str | None = None
    errors: list[Fault] | None = None
    incident: str | None = None


class Refusal(Problem):
    """A refusal by the policy, with the answer (SPEC 5) and the entry in the ledger that records it."""

    reason: str | None = None
    clauses: list[ClauseOut] | None = None
    failed: dict[str, list[str]] | None = None
    unknown: dict[str, list[str]] | None = None
    refused: dict[str, str] | None = None
    version: str | None = None
    entry: str | None = None


def problem(status: int, code: str, detail: str, **more: Any) -> dict[str, Any]:
    """The object of a problem; what is empty in `more` is left out."""
    title = _TITLES.get(code) or HTTPStatus(status).phrase
    told = {"type": f"urn:troth:problem:{code}", "title": title, "status": status, "detail": detail, "code": code}
    return told | {name: value for name, value in more.items() if value}


def response(body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    return Response(written(body), body["status"], dict(headers or {}), MEDIA)


def who_are_you() -> Response:
    """The answer to whoever has no valid key: the same for an unknown key and a revoked one."""
    help = "send `Authorization: Bearer troth_…` with a key of `troth key new`"  # noqa: A001
    told = problem(401, "no-key", "no valid key came with this", help=help)
    return response(told, {"www-authenticate": 'Bearer realm="troth"'})


def of_error(error: TrothError) -> dict[str, Any]:
    """The problem of an error that was raised on purpose. A broken seal or ledger tells its kind, no more."""
    return problem(error.status, error.code, error.message, help=error.help)


def told(error: TrothError | StoreError) -> Response | None:
    """The answer to an error of ours, or of the store's that can be told of. None: nobody foresaw it."""
    known = error if isinstance(error, TrothError) else told_plainly(error)
    if known is None:
        return None
    return who_are_you() if known.status == 401 else response(of_error(known))


def of_refusal(error: TrothError, answer: Answer, entry: str, engine: Engine) -> dict[str, Any]:
    """The problem of a refusal, with the clauses that refused and the words they stand in."""
    told = answer.to_json()
    more = {name: told[name] for name in ("reason", "failed", "unknown", "refused", "version")}
    clauses = clauses_of(answer, engine)
    return of_error(error) | {n: v for n, v in more.items() if v} | {"clauses": clauses, "entry": entry}


def clauses_of(answer: Answer, engine: Engine) -> list[dict[str, Any]]:
    """The clauses that an answer names, in file order, with their anchors and published words."""
    policy = next((p for p in engine.policies if p.id == answer.policy), None)
    version = policy.version(answer.version) if policy and answer.version else None
    if version is None:
        return []
    at = version.effective
    asked = Asked("use", tuple(answer.refused) or ("data",), "purposes", version.properties[0], at)
    return [
        {
            "id": words.id,
            "anchors": [anchor.text for anchor in version.clause(words.id).anchors],
            "links": list(words.links),
            "sentence": words.quote,
            "rule": words.rule,
        }
        for words in engine.explain(asked, answer).clauses
    ]


def faults(errors: Iterable[ErrorDetails | Mapping[str, Any]], known: frozenset[str]) -> list[dict[str, str]]:
    """Where and which rule, without what was sent: a name that is none of ours may be somebody's, too."""
    return [{"field": _place(each["loc"], known), "rule": _rule(each)} for each in list(errors)[:20]]


def _place(location: Iterable[str | int], known: frozenset[str]) -> str:
    parts = [str(p) if isinstance(p, int) or p in known else "(unknown)" for p in location]
    return ".".join(parts) or "body"


def _rule(error: ErrorDetails | Mapping[str, Any]) -> str:
    if error["type"] == "extra_forbidden":
        return "is not a field of this"
    if error["type"] == "json_invalid":
        return "is not JSON"
    message = str(error["msg"])
    return message[:1].lower() + message[1:]


def invalid(errors: Iterable[ErrorDetails | Mapping[str, Any]], known: frozenset[str]) -> dict[str, Any]:
    found = faults(errors, known)
    where = ", ".join(dict.fromkeys(fault["field"] for fault in found))
    more = {"help": "see `errors` for the place and the rule", "errors": found}
    return problem(422, "request-invalid", f"the HTTP request is not as documented: {where}", **more)


def install(app: FastAPI, known: Callable[[], frozenset[str]]) -> None:
    """Makes every error that a route raises a problem. `known`: gives the names that may be told in an answer."""

    async def on_error(_: Request, error: Exception) -> Response:
        assert isinstance(error, TrothError | StoreError)
        answer = told(error)
        if answer is None:
            raise error
        return answer

    async def on_invalid(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return response(invalid(error.errors(), known()))

    async def on_model(_: Request, error: Exception) -> Response:
        assert isinstance(error, ValidationError)
        return response(invalid(error.errors(include_input=False, include_context=False, include_url=False), known()))

    async def on_http(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code = _CODES.get(error.status_code, "http")
        detail = {413: "the body is too large", 400: "the body cannot be read"}.get(error.status_code)
        body = problem(error.status_code, code, detail or HTTPStatus(error.status_code).phrase.lower())
        return response(body, error.headers)

    app.add_exception_handler(TrothError, on_error)
    app.add_exception_handler(StoreError, on_error)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(ValidationError, on_model)
    app.add_exception_handler(HTTPException, on_http)
