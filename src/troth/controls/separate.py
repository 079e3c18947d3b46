"""separate: one tries to get both sides under one person, to take them out together, and to find what joins them.

What keeps it is the gate (`troth.gate.apart`): the facts of one side live under a person record of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from troth.controls.attempt import Attempt, Found, all_tried, broken, kept
from troth.controls.guest import CALLER
from troth.controls.intruder import store as intruder
from troth.controls.model import Asked, Control, Drilled
from troth.controls.permitted import Raw, permitted
from troth.controls.rehearsal import rehearsed
from troth.controls.stage import Stage
from troth.controls.stand_in import StandIn, planted
from troth.db import Connection
from troth.errors import RequestError
from troth.gate import Act, Intake, Outcome
from troth.language import Action
from troth.people import person_ref
from troth.vault import Collection

_PLAIN: Final = "drill value"


@dataclass(slots=True)
class _Try:
    """The two sides, on a rehearsed stage. `data`: the terms kept apart from those of `others`."""

    stage: Stage
    tx: Connection
    asked: Asked

    @property
    def data(self) -> list[str]:
        return list(self.asked.params["data"])

    @property
    def others(self) -> list[str]:
        return list(self.asked.params["from"])

    def newcomer(self) -> int:
        self.stage.clock.set(self.asked.at)
        return self.stage.tell.person(self.tx, CALLER, realm="drill").id

    def request(self, term: str) -> Raw | None:
        """A permitted collection of the term, or of one below it."""
        covers = self.asked.version.terms.data.covers
        for clause, request in permitted(self.asked.version, Action.COLLECT):
            for named in (clause.scope.data if clause.scope is not None else None) or ():
                if covers(named, term) or covers(term, named):
                    return {**request, "data": [term if covers(named, term) else named]}
        return None

    def collect(self, person: int, request: Raw, **values: Any) -> Outcome:
        """Tries to collect it from the person, for whom it would be permitted were it alone."""
        came = StandIn(self.stage, self.asked.version, request, self.asked.at, person=person)
        source = (request.get("datum") or {}).get("source") or "person"
        given = {datum: planted(self.asked.version, datum, person) for datum in request["data"]} | values
        self.stage.clock.set(self.asked.at)
        return self.stage.gate.take(self.tx, came.caller, Intake(person, given, request["for"], request["in"], source))

    def put(self, person: int, *terms: str) -> None:
        """Puts items there past the gate, as a time before the duty may have left them."""
        version = self.asked.version
        collection = Collection(version.policy, version.version, "person", self.asked.at)
        number = self.stage.vault.record_collection(self.tx, person, collection)
        for term in terms:
            self.stage.vault.put(self.tx, person, term, _PLAIN, collection=number)

    def held(self, person: int) -> list[str]:
        return [item.category for item in self.stage.vault.items(self.tx, person)]

    def side(self, terms: Sequence[str], categories: Sequence[str]) -> list[str]:
        """Those of the categories that are on that side."""
        covers = self.asked.version.terms.data.covers
        return [category for category in categories if any(covers(term, category) for term in terms)]

    def joined(self, person: int) -> bool:
        held = self.held(person)
        return bool(self.side(self.data, held) and self.side(self.others, held))

    def purposes(self, action: Action) -> list[str]:
        scopes = [c.scope for c in self.asked.version.clauses if c.scope and action in c.scope.actions]
        return sorted({purpose for scope in scopes for purpose in scope.purposes or ()})


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """All of it is rolled back."""

    def rehearse(attempt: Callable[[_Try], Found]) -> Attempt:
        def do() -> Found:
            with rehearsed(stage) as (there, tx):
                return attempt(_Try(there, tx, asked))

        return do

    data, others = (", ".join(asked.params[side]) for side in ("data", "from"))
    yield from all_tried(
        asked.at,
        {
            f"who is known by {others} is given {data} too": rehearse(lambda t: _second(t, t.others, t.data)),
            f"who has {data} is given {others} too": rehearse(lambda t: _second(t, t.data, t.others)),
            "both are collected in one act": rehearse(_at_once),
            f"{data} alone are collected": rehearse(_alone),
            f"somebody's address is written into {data}": rehearse(_written_into),
            "a link of the two is asked for": rehearse(_linked),
            "both are asked for in one act": rehearse(_used_together),
            "a key that joins the two is looked for in the store": rehearse(_keys),
        },
    )


def _second(there: _Try, first: Sequence[str], second: Sequence[str]) -> Found:
    """A person who has one side is offered each term of the other."""
    tried = 0
    for term in second:
        request = there.request(term)
        if request is None:
            continue
        tried += 1
        person = there.newcomer()
        there.put(person, first[0])
        there.collect(person, request)
        if there.joined(person):
            return broken(f"{term} was taken: the person has both")
    return kept(f"{tried} times refused" if tried else "the policy lets none be collected")


def _at_once(there: _Try) -> Found:
    for term in there.data:
        for other in there.others:
            request, beside = there.request(term), there.request(other)
            if request is None or beside is None:
                continue
            person = there.newcomer()
            there.collect(person, {**request, "data": [*request["data"], *beside["data"]]})
            if there.joined(person):
                return broken(f"{term} and {other} were taken together")
    return kept("no person has both")


def _alone(there: _Try) -> Found:
    for term in there.data:
        request = there.request(term)
        if request is not None and there.collect(there.newcomer(), request).refusal is not None:
            return broken(f"{term} was refused, though nobody is known by it")
    return kept("taken, from nobody in particular")


def _written_into(there: _Try) -> Found:
    somebody = there.newcomer()
    told = [f"https://drill.example/?of={person_ref(somebody)}", {"seen": [person_ref(somebody)]}]
    if there.side(there.others, ["email"]):
        told += ["https://drill.example/?of=drill%40drill.example", "of drill@drill.example"]
    if there.side(there.others, ["phone"]):
        told.append("tel:+442079460123")
    for value in told:
        for term in there.data:
            request, person = there.request(term), there.newcomer()
            if request is None:
                continue
            there.collect(person, request, **{request["data"][0]: value})
            if there.held(person):
                return broken(f"it was taken into {term}")
    return kept(f"refused, in {len(told)} writings")


def _linked(there: _Try) -> Found:
    person, tried = there.newcomer(), 0
    there.put(person, *there.data, *there.others)
    for purpose in there.purposes(Action.LINK) or there.purposes(Action.USE):
        for one, other in ((there.data, there.others), (there.others, there.data)):
            tried += 1
            if _out(there, Act(Action.LINK, person, (one[0],), purpose, other=other[0])):
                return broken(f"they were joined for {purpose}")
    return kept(f"{tried} times refused")


def _used_together(there: _Try) -> Found:
    person, tried = there.newcomer(), 0
    there.put(person, *there.data, *there.others)
    for purpose in there.purposes(Action.USE):
        tried += 1
        came = _out(there, Act(Action.USE, person, (there.data[0], there.others[0]), purpose))
        if there.side(there.data, came) and there.side(there.others, came):
            return broken(f"they came out together for {purpose}")
    return kept(f"{tried} times refused")


def _out(there: _Try, act: Act) -> list[str]:
    """The categories of what comes out."""
    with there.tx.begin_nested():
        outcome = there.stage.gate.perform(there.tx, CALLER, act)
    return [held.category for held in outcome.held]


def _keys(there: _Try) -> Found:
    """The same person in life, recorded apart as the policy wants it: nothing may lead from one to the other."""
    nobody, somebody = there.newcomer(), there.newcomer()
    for person, terms in ((nobody, there.data), (somebody, there.others)):
        requests = [request for request in map(there.request, terms) if request is not None]
        for request in requests:
            there.collect(person, request)
        if not requests:
            there.put(person, *terms)
    if not there.held(nobody) or not there.held(somebody):
        raise RequestError("the drill found nothing to look at")
    places = intruder.joins(there.tx, nobody, somebody)
    return broken(f"{', '.join(places)} leads from one to the other") if places else kept("nothing is in rows of both")


CONTROL = Control("separate", drills)
