"""Many at once: questions in one body, and whom a message may go to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from troth.client.acts import Answer
from troth.client.wire import Wire, given, made


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """In the place of an answer: the question was none, and why."""

    error: str
    detail: str


@dataclass(frozen=True, slots=True)
class Reach:
    """How many may be reached, among those of whom such data are held; how many each clause stops or permits."""

    count: int
    among: int
    stopped: Mapping[str, int]
    permitted: Mapping[str, int]
    reasons: Mapping[str, int]
    policy: str | None
    version: str | None
    at: datetime
    entry: str


class Many(Wire):
    """Up to a thousand questions a call, answered in their order."""

    def ask_all(self, questions: Iterable[Mapping[str, Any]]) -> list[Answer | NoAnswer]:
        """Each of a `person` in the store, or with its facts (SPEC 10). Nothing happens."""
        return _answers(self._act("POST", "/ask/batch", [dict(question) for question in questions]))

    def ask_over(self, facts: Mapping[str, Any], questions: Iterable[Mapping[str, Any]]) -> list[Answer | NoAnswer]:
        """Each an action on one datum for a purpose, over the same facts. Nothing happens."""
        body = {"given": dict(facts), "asked": [dict(question) for question in questions]}
        return _answers(self._act("POST", "/decide", body))

    def reach(self, data: Iterable[str], purpose: str, **more: Any) -> Reach:
        """To how many a message may go now; `more`: action, channel, to, property."""
        return made(Reach, self._act("POST", "/audience", _whom(data, purpose, **more)))

    def reached(self, data: Iterable[str], purpose: str, **more: Any) -> Iterator[str]:
        """Whom it may go to, one after the other; what may be done with each the gate says when it comes to them."""
        lines = self._lines("/audience", _whom(data, purpose, **more))
        next(lines)  # the count
        return (str(json.loads(line)["person"]) for line in lines)


def _answers(told: Mapping[str, Any]) -> list[Answer | NoAnswer]:
    return [made(NoAnswer, each) if "error" in each else made(Answer, each) for each in told["answers"]]


def _whom(
    data: Iterable[str],
    purpose: str,
    *,
    action: Literal["use", "disclose"] = "use",
    channel: str | None = None,
    to: str | None = None,
    property: str | None = None,  # noqa: A002
) -> dict[str, Any]:
    return {"data": list(data)} | given(for_=purpose, action=action, channel=channel, to=to, in_=property)
