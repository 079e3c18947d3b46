"""What the engine asks about a person (SPEC 10, `person`), computed from their events.

`record` reads all events in one statement and does not depend on the time asked about, so it may be kept
for as long as `revision` stays the same. `PersonRecord.at` gives the facts at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from troth.db import Connection
from troth.engine.model import (
    ChoiceRecord,
    ConsentRecord,
    Decision,
    PersonFacts,
    Restriction,
    Signal,
)
from troth.people import store
from troth.people.person import no_person

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NONE: Mapping[str, datetime] = {}
_Dated = list[tuple[datetime, bool]]


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """All that holds of a person, at any time. Read-only: its parts go into the facts uncopied."""

    person: int
    revision: int
    truths: Mapping[str, _Dated]  # fact → (since, true or false), in order of time
    signals: _Dated  # Global Privacy Control: (since, seen or cleared), in order of time
    own: Mapping[str, _Dated]  # recipient → (since, named or removed), in order of time
    choices: tuple[ChoiceRecord, ...]
    consents: tuple[ConsentRecord, ...]
    restrictions: tuple[Restriction, ...]
    notified: Mapping[str, Mapping[str, datetime]]  # policy → version → the earliest time
    decisions: Mapping[str, tuple[Decision, ...]]  # policy → decisions

    def at(self, at: datetime, policy: str) -> PersonFacts:
        """The facts at a time; a fact never recorded, or contradicted, stays unknown."""
        truths, own = self.truths, self.own
        return PersonFacts(
            _standing(truths.get("registered"), at),
            _standing(truths.get("customer"), at),
            _standing(truths.get("account-open"), at),
            _standing(truths.get("verified"), at),
            _standing(truths.get("adult"), at),
            _standing(truths.get("known-minor"), at),
            self.choices,
            Signal(_seen_since(self.signals, at)),
            self.consents,
            self.restrictions,
            tuple(name for name, dated in own.items() if _standing(dated, at)) if own else (),
            self.notified.get(policy, _NONE),
            self.decisions.get(policy, ()),
        )


def facts(tx: Connection, person: int, at: datetime, *, policy: str) -> PersonFacts:
    """The facts of a person at a time, with what they know and decided of `policy`'s versions.

    Raises NotFound when there is no such person, or none any more.
    """
    return record(tx, person).at(at, policy)


def record(tx: Connection, person: int) -> PersonRecord:
    """The person's record, in one statement. Raises NotFound as `facts` does."""
    rows = store.select_record(tx, person)
    if not rows:
        raise no_person()
    gathered = _Gathered()
    readers = _READERS
    for row in rows:
        read = readers.get(row[1])
        if read is not None:
            read(gathered, *row[2:])
    return gathered.record(person, rows[0][0])


def _time(microseconds: int) -> datetime:
    return _EPOCH + timedelta(0, 0, microseconds)


def _standing(dated: _Dated | None, at: datetime) -> bool | None:
    """What stands at a time. None: nothing was recorded, or the newest records contradict each other.

    SPEC is silent on the last; unknown is the reading under which less happens.
    """
    if not dated:
        return None
    if len(dated) == 1:
        return dated[0][1] if dated[0][0] <= at else None
    until_now = [entry for entry in dated if entry[0] <= at]
    if not until_now:
        return None
    last, value = until_now[-1]
    return None if (last, not value) in until_now else value


def _seen_since(signals: _Dated, at: datetime) -> datetime | None:
    """When the signal in force at a time was first seen; if seen and cleared at one instant, it is seen."""
    since = None
    for moment, seen in signals:
        if moment > at:
            break
        since = (since or moment) if seen else None
    return since


@dataclass(slots=True)
class _Gathered:
    """The events of one person, sorted into the parts of their record."""

    truths: dict[str, _Dated] = field(default_factory=lambda: defaultdict(list))
    signals: _Dated = field(default_factory=list)
    own: dict[str, _Dated] = field(default_factory=lambda: defaultdict(list))
    choices: list[ChoiceRecord] = field(default_factory=list)
    consents: dict[int, ConsentRecord] = field(default_factory=dict)
    restrictions: dict[int, Restriction] = field(default_factory=dict)
    ends: dict[int, datetime] = field(default_factory=dict)  # seq of a consent or restriction → its end
    notified: dict[str, dict[str, datetime]] = field(default_factory=lambda: defaultdict(dict))
    decisions: dict[str, tuple[Decision, ...]] = field(default_factory=dict)

    def record(self, person: int, revision: int) -> PersonRecord:
        for dated in (*self.truths.values(), *self.own.values(), self.signals):
            dated.sort()  # False before True: a signal cleared and seen at one instant ends as seen
        for seq, end in self.ends.items():
            if seq in self.consents:
                self.consents[seq] = replace(self.consents[seq], withdrawn=end)
            elif seq in self.restrictions:
                self.restrictions[seq] = replace(self.restrictions[seq], until=end)
        return PersonRecord(
            person,
            revision,
            self.truths,
            self.signals,
            self.own,
            tuple(self.choices),
            tuple(self.consents.values()),
            tuple(self.restrictions.values()),
            self.notified,
            self.decisions,
        )

    def end(self, seq: int, at: int) -> None:
        """Of several ends the earliest counts."""
        moment = _time(at)
        if seq not in self.ends or moment < self.ends[seq]:
            self.ends[seq] = moment


# One reader a kind of event. Each gets the columns of `store.select_record` from `seq` on:
# seq, at, about, value, channel, policy, until, refers, actions, data, purposes, recipients.


def _truth(to: _Gathered, _seq: int, at: int, about: str, value: str, *_: Any) -> None:
    to.truths[about].append((_time(at), value == "true"))


def _choice(
    to: _Gathered, _seq: int, at: int, about: str, value: Literal["yes", "no"], channel: str | None, *_: Any
) -> None:
    to.choices.append(ChoiceRecord(about, value, _time(at), channel))


def _signal(to: _Gathered, _seq: int, at: int, _about: None, value: str, *_: Any) -> None:
    to.signals.append((_time(at), value == "seen"))


def _consent(to: _Gathered, seq: int, at: int, _about: str | None, value: str, *rest: Any) -> None:
    _channel, _policy, until, _refers, actions, data, purposes, recipients = rest
    to.consents[seq] = ConsentRecord(
        tuple(actions.split()),
        tuple(data.split()),
        tuple(purposes.split()),
        _time(at),
        store.split(recipients) or None,
        value == "explicit",
    )
    if until is not None:
        to.end(seq, until)


def _restriction(to: _Gathered, seq: int, at: int, _about: None, _value: None, *rest: Any) -> None:
    _channel, _policy, until, _refers, _actions, data, purposes, _recipients = rest
    to.restrictions[seq] = Restriction(store.split(data), store.split(purposes), _time(at))
    if until is not None:
        to.end(seq, until)


def _ending(to: _Gathered, _seq: int, at: int, *rest: Any) -> None:
    _about, _value, _channel, _policy, _until, refers, *_ = rest
    to.end(refers, at)


def _own(to: _Gathered, _seq: int, at: int, about: str, value: str, *_: Any) -> None:
    to.own[about].append((_time(at), value == "named"))


def _decision(to: _Gathered, _seq: int, at: int, about: str, value: Any, *rest: Any) -> None:
    _channel, policy, *_ = rest
    to.decisions[policy] = (*to.decisions.get(policy, ()), Decision(about, value, _time(at)))


def _notification(to: _Gathered, _seq: int, at: int, about: str, _value: None, *rest: Any) -> None:
    _channel, policy, *_ = rest
    moment = _time(at)
    known = to.notified[policy].get(about)
    if known is None or moment < known:
        to.notified[policy][about] = moment


_READERS: dict[str, Callable[..., None]] = {
    "fact": _truth,
    "choice": _choice,
    "gpc": _signal,
    "consent": _consent,
    "withdrawal": _ending,
    "restriction": _restriction,
    "lifting": _ending,
    "own-recipient": _own,
    "decision": _decision,
    "notification": _notification,
}
