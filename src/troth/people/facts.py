"""What the engine asks about a person (SPEC 10, `person`), computed from their events.

`record` reads all events in one statement and does not depend on the time asked about, so it is kept for as long as
`revision` stays the same (see `kept.py`). `PersonRecord.at` gives the facts at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

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
from troth.people.kept import Kept, KeptByStore
from troth.people.model import Realm
from troth.people.person import no_person
from troth.people.visibility import Said, Visibility, standing

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NONE: Mapping[str, datetime] = {}
_Dated = list[tuple[datetime, bool]]
_Seen = Mapping[str, list[tuple[datetime, Visibility]]]
_UNSAID: _Seen = {}
_NOTHING_SAID: Said = {}


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
    realm: Realm
    settled: datetime  # from then on nothing changes with time
    seen: _Seen = field(default_factory=lambda: _UNSAID)  # a term, or an item → (since, who may see it)
    told: dict[str, PersonFacts] = field(default_factory=dict, repr=False, compare=False)  # policy → facts since then

    def at(self, at: datetime, policy: str) -> PersonFacts:
        """The facts at a time; a fact never recorded, or contradicted, stays unknown."""
        if at < self.settled:
            return self._at(at, policy)
        found = self.told.get(policy)
        if found is None:
            found = self.told[policy] = self._at(at, policy)
        return found

    def said(self, at: datetime) -> Said:
        """Who may see what, as the person set it until then."""
        if not self.seen:
            return _NOTHING_SAID
        stands = {about: standing(dated, at) for about, dated in self.seen.items()}
        return {about: value for about, value in stands.items() if value is not None}

    def _at(self, at: datetime, policy: str) -> PersonFacts:
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
    """The person's record as of this transaction. Raises NotFound as `facts` does."""
    kept = kept_by(tx)
    if person in kept:
        found = store.select_revision(tx, person)
        if found is None:
            kept.drop(person)
            raise no_person()
        return record_at(tx, person, *found)
    return _read(tx, person)


def record_at(tx: Connection, person: int, revision: int, realm: Realm) -> PersonRecord:
    """The record of a person whose revision and realm were read in this transaction. Raises NotFound."""
    found = kept_by(tx).get(person)
    if found is not None and found.revision == revision and found.realm == realm:
        return found
    return _read(tx, person)


def records_at(tx: Connection, revisions: Mapping[int, tuple[int, Realm]]) -> dict[int, PersonRecord]:
    """As `record_at`, for many: person to record. Who went in this very moment is left out."""
    kept, keep = kept_by(tx), not store.changed(tx)
    found: dict[int, PersonRecord] = {}
    for person, (revision, realm) in revisions.items():
        there = kept.get(person)
        if there is not None and there.revision == revision and there.realm == realm:
            found[person] = there
    for person, rows in store.select_records(tx, [person for person in revisions if person not in found]).items():
        found[person] = record_of(person, rows)
        if keep:
            kept.put(person, found[person])
    return found


def kept_by(tx: Connection) -> Kept[PersonRecord]:
    """The records that are kept of the people of this store."""
    return _KEPT.of(tx)


_KEPT: KeptByStore[PersonRecord] = KeptByStore()


def _read(tx: Connection, person: int) -> PersonRecord:
    rows = store.select_record(tx, person)
    if not rows:
        raise no_person()
    made = record_of(person, rows)
    if not store.changed(tx):  # what is not committed may never be, and its revision be another's
        kept_by(tx).put(person, made)
    return made


def record_of(person: int, rows: Sequence[tuple[Any, ...]]) -> PersonRecord:
    """The record that rows as those of `store.select_record` make. There is at least one."""
    gathered = _Gathered()
    readers = _READERS
    for row in rows:
        read = readers.get(row[_KIND])
        if read is not None:
            read(gathered, row)
    return gathered.record(person, rows[0][0], rows[0][_REALM])


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
    seen: dict[str, list[tuple[datetime, Visibility]]] = field(default_factory=lambda: defaultdict(list))

    def record(self, person: int, revision: int, realm: Realm) -> PersonRecord:
        for dated in self._dated():
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
            realm,
            max((moment for dated in self._dated() for moment, _ in dated), default=_EPOCH),
            self.seen or _UNSAID,
        )

    def _dated(self) -> tuple[_Dated, ...]:
        return *self.truths.values(), *self.own.values(), self.signals

    def end(self, seq: int, at: int) -> None:
        """Of several ends the earliest counts."""
        moment = _time(at)
        if seq not in self.ends or moment < self.ends[seq]:
            self.ends[seq] = moment


# One reader a kind of event. Each gets a row of `store.select_record`, whose columns these are.
_KIND, _SEQ, _AT, _ABOUT, _VALUE, _CHANNEL, _POLICY, _UNTIL, _REFERS = range(1, 10)
_ACTIONS, _DATA, _PURPOSES, _RECIPIENTS, _REALM = range(10, 15)
_Row = tuple[Any, ...]


def _truth(to: _Gathered, row: _Row) -> None:
    to.truths[row[_ABOUT]].append((_time(row[_AT]), row[_VALUE] == "true"))


def _choice(to: _Gathered, row: _Row) -> None:
    to.choices.append(ChoiceRecord(row[_ABOUT], row[_VALUE], _time(row[_AT]), row[_CHANNEL]))


def _signal(to: _Gathered, row: _Row) -> None:
    to.signals.append((_time(row[_AT]), row[_VALUE] == "seen"))


def _consent(to: _Gathered, row: _Row) -> None:
    to.consents[row[_SEQ]] = ConsentRecord(
        tuple(row[_ACTIONS].split()),
        tuple(row[_DATA].split()),
        tuple(row[_PURPOSES].split()),
        _time(row[_AT]),
        store.split(row[_RECIPIENTS]) or None,
        row[_VALUE] == "explicit",
    )
    if row[_UNTIL] is not None:
        to.end(row[_SEQ], row[_UNTIL])


def _restriction(to: _Gathered, row: _Row) -> None:
    parts = store.split(row[_DATA]), store.split(row[_PURPOSES])
    to.restrictions[row[_SEQ]] = Restriction(*parts, _time(row[_AT]))
    if row[_UNTIL] is not None:
        to.end(row[_SEQ], row[_UNTIL])


def _ending(to: _Gathered, row: _Row) -> None:
    to.end(row[_REFERS], row[_AT])


def _own(to: _Gathered, row: _Row) -> None:
    to.own[row[_ABOUT]].append((_time(row[_AT]), row[_VALUE] == "named"))


def _visibility(to: _Gathered, row: _Row) -> None:
    to.seen[row[_ABOUT]].append((_time(row[_AT]), row[_VALUE]))


def _decision(to: _Gathered, row: _Row) -> None:
    policy = row[_POLICY]
    decision = Decision(row[_ABOUT], row[_VALUE], _time(row[_AT]))
    to.decisions[policy] = (*to.decisions.get(policy, ()), decision)


def _notification(to: _Gathered, row: _Row) -> None:
    version, moment = row[_ABOUT], _time(row[_AT])
    earliest = to.notified[row[_POLICY]].setdefault(version, moment)
    if moment < earliest:
        to.notified[row[_POLICY]][version] = moment


_READERS: dict[str, Callable[..., None]] = {
    "fact": _truth,
    "choice": _choice,
    "gpc": _signal,
    "consent": _consent,
    "withdrawal": _ending,
    "restriction": _restriction,
    "lifting": _ending,
    "own-recipient": _own,
    "visibility": _visibility,
    "decision": _decision,
    "notification": _notification,
}
