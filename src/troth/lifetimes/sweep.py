"""The sweep: what is over goes, every day, by itself.

Of each person whose clocks may have run out, in one transaction:

1. The person is locked; their items are held against the schedule and the holds.
2. What is over and not held is deleted, and looked for afterwards; recipients that got it are told.
3. What is over but held stays, and is restricted: no use is permitted but on a ground of law, until it goes.
4. What they told us of others outlives their own data by the time the policy says: its clock starts now, be it held
   as theirs or as those others'.
5. An erasure that a hold kept from its end is finished; and who closed their account, and of whom nothing is kept
   any more, is erased whole, key and all.
6. An entry for each policy says which clauses, which categories, how many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from troth import people
from troth.db import Connection
from troth.errors import NotFound
from troth.gate import Caller
from troth.ledger import Entry
from troth.lifetimes import store
from troth.lifetimes.erasure import Eraser, drilled
from troth.lifetimes.model import End, Life, Swept
from troth.lifetimes.schedule import MARKS, Marks, Schedule
from troth.people import Event, Proof
from troth.people.record import BY_SWEEP
from troth.vault import ItemFacts
from troth.vault.givers import end_giver

_PAGE = 500
Turn = tuple[Connection, Caller, int, datetime]  # a transaction, who sweeps, the person, the time


class Sweeper:
    """`schedule` gives the policies' ends as they are now."""

    def __init__(self, eraser: Eraser, schedule: Callable[[], Schedule]) -> None:
        self._eraser, self._schedule = eraser, schedule

    def due(self, tx: Connection, at: datetime) -> list[int]:
        """The people whose clocks may have run out, by id: no one else has anything that is over."""
        found = set(_paged(partial(store.marked, tx, most=_PAGE)))
        found.update(_paged(partial(store.left_behind, tx, most=_PAGE)))
        for length, categories in self._schedule().ages().items():
            found.update(_paged(partial(store.aged, tx, sorted(categories), at - length, most=_PAGE)))
        return sorted(found)

    def lives(self, tx: Connection, person: int, at: datetime) -> list[Life]:
        """The person's items, each with the end of its time and the holds that keep it."""
        marks, schedule = marks_of(tx, person, at), self._schedule()
        ends: dict[tuple[int, str], End | None] = {}  # of one act of collection, alike for a category

        def end(item: ItemFacts) -> End | None:
            key = (item.collection_id, item.category)
            if key not in ends:
                ends[key] = schedule.ends_at(item, marks, at)
            return ends[key]

        return [Life(life.item, end(life.item), life.holds) for life in self._eraser.lives(tx, person, at)]

    def sweep(self, tx: Connection, caller: Caller, person: int, at: datetime) -> Swept:
        """Sweeps one person; nothing, if they are gone."""
        try:
            people.hold_person(tx, person)  # 1
        except NotFound:
            return Swept()
        self._eraser.vault.hold(tx, person)
        marks = marks_of(tx, person, at)
        turn = (tx, caller, person, at)
        lives = self.lives(tx, person, at)
        swept = Swept(unknown=sum(not self._schedule().knows(life.item) for life in lives))
        if marks.erasing is not None:
            self._finish(turn, lives, swept)
        else:
            self._over(turn, lives, marks, swept)
        swept.people = int(bool(swept.items or swept.erased))
        return swept

    def _finish(self, turn: Turn, lives: Sequence[Life], swept: Swept) -> None:
        """5: everything of who asked to be erased goes, but what is held still."""
        swept.held = sum(bool(life.holds) for life in lives)
        if swept.held == len(lives) > 0:
            return
        found = self._eraser.erase(*turn)
        swept.items = len(lives) - swept.held
        swept.erased = int(found.complete)

    def _over(self, turn: Turn, lives: Sequence[Life], marks: Marks, swept: Swept) -> None:
        tx, _, person, at = turn
        over = [life for life in lives if life.end is not None and life.end.at <= at]
        gone = [life for life in over if not life.holds]
        swept.held = len(over) - len(gone)
        if gone:
            swept.items = self._delete(turn, gone)  # 2
            swept.clauses = dict(Counter(f"{e.policy}#{e.clause}" for life in gone if (e := life.end) is not None))
        keep_apart(turn, {life.item.category for life in over if life.holds})  # 3
        left = self.lives(tx, person, at) if gone else lives  # as read back
        if marks.closed is not None and all(self._others(life, at) for life in left):
            self._own_ended(turn, marks, left)  # 4
        rest = self._schedule().rest(at)
        if not left and marks.closed is not None and rest is not None and marks.closed + rest <= at:
            swept.erased = int(self._eraser.erase(*turn).complete)  # 5

    def _delete(self, turn: Turn, gone: Sequence[Life]) -> int:
        tx, caller, person, at = turn
        wanted = [life.item.id for life in gone]
        deleted = self._eraser.vault.delete_items(tx, person, wanted)
        for forget in self._eraser.forget:
            forget(tx, person)
        kept = self._eraser.vault.items(tx, person)
        left = {item.id for item in kept}.intersection(wanted)
        told = self._eraser.hear(tx, person, kept)
        more = {"left": len(left), "actor": caller.id} | ({"recipients": told} if told else {}) | drilled(tx, person)
        for entry in _entries(gone, person, at, more):  # 6
            self._eraser.ledger.append(tx, entry)
        return deleted

    def _others(self, life: Life, at: datetime) -> bool:
        """Whether it is what the person told us of others, and goes by the end of its source."""
        rules = self._schedule().rules(life.item, at)
        return life.item.collection.source == "person" and any(rule.when == "source-ended" for rule in rules)

    def _own_ended(self, turn: Turn, marks: Marks, left: Sequence[Life]) -> None:
        tx, caller, person, at = turn
        end_giver(tx, person, at)
        if left and not any(event.about == "person" for event in marks.ended):
            people.append(tx, person, Event("source-ended", at, Proof(caller.id, at), about="person"))


def marks_of(tx: Connection, person: int, at: datetime) -> Marks:
    """What has happened to the person, and to who told us of them, that starts clocks."""
    return Marks.of(people.events(tx, person, kinds=MARKS), at, store.ended_for(tx, person))


def keep_apart(turn: Turn, categories: set[str]) -> None:
    """Restricts what is over but held, and lifts what was restricted for that and is no longer there."""
    tx, caller, person, at = turn
    told = people.events(tx, person, kinds=("restriction", "lifting"))
    lifted = {event.refers for event in told if event.kind == "lifting"}
    proof, apart = Proof(caller.id, at, BY_SWEEP), set[str]()
    for event in told:
        if event.kind != "restriction" or event.seq in lifted or event.proof is None or event.proof.via != BY_SWEEP:
            continue
        kept = set(event.scope.data or ())
        if kept <= categories:
            apart |= kept
        else:
            people.lift_restriction(tx, person, event.seq, at=at, proof=proof)
    for category in sorted(categories - apart):
        people.record_restriction(tx, person, at=at, proof=proof, data=[category])


def _entries(gone: Sequence[Life], person: int, at: datetime, more: Mapping[str, Any]) -> Iterable[Entry]:
    ends = [(life.end, life.item) for life in gone if life.end is not None]
    for policy in dict.fromkeys(end.policy for end, _ in ends):
        mine = [(end, item) for end, item in ends if end.policy == policy]
        details: dict[str, Any] = {
            "policy": policy,
            "version": max(end.version for end, _ in mine),
            "clauses": sorted({end.clause for end, _ in mine}),
            "data": sorted({item.category for _, item in mine}),
            "items": len(mine),
        }
        yield Entry("erase", at, person, {**details, **more})


def _paged(page: Callable[[int], list[int]]) -> Iterable[int]:
    last = 0
    while found := page(last):
        yield from found
        last = found[-1]
