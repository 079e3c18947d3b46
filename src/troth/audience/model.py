"""The nouns: what is asked about everyone, and what is answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from troth.errors import RequestError
from troth.gate import Act
from troth.language import Action
from troth.people import person_ref

ABOUT_EVERYONE = (Action.USE, Action.DISCLOSE)
UNTOLD = "cannot-be-told"  # a record has a word that no policy knows: asked alone it would be an error


@dataclass(frozen=True, slots=True)
class Question:
    """Who may be reached: of whom may these data be used, or disclosed `to` a recipient on the register, for that?

    `roles`: those that the asker acts in. `property` empty: the deployment's own. RequestError for another action.
    """

    action: Action
    data: tuple[str, ...]
    purpose: str
    channel: str | None = None
    to: str | None = None
    property: str = ""
    roles: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.action not in ABOUT_EVERYONE:
            raise RequestError("action: an audience is asked for a use or a disclosure", details={"field": "action"})
        if not self.data:
            raise RequestError("data: must name at least one category", details={"field": "data"})
        if (self.to is not None) != (self.action is Action.DISCLOSE):
            raise RequestError("to: a disclosure names its recipient, a use has none", details={"field": "to"})

    def act(self, person: int) -> Act:
        """The same, of one person."""
        return Act(self.action, person, self.data, self.purpose, self.property, to=self.to, channel=self.channel)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out for people of one kind: no reason means that they may be reached. Clauses in file order."""

    reason: str | None
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people came out how. `among`: of how many such data are held; nobody else is counted.

    `stopped`: how many each clause stops (with others, it may be), `permitted` how many it permits, `reasons` how many
    are refused for what reason.
    """

    count: int
    among: int
    stopped: Mapping[str, int]
    permitted: Mapping[str, int]
    reasons: Mapping[str, int]
    policy: str | None
    version: str | None
    at: datetime

    @classmethod
    def of(cls, outcomes: Mapping[Outcome, int], policy: str | None, version: str | None, at: datetime) -> Tally:
        stopped: dict[str, int] = {}
        permitted: dict[str, int] = {}
        reasons: dict[str, int] = {}
        for outcome, count in outcomes.items():
            for clause in outcome.clauses:
                into = permitted if outcome.reason is None else stopped
                into[clause] = into.get(clause, 0) + count
            if outcome.reason is not None:
                reasons[outcome.reason] = reasons.get(outcome.reason, 0) + count
        among = sum(outcomes.values())
        return cls(among - sum(reasons.values()), among, stopped, permitted, reasons, policy, version, at)

    def to_json(self) -> dict[str, Any]:
        return {
            "count": self.count,
            "among": self.among,
            "stopped": dict(self.stopped),
            "permitted": dict(self.permitted),
            "reasons": dict(self.reasons),
            "policy": self.policy,
            "version": self.version,
            "at": self.at,
        }


@dataclass(frozen=True, slots=True)
class Audience:
    """The answer: how many, and why; who they are, when that was asked for. `entry`: its entry in the ledger."""

    question: Question
    tally: Tally
    entry: str | None = None
    people: Iterable[int] = field(default=(), repr=False, compare=False)

    @property
    def count(self) -> int:
        return self.tally.count

    def refs(self) -> Iterator[str]:
        """The people as they are named outside."""
        return map(person_ref, self.people)
