"""One question put to each kind of people once: by the gate's own grouping, and the engine's own decision."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import starmap
from typing import Any

from troth.audience.crowd import Crowd
from troth.audience.model import UNTOLD, Outcome, Question
from troth.audience.reading import Kinds, Thing
from troth.audience.standing import LONG_AGO
from troth.engine import Engine, PersonFacts, Request, combined
from troth.errors import RequestError
from troth.gate import apart, register
from troth.gate.gathering import Gathered, requests_of
from troth.gate.seeing import Sight
from troth.language import Version
from troth.parties import Recipient
from troth.people import Visibility, of_item
from troth.vault import Collection, Item, ItemFacts, Kind, Value

_Seen = tuple[tuple[str, Visibility], ...]
_Held = tuple[tuple[Request, ...], str | None]  # what is asked of the engine, and why the gate refuses all the same


class Asking:
    """A question under the versions in force at a time, with what came out for each kind so far."""

    def __init__(
        self, question: Question, engine: Engine, kinds: Kinds, recipient: Recipient | None, at: datetime
    ) -> None:
        """RequestError for a question with a word that no policy knows."""
        self._question, self._engine, self._kinds, self._recipient = question, engine, kinds, recipient
        self.version = engine.version_at(question.property, at)
        self._request = _request(question, recipient, at)
        engine.ask(self._request)  # a word that no policy knows is an error before anyone is looked at
        self._by_kind: list[Outcome | None] = []
        self._by_held: dict[int, tuple[Thing, ...]] = {}
        self._settled: dict[tuple[int, tuple[Thing, ...]], Outcome | None] = {}
        self._asked: dict[tuple[tuple[Thing, ...], _Seen], _Held | None] = {}
        self._facts: dict[int, PersonFacts] = {}

    def tally(self, crowd: Crowd, at: datetime) -> tuple[dict[Outcome, int], frozenset[int]]:
        """How many people came out how, and which kinds may be reached."""
        self._request = replace(self._request, at=at)
        self._facts.clear()  # they hold the time
        outcomes: dict[Outcome, int] = {}
        reached: list[int] = []
        for kind, outcome in self._each():
            size = crowd.size(kind)
            if outcome is not None and size:
                outcomes[outcome] = outcomes.get(outcome, 0) + size
                if outcome.reason is None:
                    reached.append(kind)
        return outcomes, frozenset(reached)

    def _each(self) -> Iterator[tuple[int, Outcome | None]]:
        for number in range(len(self._by_kind), len(self._kinds.all)):
            standing, held = self._kinds.all[number]
            self._by_kind.append(self._of(standing, held))
        return iter(enumerate(self._by_kind))

    def _of(self, standing: int, held: int) -> Outcome | None:
        things = self._by_held.get(held)
        if things is None:
            things = self._by_held[held] = tuple(each for each in self._kinds.held[held] if self._touches(each))
        key = standing, things
        if key not in self._settled:
            self._settled[key] = self._outcome(standing, things)
        return self._settled[key]

    def _touches(self, thing: Thing) -> bool:
        if self.version is None:
            return thing.category in self._question.data
        tree = self.version.terms.data
        return any(tree.covers(term, thing.category) for term in self._question.data)

    def _outcome(self, standing: int, things: tuple[Thing, ...]) -> Outcome | None:
        """None: not all that is asked for is held of them."""
        seen = self._kinds.standings[standing].seen
        if (things, seen) not in self._asked:
            self._asked[things, seen] = self._requests(things, seen)
        asked = self._asked[things, seen]
        if asked is None:
            return None
        facts = self._facts.get(standing)
        if facts is None:
            policy = self.version.policy if self.version is not None else ""
            facts = self._facts[standing] = self._kinds.standings[standing].facts(policy, self._request.at)
        requests, beyond = asked
        try:
            answers = [self._engine.ask(replace(each, person=facts, at=self._request.at)) for each in requests]
        except RequestError:
            return Outcome(UNTOLD)
        answer = answers[0] if len(answers) == 1 or self.version is None else combined(answers, self.version)
        return Outcome(answer.reason.value if answer.reason else beyond, () if beyond else answer.clauses)

    def _requests(self, things: tuple[Thing, ...], seen: _Seen) -> _Held | None:
        """As the gate would ask about one person of whom these are held."""
        version = self.version
        if version is None:
            return ((self._request,), None) if things else None
        covers = version.terms.data.covers
        if not all(any(covers(term, each.category) for each in things) for term in self._question.data):
            return None
        act, items = self._question.act(0), tuple(starmap(_item, enumerate(things)))
        own = {of_item(number): thing.seen for number, thing in enumerate(things) if thing.seen is not None}
        requests = tuple(requests_of(self._request, Sight(self._engine, version, {**dict(seen), **own}), act, items))
        found = Gathered(items, requests, self._recipient, None, drill=False)
        return requests, _code(found, act, version)


def _code(found: Gathered, act: Any, version: Version) -> str | None:
    refusal = register.beyond(act, found, version) or apart.acted(found, version)
    return None if refusal is None else refusal.code


def _request(question: Question, recipient: Recipient | None, at: datetime) -> Request:
    return Request(
        action=question.action.value,
        data=question.data,
        purpose=question.purpose,
        property=question.property,
        at=at,
        to=recipient.kind if recipient else None,
        channel=question.channel,
        roles=tuple(sorted(question.roles)),
        recipient=recipient.facts() if recipient else None,
    )


def _item(number: int, thing: Thing) -> Item:
    """An item as the gate's grouping sees it: which has no value."""
    collection = Collection("", thing.version, thing.source, LONG_AGO, purposes=tuple(json.loads(thing.purposes)))
    return Item(ItemFacts(0, number, thing.category, Kind.TEXT, 0, collection), Value(_no_value))


def _no_value() -> Sequence[Any]:
    raise LookupError("an audience has no values")
