"""The ways in which a condition comes out true or false in real life, near misses above all.

A false condition is false in many ways: the consent was withdrawn, or was for something else, or never was. A drill
tries each of them, for a system may get one right and another wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import singledispatch

from troth.engine import Output
from troth.language import (
    Aggregated,
    Agreement,
    Choice,
    Condition,
    Consent,
    Fact,
    GroundOf,
    Notified,
    OwnRecipient,
    Role,
    Visible,
)
from troth.proof.scene import Scene

Do = Callable[[Scene], None]
SERVED = "and served for this act before"
ALONE = "what is set for the item alone goes before what is set for all of its kind"


@dataclass(frozen=True, slots=True)
class Way:
    """One way for a condition to come out: what is said of it, and how it is arranged."""

    name: str
    do: Do


def ways(condition: Condition, *, want: bool) -> tuple[Way, ...]:
    """All the ways; the plainest first. None when it cannot be arranged on a live system."""
    return tuple(Way(name, do) for name, do in _ways(condition, want))


Named = Iterator[tuple[str, Do]]


@singledispatch
def _ways(condition: Condition, want: bool) -> Named:  # noqa: ARG001
    yield from ()


@_ways.register
def _fact(condition: Fact, want: bool) -> Named:
    yield f"{condition.name} is {str(want).lower()}", lambda s: s.fact(condition.name, want)


@_ways.register
def _choice(condition: Choice, want: bool) -> Named:
    topic = condition.topic
    if want:
        yield "the choice is yes", lambda s: s.choose(topic, ("yes", 9))
        yield "yes for the channel goes before a later no for all", lambda s: s.choose_by_channel(topic, "yes", "no")
        yield "a no for another channel does not count", lambda s: s.choose_elsewhere(topic, "yes", "no")
        return
    yield "the choice is no", lambda s: s.choose(topic, ("no", 9))
    yield "the choice was yes, and is no", lambda s: s.choose(topic, ("yes", 9), ("no", 5))
    yield "yes and no at one instant", lambda s: s.choose(topic, ("yes", 9), ("no", 9))
    yield "no, and then yes on another topic", lambda s: s.choose_otherwise(topic)
    yield "no for the channel goes before a later yes for all", lambda s: s.choose_by_channel(topic, "no", "yes")
    yield "a yes for another channel does not count", lambda s: s.choose_elsewhere(topic, "no", "yes")
    yield "the browser sent Global Privacy Control after the yes", lambda s: s.signal(topic)


@_ways.register
def _consent(condition: Consent, want: bool) -> Named:
    if want:
        yield "consented", lambda s: s.consent(explicit=condition.explicit)
        return
    if condition.explicit:
        yield "consented, but not expressly", lambda s: s.consent(explicit=False)
    else:
        yield "no consent", lambda _: None
    yield "the consent was withdrawn", lambda s: s.consent(explicit=True, withdrawn=2)
    yield "the consent is withdrawn at this instant", lambda s: s.consent(explicit=True, withdrawn=0)
    yield "the consent is for another purpose", lambda s: s.consent(explicit=True, purpose="sale")
    yield "the consent is for other data", lambda s: s.consent(explicit=True, datum="aggregate")
    yield "the consent is for another action", lambda s: s.consent(explicit=True, another_action=True)
    yield "the consent names no such recipient", lambda s: s.consent(explicit=True, recipient="auditor")
    yield "the consent names no recipient", lambda s: s.consent(explicit=True, recipient="")


@_ways.register
def _notified(_: Notified, want: bool) -> Named:
    if want:
        yield "the notice named the purpose", lambda s: s.notified(s.cell.purpose)
        return
    yield "the notice named no purpose", lambda s: s.notified()
    yield "the notice named another purpose", lambda s: s.notified("sale")


@_ways.register
def _ground(condition: GroundOf, want: bool) -> Named:
    kind = condition.kind
    if want:
        yield f"a ground of the kind {kind}", lambda s: s.ground(kind)
        return
    yield f"no {kind} is cited", lambda _: None
    yield f"a ground of another kind than {kind} is cited", lambda s: s.other_ground(kind)
    yield f"the {kind} is of the past", lambda s: s.ground(kind, end=-1)
    yield f"the {kind} ends at this instant", lambda s: s.ground(kind, end=0)
    yield f"the {kind} is of tomorrow", lambda s: s.ground(kind, start=1)
    yield f"the {kind} is about somebody else", lambda s: s.ground(kind, other_person=True)
    yield f"the {kind} covers other data", lambda s: s.ground(kind, datum="aggregate")
    yield f"the {kind} covers another recipient", lambda s: s.ground(kind, recipient="auditor")
    yield f"the {kind} is used up", lambda s: s.ground(kind, used=True)
    yield f"the {kind} was good once, {SERVED}", lambda s: s.spend(kind)


@_ways.register
def _agreement(_: Agreement, want: bool) -> Named:
    if want:
        yield "the recipient has an agreement", lambda s: s.agree(-9, None)
        return
    yield "the recipient has no agreement", lambda _: None
    yield "the recipient's agreement has run out", lambda s: s.agree(-9, -1)
    yield "the recipient's agreement ends at this instant", lambda s: s.agree(-9, 0)
    yield "the recipient's agreement begins tomorrow", lambda s: s.agree(1, None)


@_ways.register
def _own(_: OwnRecipient, want: bool) -> Named:
    if want:
        yield "the recipient is the person's own", lambda s: s.own(s.cell.to or "")
        return
    yield "the person named no recipient", lambda _: None
    yield "the person named another recipient", lambda s: s.own("auditor")
    yield "the person named it, and took it back", lambda s: s.own(s.cell.to or "", back=True)


@_ways.register
def _aggregated(condition: Aggregated, want: bool) -> Named:
    people = condition.people
    if want:
        yield f"groups of {people}", lambda s: s.output(Output(people, direct_identifiers=False))
        return
    yield f"groups of {people - 1}", lambda s: s.output(Output(people - 1, direct_identifiers=False))
    yield "groups, with names", lambda s: s.output(Output(people * 9, direct_identifiers=True))
    yield "it is not known what comes out", lambda _: None


@_ways.register
def _role(condition: Role, want: bool) -> Named:
    if want:
        yield f"in the role {condition.name}", lambda s: s.role(condition.name)
        return
    yield "in no role", lambda _: None
    yield "in another role", lambda s: s.role(f"not-{condition.name}")


@_ways.register
def _visible(_: Visible, want: bool) -> Named:
    if want:
        yield "the person lets that audience see it", lambda s: s.show((s.cell.to or "", 9))
        yield "the person lets everyone see it", lambda s: s.show(("public", 9))
        yield "the person let nobody see it, and then that audience", lambda s: s.show(("private", 9), (s.cell.to, 5))
        yield ALONE, lambda s: s.show(("private", 5), alone=s.cell.to)
        return
    yield "the person lets nobody see it", lambda s: s.show(("private", 9))
    yield "the person lets fewer see it", lambda s: s.show((s.fewer, 9))
    yield "the person let everyone see it, and then fewer", lambda s: s.show(("public", 9), (s.fewer, 5))
    yield ALONE, lambda s: s.show(("public", 5), alone=s.fewer)


def applies(way: Way, condition: Condition, scene_has: Mapping[str, bool]) -> bool:
    """Whether a way makes sense where there is no recipient, or no signal that counts."""
    if "recipient" in way.name and isinstance(condition, Consent | GroundOf):
        return scene_has["recipient"]
    if "channel" in way.name:
        return scene_has["channel"]
    return "Global Privacy Control" not in way.name or scene_has["gpc"]
