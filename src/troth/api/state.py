"""What is known of a person at this moment, computed from their events: no value of theirs is in it."""

from __future__ import annotations

from typing import Any, Literal

from troth import people
from troth.api.wire import Moment, Out, PersonRef
from troth.app import Troth
from troth.db import Connection
from troth.engine import PersonFacts
from troth.people import person_ref


class ChoiceOut(Out):
    topic: str
    value: Literal["yes", "no"]
    at: Moment
    channel: str | None


class RestrictionOut(Out):
    """A part that is null covers all."""

    data: list[str] | None
    purposes: list[str] | None
    start: Moment | None
    until: Moment | None


class ConsentOut(Out):
    actions: list[str]
    data: list[str]
    purposes: list[str]
    given: Moment
    recipients: list[str] | None
    explicit: bool
    withdrawn: Moment | None


class DecisionOut(Out):
    version: str
    answer: Literal["agreed", "declined"]
    at: Moment


class StateOut(Out):
    """The facts, choices and consents that decisions about the person rest on now. A fact that is null is unknown."""

    person: PersonRef
    kind: Literal["individual", "organisation"]
    made: Moment
    revision: int
    policy: str | None
    facts: dict[str, bool | None]
    choices: list[ChoiceOut]
    consents: list[ConsentOut]
    restrictions: list[RestrictionOut]
    gpc: Moment | None
    own_recipients: list[str]
    notified: dict[str, Moment]
    decisions: list[DecisionOut]


FACTS = ("registered", "customer", "account_open", "verified", "adult", "known_minor")


def state_of(tx: Connection, troth: Troth, person: int) -> dict[str, Any]:
    """Raises NotFound, also for who is erased."""
    made, now = people.get_person(tx, person), troth.clock()
    version = troth.engine.version_at(troth.gate.property, now)
    policy = version.policy if version else None
    facts = people.facts(tx, person, now, policy=policy or "")
    return {
        "person": person_ref(person),
        "kind": made.kind,
        "made": made.made_at,
        "revision": made.revision,
        "policy": policy,
        "facts": {name.replace("_", "-"): getattr(facts, name) for name in FACTS},
        **_records(facts),
    }


def _records(facts: PersonFacts) -> dict[str, Any]:
    return {
        "choices": [_of(each, ChoiceOut) for each in facts.choices or ()],
        "consents": [_of(each, ConsentOut) for each in facts.consents or ()],
        "restrictions": [_of(each, RestrictionOut) for each in facts.restrictions],
        "gpc": facts.gpc.since if facts.gpc else None,
        "own-recipients": list(facts.own_recipients or ()),
        "notified": dict(facts.notified),
        "decisions": [_of(each, DecisionOut) for each in facts.decisions],
    }


def _of(noun: Any, shape: type[Out]) -> dict[str, Any]:
    return {name: getattr(noun, name) for name in shape.model_fields}
