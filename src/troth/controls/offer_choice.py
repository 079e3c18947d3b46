"""offer-choice: a yes lets a topic's purposes through, a no stops them at the next decision (SPEC 4, 7).

The choice is kept by `people` and heeded by the gate; here it is given and taken back by every way the duty names.
Without a clause that asks for the choice there is nothing to stop: then what was recorded is read back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from troth import people
from troth.controls.by_mail import AUTOMATIC, Exchange
from troth.controls.model import Asked, Control, Drilled
from troth.controls.stage import Stage
from troth.controls.stand_in import DAY, StandIn, came_out, reason
from troth.controls.turning import naming, turned_by
from troth.db import Connection
from troth.review.witness import Raw

INSTANT = timedelta(microseconds=1)
CHANNELS = ("email", "post")
BY_STAFF = ("phone", "letter")  # ways in which somebody else enters what the person said


@dataclass(frozen=True, slots=True)
class Topic:
    """The topic under drill. `turned`: the request that the choice turns; None: no clause asks for the choice."""

    stage: Stage
    asked: Asked
    turned: Raw | None

    @property
    def name(self) -> str:
        return str(self.asked.params["topic"])

    def stand_in(self, tx: Connection) -> StandIn:
        raw = self.turned or {"action": "use", "data": [], "for": "", "in": self.asked.version.properties[0]}
        return StandIn(self.stage, self.asked.version, raw, self.asked.at).enter(tx)


Drill = Callable[[Topic, Connection], str | None]  # what is not as promised; None when all is


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """Each with a person of its own."""
    name = str(asked.params["topic"])
    turned = turned_by(asked.version, name, asked.at)
    if turned is None and naming(asked.version, name):
        detail = "clauses ask for the choice, and there is no request that a no would stop"
        yield Drilled("the choice decides something", False, detail, asked.at)
        return
    topic = Topic(stage, asked, turned)
    for title, drill in _drills(topic):
        with stage.database.write() as tx:
            wrong = drill(topic, tx)
        yield Drilled(title, wrong is None, wrong or "as promised", asked.at)


def _drills(topic: Topic) -> Iterator[tuple[str, Drill]]:
    default = "yes" if topic.asked.params.get("default") else "no"
    yield f"who said nothing counts as {default}", _silence
    yield "a yes counts", _yes
    yield "a no stops it at the next decision", _no
    yield "the newest choice counts", _newest
    yield "yes and no at one instant are a no", _instant
    yield "a no on one channel leaves the other", _channels
    for way in topic.asked.params.get("stop") or ():
        yield f"it can be stopped by {way}", _STOPS[way]
    yield "the no is remembered when the data are erased", _erased


# -- what is found: at the gate where a clause asks for the choice, else in the record --


def _finds(topic: Topic, tx: Connection, who: StandIn, want: bool, channel: str | None = None) -> str | None:
    """Tries the request at the time the clock stands at."""
    if topic.turned is None:
        return _recorded(topic, tx, who, want, channel)
    outcome = who.act(tx, at=topic.stage.clock(), channel=channel)
    if came_out(outcome) is want and (outcome.refusal is None) is want:
        return None
    return f"it was refused ({reason(outcome)}), and should not have been" if want else "it happened all the same"


def _recorded(topic: Topic, tx: Connection, who: StandIn, want: bool, channel: str | None) -> str | None:
    """The newest record for the channel, or else for all channels; at one instant the no."""
    said = [e for e in people.events(tx, who.person, kinds=("choice",)) if e.about == topic.name]
    own = [e for e in said if channel is not None and e.channel == channel] or [e for e in said if e.channel is None]
    signals = [e for e in people.events(tx, who.person, kinds=("gpc",)) if e.value == "seen"]
    stands = max(own, key=lambda e: (e.at, e.value == "no")).value == "yes" if own else None
    found = bool(topic.asked.params.get("default")) if stands is None else stands
    found = found and not (signals and "gpc" in (topic.asked.params.get("stop") or ()))
    return None if found is want else f"the record says {'yes' if found else 'no'}"


# -- the drills --


def _silence(topic: Topic, tx: Connection) -> str | None:
    return _finds(topic, tx, topic.stand_in(tx), bool(topic.asked.params.get("default")))


def _said(topic: Topic, tx: Connection, *values: Literal["yes", "no"], **more: Any) -> StandIn:
    """Somebody who said these one after the other, the last just now."""
    who = topic.stand_in(tx)
    for back, value in zip(range(len(values) - 1, -1, -1), values, strict=True):
        who.choose(tx, topic.name, value, at=who.at - back * DAY, **more)
    return who


def _yes(topic: Topic, tx: Connection) -> str | None:
    return _finds(topic, tx, _said(topic, tx, "no", "yes"), want=True)


def _no(topic: Topic, tx: Connection) -> str | None:
    """The yes is used first, so that nothing remembered of it may let the next one through."""
    who = _said(topic, tx, "yes")
    before = _finds(topic, tx, who, want=True)
    who.choose(tx, topic.name, "no", at=who.at + INSTANT)
    return before or _finds(topic, tx, who, want=False)


def _newest(topic: Topic, tx: Connection) -> str | None:
    """What counts is when it was said, not when it was entered: a letter that lay about undoes nothing."""
    late = _said(topic, tx, "no")
    earlier = late.at - 5 * DAY
    topic.stage.tell.choose(tx, late.caller, late.person, topic.name, "yes", at=earlier, via="letter")
    twice = _said(topic, tx, "yes", "no", "yes")
    return _finds(topic, tx, late, want=False) or _finds(topic, tx, twice, want=True)


def _instant(topic: Topic, tx: Connection) -> str | None:
    """In either order."""
    for values in (("yes", "no"), ("no", "yes")):
        who = topic.stand_in(tx)
        for value in values:
            who.choose(tx, topic.name, value, at=who.at)
        if wrong := _finds(topic, tx, who, want=False):
            return wrong
    return None


def _channels(topic: Topic, tx: Connection) -> str | None:
    stopped, other = CHANNELS
    who = _said(topic, tx, "yes")
    who.choose(tx, topic.name, "no", at=who.at, channel=stopped)
    return _finds(topic, tx, who, False, stopped) or _finds(topic, tx, who, True, other)


def _by_staff(way: str) -> Drill:
    def drill(topic: Topic, tx: Connection) -> str | None:
        who = _said(topic, tx, "yes")
        who.choose(tx, topic.name, "no", at=who.at + INSTANT, via=way)
        kept = people.events(tx, who.person, kinds=("choice",))[-1].proof
        if kept is None or kept.via != way:
            return "the record does not say how it came"
        return _finds(topic, tx, who, want=False)

    return drill


def _agreed(topic: Topic, tx: Connection) -> StandIn:
    """Somebody who said yes, and yes once more for one channel alone."""
    who = _said(topic, tx, "yes")
    who.choose(tx, topic.name, "yes", at=who.at, channel=CHANNELS[0])
    return who


def _off(topic: Topic, tx: Connection, who: StandIn) -> str | None:
    """Of a message they stop everything, also what they had turned on for one channel alone."""
    return _finds(topic, tx, who, want=False) or _finds(topic, tx, who, False, CHANNELS[0])


def _by_link(way: Literal["link", "one-click"]) -> Drill:
    """The link opens by itself, another opens nothing, and it works years later."""

    def drill(topic: Topic, tx: Connection) -> str | None:
        who, tell = _agreed(topic, tx), topic.stage.tell
        token = tell.stop_link(tx, who.person, topic.name)
        wrong = token[:-1] + ("A" if token[-1] != "A" else "Q")
        if tell.stop(tx, wrong, via=way) or _finds(topic, tx, who, want=True):
            return "another link than the person's stopped it"
        topic.stage.clock.set(who.at + INSTANT)
        if not tell.stop(tx, token, via=way):
            return "the link was not known"
        return _off(topic, tx, who)

    return drill


def _by_mail(topic: Topic, tx: Connection) -> str | None:
    """An answer to a message of ours is taken in, and what was written elsewhere is entered by staff."""
    who = _agreed(topic, tx)
    mail = Exchange(topic.stage, topic.asked.version, tx, who.person, topic.name)
    arrived = mail.arrived()
    to = str(arrived["Reply-To"] or "") if arrived is not None else ""
    if not to:
        return "no message arrived that one can answer"
    topic.stage.clock.set(who.at + INSTANT)
    mail.take(mail.answer(to, **AUTOMATIC))
    mail.take(mail.elsewhere(to))
    if wrong := _finds(topic, tx, who, want=True):
        return f"something else than their own answer stopped it: {wrong}"
    answer = mail.answer(to)
    if (taken := mail.take(answer)) != "stopped":
        return f"their answer was not heeded: {taken}"
    if mail.kept() != [answer] or not mail.confirmed():
        return "their answer was not kept as it came, or nothing confirms it"
    return _off(topic, tx, who) or _by_staff("email")(topic, tx)


def _by_signal(topic: Topic, tx: Connection) -> str | None:
    who = _said(topic, tx, "yes")
    topic.stage.clock.set(who.at + INSTANT)
    topic.stage.tell.signal(tx, who.caller, who.person)
    return _finds(topic, tx, who, want=False)


_STOPS: dict[str, Drill] = {
    **{way: _by_staff(way) for way in BY_STAFF},
    "email": _by_mail,
    "link": _by_link("link"),
    "one-click": _by_link("one-click"),
    "gpc": _by_signal,
}


def _erased(topic: Topic, tx: Connection) -> str | None:
    """So that nobody is written to again because a list was filled anew."""
    who = _said(topic, tx, "yes", "no")
    topic.stage.tell.erase(tx, who.caller, who.person)
    left = [(e.value, e.proof) for e in people.events(tx, who.person, kinds=("choice",)) if e.about == topic.name]
    if left == [("no", None)]:
        return None
    return f"what is left of the choice after the erasure: {len(left)} records, and it should be the no alone"


CONTROL = Control("offer-choice", drills)
