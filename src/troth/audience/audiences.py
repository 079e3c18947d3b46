"""Everyone, kept up with what is recorded, and questions put to all of them at once.

1. What the store says has changed since the last question is read again, in one moment of it; so is whoever something
   begins or ends for by then. The first question reads everyone.
2. People of one kind (see `reading`) get one decision, the engine's own.
3. The answer is the number of people of the kinds that may be reached, the numbers that each clause stops, and, when
   asked for, who they are.
4. One entry in the ledger says that it was asked. It names nobody.
"""

from __future__ import annotations

import heapq
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any, Literal

from troth.audience import store
from troth.audience.asking import Asking
from troth.audience.crowd import Crowd
from troth.audience.model import Audience, Question, Tally
from troth.audience.reading import Kinds, Person
from troth.audience.standing import Sieve
from troth.db import Connection, Database, Instant
from troth.engine import Engine
from troth.errors import NotFound
from troth.gate import Caller
from troth.ledger import Entry, Ledger, id_text
from troth.parties import Recipient, get_recipient
from troth.people import realm_of
from troth.people.model import Realm

_AT_ONCE = 500  # people a statement
_MOST_QUESTIONS = 64  # kept at once with their answers by kind
_MANY = 20_000  # people for whom something begins or ends at once: quicker read with all others
_KEPT = 100_000  # changes; who lags further behind reads everyone anew
_FOREVER = 1 << 62
Who = Literal["count", "ids", "in-order"]


@dataclass(slots=True)
class _Everyone:
    """All people as of the last question. `newest`: the last instant at which something had begun or ended by then."""

    kinds: Kinds
    crowd: Crowd
    due: list[tuple[int, int]]
    mark: int
    newest: int
    seen: frozenset[tuple[int, int]] = frozenset()


class Audiences:
    """Questions about everyone. `realm` None: that of the store. One of it serves all threads of a process."""

    def __init__(
        self,
        database: Database,
        engine: Callable[[], Engine],
        ledger: Ledger,
        clock: Callable[[], datetime],
        property: str = "",  # noqa: A002
        realm: Realm | None = None,
    ) -> None:
        self._database, self._engine, self._ledger, self._clock = database, engine, ledger, clock
        self._property, self._realm = property, realm
        self._lock = Lock()
        self._everyone: _Everyone | None = None
        self._sieve: tuple[Engine, Sieve] | None = None
        self._answers: OrderedDict[tuple[Any, ...], Asking] = OrderedDict()

    def ask(self, caller: Caller, question: Question, who: Who = "count") -> Audience:
        """Who may be reached, with an entry in the ledger. `who`: also their ids, in no order or in that of ids.

        RequestError for an unknown word, NotFound for a recipient that is not on the register.
        """
        found = self.look(replace(question, roles=caller.roles), who)
        with self._database.write() as tx:
            return self.enter(tx, caller, found)

    def enter(self, tx: Connection, caller: Caller, found: Audience) -> Audience:
        """The entry of a question that was asked; it commits with `tx`."""
        entry = id_text(self._ledger.append(tx, _entry(caller, found)))
        return replace(found, entry=entry)

    def trim(self, tx: Connection) -> int:
        """Forgets changes that every process has long seen; how many rows went."""
        return store.trim(tx, _KEPT)

    def look(self, question: Question, who: Who = "count") -> Audience:
        """As `ask`, for ourselves: nothing is recorded. The roles are the question's."""
        question = replace(question, property=question.property or self._property)
        engine, at = self._engine(), self._clock()
        with self._lock, self._database.read() as tx:
            everyone = self._current(tx, engine, at)
            asking = self._asking(tx, question, engine, everyone.kinds, at)
            outcomes, reached = asking.tally(everyone.crowd, at)
            people: Iterable[int] = ()
            if who != "count":
                people = everyone.crowd.ids(reached) if who == "ids" else everyone.crowd.in_order(reached)
        version = asking.version
        policy, named = (version.policy, version.version) if version is not None else (None, None)
        return Audience(question, Tally.of(outcomes, policy, named, at), people=people)

    # -- everyone --

    def _current(self, tx: Connection, engine: Engine, at: datetime) -> _Everyone:
        """Everyone as they are at this moment of the store, at that time."""
        sieve, everyone, now = self._sieve_of(engine), self._everyone, Instant.encode(at)
        if everyone is None or everyone.kinds.sieve != sieve or now < everyone.newest:
            return self._read_all(tx, sieve, at)
        found = store.changed(tx, everyone.mark)
        stale = {person for _, person in found.rows - everyone.seen}
        stale |= set(_due(everyone, now))
        if found.gap or len(stale) > _MANY:
            return self._read_all(tx, sieve, at)
        self._read_again(tx, everyone, sorted(stale), at)
        everyone.mark = found.mark
        everyone.seen = frozenset(row for row in found.rows if row[0] >= found.mark)
        return everyone

    def _read_all(self, tx: Connection, sieve: Sieve, at: datetime) -> _Everyone:
        self._everyone = None  # if this fails, the next question begins anew
        self._answers.clear()
        everyone = _Everyone(Kinds(sieve), Crowd(), [], store.mark(tx), -_FOREVER)
        with store.everyone(tx, self._realm or realm_of(tx)) as rows:
            everyone.crowd = Crowd(_noted(everyone, everyone.kinds.read(rows, at)))
        heapq.heapify(everyone.due)
        self._everyone = everyone
        return everyone

    def _read_again(self, tx: Connection, everyone: _Everyone, stale: list[int], at: datetime) -> None:
        realm = self._realm or realm_of(tx) if stale else ""
        for start in range(0, len(stale), _AT_ONCE):
            some = stale[start : start + _AT_ONCE]
            there = {person.id: person for person in everyone.kinds.read(store.some(tx, realm, some), at)}
            for person in some:
                found = there.get(person)
                everyone.crowd.set(person, found.kind if found else None)
                if found is not None and found.kind is not None:
                    everyone.newest = max(everyone.newest, found.since)
                    if found.until < _FOREVER:
                        heapq.heappush(everyone.due, (found.until, person))

    def _sieve_of(self, engine: Engine) -> Sieve:
        if self._sieve is None or self._sieve[0] is not engine:
            self._sieve = engine, Sieve.of(engine)
            self._answers.clear()
        return self._sieve[1]

    # -- one question --

    def _asking(self, tx: Connection, question: Question, engine: Engine, kinds: Kinds, at: datetime) -> Asking:
        """The question with what it found before, under the same versions and for the same recipient."""
        recipient = _recipient(tx, question, at)
        key = question, recipient, tuple(version.ref for version in engine.in_force(at))
        found = self._answers.pop(key, None) or Asking(question, engine, kinds, recipient, at)
        self._answers[key] = found
        if len(self._answers) > _MOST_QUESTIONS:
            self._answers.popitem(last=False)
        return found


def _due(everyone: _Everyone, now: int) -> Iterator[int]:
    while everyone.due and everyone.due[0][0] <= now:
        yield heapq.heappop(everyone.due)[1]


def _noted(everyone: _Everyone, people: Iterable[Person]) -> Iterator[tuple[int, int]]:
    """The people of whom something is held, with their kinds; noted is for whom something begins or ends later."""
    newest = everyone.newest
    for person, kind, since, until in people:
        if kind is None:
            continue
        if since > newest:
            newest = everyone.newest = since
        if until < _FOREVER:
            everyone.due.append((until, person))
        yield person, kind


def _recipient(tx: Connection, question: Question, at: datetime) -> Recipient | None:
    if question.to is None:
        return None
    recipient = get_recipient(tx, question.to, at)
    if recipient is None:
        raise NotFound("no such recipient on the register", help="register who it is, for what and which data, first")
    return recipient


def _entry(caller: Caller, found: Audience) -> Entry:
    """What was asked, and how many were found; of nobody in particular."""
    question, tally = found.question, found.tally
    details = {
        "asked": question.action.value,
        "data": list(question.data),
        "purpose": question.purpose,
        "channel": question.channel,
        "recipient": question.to,
        "property": question.property,
        "policy": tally.policy,
        "version": tally.version,
        "clauses": sorted({*tally.permitted, *tally.stopped}),
        "count": tally.count,
        "among": tally.among,
        "actor": caller.id,
    }
    return Entry("audience", tally.at, None, {name: value for name, value in details.items() if value is not None})
