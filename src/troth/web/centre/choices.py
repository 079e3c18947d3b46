"""Choices: one switch a topic and way, and the consents that can be withdrawn.

A switch for a whole topic means the whole topic. Records for one way beat those for all (SPEC 4), so turning a topic
also turns each way that said otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from troth import people
from troth.app import Troth
from troth.cases import CENTRE
from troth.db import Connection
from troth.engine import PersonFacts
from troth.engine.choice import choice_of, offered
from troth.engine.facts import Facts
from troth.errors import RequestError
from troth.language import Choice, Clause, Version, atoms, in_words
from troth.language.plain_words import spaced
from troth.people import Event
from troth.web.centre.words import action_words, data_words, purpose_words, recipient_words
from troth.web.tongues import _, marked

YesNo = Literal["yes", "no"]
WAYS = {"email": "email", "post": "postal-address", "phone": "phone"}  # a way, and the datum that it takes
_WORDS = {
    "email": marked("by e-mail"),
    "post": marked("by post"),
    "phone": marked("by phone"),
    "sms": marked("by text message"),
}
_VIA = {
    "web": marked("on our website"),
    "link": marked("by a link in a message"),
    "one-click": marked("by one click in your mail program"),
    "email": marked("by e-mail"),
    "phone": marked("by phone"),
    "letter": marked("by letter"),
}


@dataclass(frozen=True, slots=True)
class Switch:
    """`way` None: all ways. `on` None: it cannot be told, so nothing happens by it. `since` None: nothing was said."""

    way: str | None
    words: str
    on: bool | None
    since: datetime | None
    via: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with its switch, and one for each way where there are several. `uses`: what it is about, in words."""

    name: str
    title: str
    whole: Switch
    ways: tuple[Switch, ...]
    default: bool
    signal: datetime | None
    uses: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the ways do not all stand alike."""
        return any(each.on != self.whole.on for each in self.ways)


@dataclass(frozen=True, slots=True)
class Agreed:
    """A consent. `ended`: when it was withdrawn or ran out."""

    seq: int
    words: str
    at: datetime
    version: str
    explicit: bool
    ended: datetime | None


def topics(tx: Connection, person: int, version: Version | None, at: datetime) -> tuple[Topic, ...]:
    """Each topic that the version in force offers a choice on, in the order of its clauses."""
    if version is None:
        return ()
    facts = people.facts(tx, person, at, policy=version.policy)
    said = people.events(tx, person, kinds=("choice",))
    return tuple(_topic(name, version, facts, said, at) for name in topic_names(version))


def turn(troth: Troth, tx: Connection, person: int, topic: str, value: str, way: str | None) -> int:
    """Yes or no from now on; the number of the event. RequestError for what the version in force does not offer."""
    at = troth.clock()
    version = troth.engine.version_at(troth.gate.property, at)
    offers = {each.name: each for each in topics(tx, person, version, at)}
    known = offers.get(topic)
    if known is None or value not in ("yes", "no") or (way and way not in {each.way for each in known.ways}):
        raise RequestError(marked("there is no such choice"), help=marked("open the page again"))
    answer: YesNo = "yes" if value == "yes" else "no"
    if way is None:
        return troth.tell.turn(tx, CENTRE, person, topic, answer, via="web")
    return troth.tell.choose(tx, CENTRE, person, topic, answer, channel=way, via="web")


def consents(tx: Connection, person: int, at: datetime) -> tuple[Agreed, ...]:
    """The person's consents, the newest first."""
    given = people.events(tx, person, kinds=("consent", "withdrawal"))
    ends = {event.refers: event.at for event in reversed(given) if event.kind == "withdrawal"}
    found = [_agreed(event, ends.get(event.seq), at) for event in given if event.kind == "consent"]
    return tuple(reversed(found))


def _agreed(given: Event, withdrawn: datetime | None, at: datetime) -> Agreed:
    until = given.until if given.until is not None and given.until <= at else None
    ended = min((end for end in (withdrawn, until) if end is not None), default=None)
    return Agreed(given.seq, consent_in_words(given), given.at, given.about or "", given.value == "explicit", ended)


def consent_in_words(given: Event) -> str:
    """We may use your e-mail address to help you."""
    scope = given.scope
    does, data = action_words(list(scope.actions or ())), data_words(list(scope.data or ()))
    purpose = purpose_words(list(scope.purposes or ()))
    if not scope.recipients:
        return _("We may %(do)s %(data)s %(purpose)s.", do=does, data=data, purpose=purpose)
    whom = recipient_words(list(scope.recipients))
    return _("We may %(do)s %(data)s %(purpose)s, to %(whom)s.", do=does, data=data, purpose=purpose, whom=whom)


def way_words(way: str) -> str:
    """By e-mail."""
    return _(_WORDS[way]) if way in _WORDS else _("by %(way)s", way=spaced(way))


def topic_names(version: Version) -> list[str]:
    duties = (clause.duty for clause in version.duties("offer-choice"))
    return list(dict.fromkeys(str(duty.params["topic"]) for duty in duties if duty is not None))


def _topic(name: str, version: Version, facts: PersonFacts, said: list[Event], at: datetime) -> Topic:
    clauses = [clause for clause in version.clauses if _asks(clause, name)]
    default, stops = offered(name, version)
    ways = _ways(clauses, version, name, said)
    signal = facts.gpc.since if facts.gpc is not None and stops else None
    whole = _switch(name, None, version, facts, said, at)
    ways = ways if len(ways) > 1 or _mixed(said, name) else []
    several = tuple(_switch(name, way, version, facts, said, at) for way in ways)
    uses = tuple(in_words(clause, version) for clause in clauses)
    return Topic(name, spaced(name).capitalize(), whole, several, default, signal, uses)


def _switch(
    topic: str, way: str | None, version: Version, facts: PersonFacts, said: list[Event], at: datetime
) -> Switch:
    on = choice_of(topic, version)(Facts(at, channel=way, person=facts))
    own = [event for event in _of(topic, said) if event.channel in (None, way)]
    last = max(own, key=lambda e: (e.channel is not None, e.at, e.value == "no", e.seq), default=None)
    via = (last.proof.via or "") if last and last.proof else ""
    words = way_words(way) if way else _("all ways")
    return Switch(way, words, on, last.at if last else None, _(_VIA[via]) if via in _VIA else "")


def _asks(clause: Clause, topic: str) -> bool:
    return any(isinstance(atom, Choice) and atom.topic == topic for atom in atoms(clause.conditions))


def _ways(clauses: list[Clause], version: Version, topic: str, said: list[Event]) -> list[str]:
    """The ways by which the topic can reach the person, and those on which they said something."""
    data = {term for clause in clauses if clause.scope for term in clause.scope.data or ()}
    tree = version.terms.data
    reached = [way for way, datum in WAYS.items() if any(tree.covers(datum, t) or tree.covers(t, datum) for t in data)]
    return list(dict.fromkeys([*reached, *_mixed(said, topic)]))


def _mixed(said: list[Event], topic: str) -> list[str]:
    return sorted({event.channel for event in _of(topic, said) if event.channel})


def _of(topic: str, said: list[Event]) -> Iterator[Event]:
    return (event for event in said if event.about == topic)
