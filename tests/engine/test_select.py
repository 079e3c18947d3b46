"""The predicate is true of just those of whom `ask` says permit."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from tests.agreement import generate
from tests.agreement.policy_documents import Document
from tests.agreement.strategies import agreement, asked
from tests.engine.build import USE, engine, policy
from tests.engine.build import request as built
from tests.engine.test_versions import decided, three
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


def permits(made: Engine, request: Request) -> bool | None:
    """None where it gets no answer: a later version may not know its terms."""
    try:
        return made.ask(request).permitted
    except RequestError:
        return None


def hold_together(made: Engine, raw: Document) -> None:
    try:
        request = as_row(read_request(raw))
        answer = made.ask(request)
    except RequestError:
        return
    if request.action != Action.COLLECT and request.datum.version is None:
        return  # a row that does not tell what it carries does not show
    for question in (question_of(request), replace(question_of(request), source=None)):
        predicate: Predicate = select(made, question)
        assert holds(predicate, lambda leaf: truth(leaf, request)) is answer.permitted, (predicate, answer)
        moving: Predicate = select(made, replace(question, moving=True))
        for days in (0, 20, 150):
            then = replace(request, at=request.at + timedelta(days=days))
            if (permitted := permits(made, then)) is not None:
                assert holds(moving, lambda leaf, then=then: truth(leaf, then)) is permitted, (moving, days)


@agreement
@given(asked())
def test_whom_the_predicate_takes_is_whom_ask_permits(example: tuple[list[Document], list[Document]]) -> None:
    documents, requests = example
    made = compile_policies(from_documents(documents))
    for raw in requests:
        hold_together(made, raw)


@pytest.mark.parametrize("seed", range(12))
def test_the_predicate_agrees_on_seeded_requests(seed: int) -> None:
    rng = random.Random(seed)
    documents = generate.policies(rng)
    made = compile_policies(from_documents(documents))
    for raw in generate.requests(rng, documents, 150):
        hold_together(made, raw)


def test_a_yes_to_any_version_that_brought_the_use_is_enough() -> None:
    made = three({"may": "use", **USE, "for": "support"}, {"may": "use", **USE}, {"may": "use", **USE})
    for version in ("1", "2", "3"):
        for said in ("agreed", "declined"):
            hold_together(made, built(datum={"version": "1"}, person={"decisions": [decided(version, said)]}))


@pytest.mark.parametrize("output", [{"aggregated": 3}, {"direct-identifiers": True}, {"aggregated": 7}, {}])
def test_figures_that_are_known_to_be_too_fine_are_not_aggregated(output: Document) -> None:
    made = engine(policy({"may": "use", **USE, "when": {"not": {"aggregated": 7}}}))
    hold_together(made, built(datum={"version": "1"}, output=output))
