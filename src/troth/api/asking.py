"""Ask: would this be permitted, and why? Of a person in the store, or purely, of the facts that are sent (SPEC 10)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, ValidationError
from pydantic_core import from_json
from starlette.concurrency import run_in_threadpool

from troth.api.acts import ActIn
from troth.api.asked import Question
from troth.api.desk import Asks, Desk, found, reply
from troth.api.documented import answers, by_hand
from troth.api.problems import ClauseOut, clauses_of
from troth.api.wire import Out, Word
from troth.engine import Answer, read_request
from troth.errors import RequestError, TrothError
from troth.language import Action

router = APIRouter(prefix="/v1", tags=["acts"])
MOST = 1000


class LiveQuestion(ActIn):
    """A question of a person in the store: the live system has the facts, and the time is now."""

    action: Literal["use", "disclose", "publish", "link", "collect"]
    to: Word | None = None
    with_: Annotated[Word | None, Field(alias="with")] = None


class AnswerOut(Out):
    """The answer of SPEC 10. `explanation`, when asked for: the clauses with their sentences."""

    answer: Literal["permit", "refuse"]
    reason: str | None
    clauses: list[str]
    failed: dict[str, list[str]]
    unknown: dict[str, list[str]]
    refused: dict[str, str]
    duties: list[str]
    version: str | None
    explanation: list[ClauseOut] | None = None


class NoAnswer(Out):
    """In a batch: a question that is none, and why."""

    error: str
    detail: str


class Answers(Out):
    """An answer to each question, in their order."""

    answers: Annotated[list[AnswerOut | NoAnswer], Field(max_length=MOST)]


_QUESTION = {"anyOf": by_hand(LiveQuestion, Question)}
_ONE = {"required": True, "content": {"application/json": {"schema": _QUESTION}}}
_MANY = {"type": "array", "items": _QUESTION, "maxItems": MOST}
_BATCH = {"required": True, "content": {"application/json": {"schema": _MANY}}}
Explain = Annotated[bool, Query(description="with the clauses' sentences")]


@router.post("/ask", response_model=None, responses=answers(AnswerOut), openapi_extra={"requestBody": _ONE})
async def ask(desk: Asks, request: Request, explain: Explain = False) -> Response:
    """Would this be permitted, and why? Nothing happens, and nothing is recorded."""
    raw = _read(await request.body())
    if desk.once is None and not _is_live(raw):
        return found(_answered(desk, raw, explain))  # no store, no waiting: quicker here than in a thread
    return await run_in_threadpool(_told, desk, lambda: _answered(desk, raw, explain))


@router.post("/ask/batch", response_model=None, responses=answers(Answers), openapi_extra={"requestBody": _BATCH})
async def ask_batch(desk: Asks, request: Request) -> Response:
    """Up to a thousand questions at once; a question that is none gets its error in its place."""
    raw = _read(await request.body())
    if not isinstance(raw, list) or len(raw) > MOST:
        raise RequestError(f"a batch is a list of at most {MOST} questions")
    return await run_in_threadpool(_told, desk, lambda: {"answers": [_or_error(desk, each) for each in raw]})


def _read(body: bytes) -> Any:
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError:
        raise RequestError("the body is not JSON") from None


def _told(desk: Desk, answer: Any) -> Response:
    """Without an idempotency key there is nothing to write."""
    if desk.once is not None:
        return desk.act(lambda _: reply(answer()))
    return found(answer())


def _answered(desk: Desk, raw: Any, explain: bool = False) -> dict[str, Any]:
    answer = _answer(desk, raw)
    return answer.to_json() | ({"explanation": clauses_of(answer, desk.troth.engine)} if explain else {})


def _is_live(raw: Any) -> bool:
    """Whether the question is of a person in the store."""
    return isinstance(raw, dict) and isinstance(raw.get("person"), str)


def _answer(desk: Desk, raw: Any) -> Answer:
    if _is_live(raw):
        asked = LiveQuestion.model_validate(raw)
        action = Action(asked.action)
        _needs(asked, action)
        return desk.troth.gate.ask(desk.caller, asked.act(action, asked.to, asked.with_))
    return desk.troth.engine.ask(read_request(raw))


def _needs(asked: LiveQuestion, action: Action) -> None:
    if action in (Action.DISCLOSE, Action.PUBLISH) and asked.to is None:
        raise RequestError(f"to {action.value} needs `to`")
    if action is Action.LINK and asked.with_ is None:
        raise RequestError("to link needs `with`")


def _or_error(desk: Desk, raw: Any) -> dict[str, Any]:
    try:
        return _answered(desk, raw)
    except TrothError as error:
        return {"error": error.code, "detail": error.message}
    except ValidationError:
        return {"error": RequestError.code, "detail": "the question is not as documented"}
