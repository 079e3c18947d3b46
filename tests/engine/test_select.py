"""The predicate is true of just those of whom `ask` says permit."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given

from tests.agreement import generate
from tests.agreement.policy_documents import Document
from tests.agreement.strategies import agreement, asked
from tests.warehouse.truths import truth
from troth.engine import Engine, Request, RequestError, compile_policies, read_request
from troth.engine.predicate import Predicate, holds
from troth.engine.select import Question, select
from troth.language import Action, from_documents


def question_of(request: Request, *, moving: bool = False) -> Question:
    """What a request asks, apart from the person and the datum."""
    return Question(
        request.action,
        request.data,
        request.purpose,
        request.property,
        request.at,
        moving=moving,
        to=request.to,
        other=request.other,
        channel=request.channel,
        roles=request.roles,
        recipient=request.recipient,
        output=request.output,
        source=request.datum.source,
    )


def as_row(request: Request) -> Request:
    """The request as a row of a table can tell it: what is collected yet carries a version, what is not does not."""
    if request.action == Action.COLLECT:
        return replace(request, datum=replace(request.datum, version=None))
    return request


def hold_together(engine: Engine, raw: Document) -> None:
    try:
        request = as_row(read_request(raw))
        answer = engine.ask(request)
    except RequestError:
        return
    if request.action != Action.COLLECT and request.datum.version is None:
        return  # a row that does not tell what it carries does not show
    for question in (question_of(request), replace(question_of(request), source=None)):
        for asked_so in (question, replace(question, moving=True)):
            predicate: Predicate = select(engine, asked_so)
            assert holds(predicate, lambda leaf: truth(leaf, request)) is answer.permitted, (predicate, answer)


@agreement
@given(asked())
def test_whom_the_predicate_takes_is_whom_ask_permits(example: tuple[list[Document], list[Document]]) -> None:
    documents, requests = example
    engine = compile_policies(from_documents(documents))
    for raw in requests:
        hold_together(engine, raw)


@pytest.mark.parametrize("seed", range(12))
def test_the_predicate_agrees_on_seeded_requests(seed: int) -> None:
    rng = random.Random(seed)
    documents = generate.policies(rng)
    engine = compile_policies(from_documents(documents))
    for raw in generate.requests(rng, documents, 150):
        hold_together(engine, raw)
