"""An answer for a reader: the question in plain words, yes or no, and each rule with what was met and what not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from troth.engine import REASONS, Answer, Engine, Request
from troth.language import Action, Clause, Version, condition_in_words, in_words
from troth.language.plain_words import VERBS, data_in_words, purposes_in_words, recipients_in_words
from troth.web.marks import Sign, sheet

State = Literal["met", "not met", "unknown"]


@dataclass(frozen=True, slots=True)
class Told:
    """A clause that decided. `numbers` are its sentences; `bites` says that it is a never that held."""

    clause: Clause
    sign: Sign
    rule: str
    quotes: tuple[tuple[int, str], ...]
    conditions: tuple[tuple[str, State], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`why` is a sentence of `REASONS`; `refused` names each refused datum of those `asked` about, with its own.

    `version` is None when none was in force there and then.
    """

    permitted: bool
    why: str
    question: str
    sentence: str
    asked: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    told: tuple[Told, ...]
    duties: tuple[tuple[str, str], ...]
    version: Version | None
    answer: str


def verdict(engine: Engine, request: Request, answer: Answer) -> Verdict:
    """The answer as a page shows it."""
    version = _version(engine, answer)
    duties = [(d, in_words(version.clause(d), version)) for d in answer.duties] if version else []
    return Verdict(
        answer.permitted,
        REASONS[answer.reason] if answer.reason else "",
        question(request),
        engine.explain(request, answer).sentence,
        tuple(dict.fromkeys(request.data)),
        tuple((datum, REASONS[reason]) for datum, reason in answer.refused.items()),
        tuple(_told(version, version.clause(c), answer) for c in answer.clauses) if version else (),
        tuple(duties),
        version,
        as_json(answer.to_json()),
    )


def question(request: Request) -> str:
    """May we pass on your name to couriers to bring you what you ordered?"""
    action = Action(request.action)
    parts = [f"May we {VERBS[action]} {data_in_words(request.data)}"]
    if request.other is not None:
        parts.append(f"with {data_in_words([request.other])}")
    if request.to is not None:
        who = recipients_in_words([request.to])
        parts.append(f"so that {who} can see it" if action is Action.PUBLISH else f"to {who}")
    return " ".join([*parts, purposes_in_words([request.purpose])]) + "?"


def as_json(raw: Any) -> str:
    return json.dumps(raw, indent=2, ensure_ascii=False)


def _version(engine: Engine, answer: Answer) -> Version | None:
    policy = next((policy for policy in engine.policies if policy.id == answer.policy), None)
    return policy.version(answer.version) if policy and answer.version else None


def _told(version: Version, clause: Clause, answer: Answer) -> Told:
    sign: Sign = "said" if clause.modality == "says" else clause.modality
    numbers = sheet(version).by_clause[clause.id]
    quotes = tuple((number, version.text.sentences[number - 1].text) for number in numbers)
    conditions = tuple(
        (condition_in_words(condition, version), _state(clause, str(condition), answer))
        for condition in clause.conditions
    )
    return Told(clause, sign, in_words(clause, version), quotes, conditions)


def _state(clause: Clause, condition: str, answer: Answer) -> State:
    """A never that is named held, so none of its exceptions was met."""
    if condition in answer.unknown.get(clause.id, ()):
        return "unknown"
    failed = condition in answer.failed.get(clause.id, ()) or clause.modality == "never"
    return "not met" if failed else "met"
