"""Authorised agents: the Data Rights Protocol 1.0, as its specification says.

Paths, fields and errors are the protocol's own (2.01 to 2.06, 3.03, 3.06), not those of the rest of this API: the body
is what the agent signed, in Base64; the bearer token is one of `POST /v1/agent/{agent}`; an error is `code`, `message`
and `fatal`. Only agents on the register get any other answer than 403.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from troth.api.desk import found
from troth.api.documented import answers
from troth.api.wire import Out, written
from troth.app import Troth
from troth.cases.agents import AgentRequest, Malformed, Status, body_of
from troth.people.vouchers import Voucher

router = APIRouter(prefix="/v1", tags=["agents"])
AgentId = Annotated[str, Path(pattern=r"^[A-Z_]{1,64}$", examples=["AGENT_A"])]
RequestId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]
_BEARER: Final = re.compile(r"Bearer ([A-Za-z0-9_-]{43})", re.IGNORECASE)


class AgentError(Out):
    """What went wrong (3.06). `fatal`: the same will not be taken later either."""

    code: str
    message: str
    fatal: bool | None = None


class TokenOut(Out):
    agent_id: Annotated[str, Field(alias="agent-id")]
    token: str


class NothingOut(Out):
    """An empty object: the token is good."""


class StatusOut(Out):
    """How far a request is (3.03)."""

    request_id: Annotated[str, Field(alias="request_id")]
    agent_request_id: Annotated[str | None, Field(alias="agent_request_id")] = None
    received_at: Annotated[str, Field(alias="received_at")]
    expected_by: Annotated[str | None, Field(alias="expected_by")] = None
    processing_details: Annotated[str | None, Field(alias="processing_details")] = None
    status: str
    reason: str | None = None
    user_verification_url: Annotated[str | None, Field(alias="user_verification_url")] = None
    expires_at: Annotated[str | None, Field(alias="expires_at")] = None
    results_url: Annotated[str | None, Field(alias="results_url")] = None


_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    400: {"model": AgentError, "description": "What was signed is not as the protocol says"},
    401: {"model": AgentError, "description": "No valid token"},
    403: {"model": AgentError, "description": "Not this agent's, or not signed by it"},
}
_NO_TOKEN: Final[dict[int | str, dict[str, Any]]] = {403: {"description": "No token is given for that; no body"}}
_SIGNED: Final = {"requestBody": {"required": True, "content": {"text/plain": {"schema": {"type": "string"}}}}}
_OPEN: Final[dict[str, Any]] = {"security": []}
Act = Callable[[Troth, bytes], Response]


@router.post(
    "/agent/{agent}",
    response_model=None,
    responses=answers(TokenOut) | _NO_TOKEN,
    openapi_extra=_OPEN | _SIGNED,
)
async def setup(http: Request, agent: AgentId) -> Response:
    """Get a bearer token (2.05). The one before opens nothing from now on."""

    def do(troth: Troth, body: bytes) -> Response:
        try:
            return found({"agent-id": agent, "token": troth.agents.setup(agent, body)})
        except Malformed:
            return Response(status_code=403)

    return await _done(http, do)


@router.get("/agent/{agent}", response_model=None, responses=answers(NothingOut) | _ERRORS, openapi_extra=_OPEN)
async def information(http: Request, agent: AgentId) -> Response:
    """Ask whether a bearer token is good (2.06)."""

    def do(troth: Troth, _body: bytes) -> Response:
        if _holder(troth, http).id != agent:
            raise Malformed(403, "the token is another agent's")
        return found({})

    return await _done(http, do)


@router.post(
    "/data-rights-request",
    response_model=None,
    responses=answers(StatusOut) | _ERRORS,
    openapi_extra=_OPEN | _SIGNED,
)
async def exercise(http: Request) -> Response:
    """Exercise a right of a user (2.01)."""
    return await _done(http, lambda troth, body: _told(troth.agents.exercise(_holder(troth, http), body)))


@router.get(
    "/data-rights-request/{number}", response_model=None, responses=answers(StatusOut) | _ERRORS, openapi_extra=_OPEN
)
async def status(http: Request, number: RequestId) -> Response:
    """Ask how far a request is (2.02)."""
    return await _done(http, lambda troth, _: _told(troth.agents.status(_holder(troth, http), number)))


@router.delete(
    "/data-rights-request/{number}",
    response_model=None,
    responses=answers(StatusOut) | _ERRORS,
    openapi_extra=_OPEN | _SIGNED,
)
async def revoke(http: Request, number: RequestId) -> Response:
    """Take a request back (2.04)."""
    return await _done(http, lambda troth, body: _told(troth.agents.revoke(_holder(troth, http), number, body)))


async def _done(http: Request, act: Act) -> Response:
    body = await http.body()
    try:
        return await run_in_threadpool(act, http.app.state.troth, body)
    except Malformed as error:
        told = {"code": str(error.status), "message": error.message} | ({"fatal": True} if error.fatal else {})
        return Response(written(told), error.status, media_type="application/json")


def _holder(troth: Troth, http: Request) -> Voucher:
    match = _BEARER.fullmatch(http.headers.get("authorization", ""))
    return troth.agents.holder(match[1] if match else "")


def _told(known: tuple[AgentRequest, Status]) -> Response:
    return found(body_of(*known))
