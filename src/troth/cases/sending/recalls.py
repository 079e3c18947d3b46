"""Calling data back from a recipient: of some people at once, of everyone some people a transaction.

How far a recall is stands in its row, which moves with the notices: killed at any moment it goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from troth import parties, people
from troth.cases.parts import Parts
from troth.cases.recall import queue_notices
from troth.cases.sending import store
from troth.cases.sending.model import Recall
from troth.db import Connection, Database, new_id
from troth.errors import NotFound, RequestError
from troth.gate import Caller
from troth.gate.words import known_terms
from troth.ledger import Entry

AT_ONCE: Final = 200  # people a transaction
Report = Callable[[str, int, int], object]  # what, done, of how many (0: not known)


@dataclass
class Recalls:
    """What takes a `Connection` works in the caller's transaction."""

    database: Database
    parts: Parts

    def begin(
        self,
        tx: Connection,
        caller: Caller,
        recipient: str,
        data: Collection[str],
        *,
        people: Collection[int] | None = None,
        reason: str,
    ) -> Recall:
        """Calls these data back from a recipient, of these people or (None) of everyone; `work` does the latter.

        NotFound for a recipient that was never on the register, RequestError for unknown data or no reason.
        """
        at = self.parts.clock()
        if parties.last_known(tx, recipient, at) is None:
            raise NotFound("no such recipient was ever on the register")
        if not data or not reason.strip() or not reason.isprintable() or "@" in reason:
            raise RequestError(
                "a recall names data and, in one line without an address, a reason",
                help="say what is called back and why, and nothing of a person's",
            )
        known_terms([v for policy in self.parts.engine().policies for v in policy.versions], data=data)
        made = Recall(new_id(), recipient, tuple(data), reason, at, caller.id)
        if people is not None:
            told = self._tell(tx, made, sorted(set(people)))
            made = replace(made, people=told, ended_at=at)
        store.insert_recall(tx, made)
        details = {"recipient": recipient, "data": list(data), "everyone": people is None, "actor": caller.id}
        self.parts.ledger.append(tx, Entry("recall", at, None, details))
        return made

    def begin_from(
        self,
        tx: Connection,
        caller: Caller,
        kind: str,
        data: Collection[str],
        *,
        people: Collection[int] | None = None,
        reason: str,
    ) -> list[Recall]:
        """As `begin`, from every recipient of that kind that is or was on the register."""
        known_terms([v for policy in self.parts.engine().policies for v in policy.versions], recipients=(kind,))
        found = parties.of_kinds(tx, self._below(kind))
        return [self.begin(tx, caller, each, data, people=people, reason=reason) for each in found]

    def get(self, tx: Connection, recall: int) -> Recall:
        """NotFound."""
        found = store.recall_by_id(tx, recall)
        if found is None:
            raise NotFound("there is no such recall")
        return found

    def work(self, report: Report = lambda *_: None) -> int:
        """Goes on with all that have begun; of how many people recipients are now told."""
        with self.database.read() as tx:
            waiting = store.open_recalls(tx)
        done = 0
        for number in waiting:
            while (told := self._some(number)) is not None:
                done += told
                report("people", done, 0)
        return done

    # -- inside --

    def _some(self, number: int) -> int | None:
        """Some people more; None: it is through with all."""
        with self.database.write() as tx:
            recall = store.recall_by_id(tx, number, lock=True)
            if recall is None or recall.ended_at is not None:
                return None
            found = parties.people_sent(tx, recall.recipient, after=recall.after, limit=AT_ONCE)
            told = self._tell(tx, recall, found)
            ended: datetime | None = None if found else self.parts.clock()
            after = found[-1] if found else recall.after
            store.move_recall(tx, replace(recall, after=after, people=recall.people + told, ended_at=ended))
        return told if found else None

    def _tell(self, tx: Connection, recall: Recall, found: Iterable[int]) -> int:
        covered, told = self._covered(recall.data), 0
        for person in found:
            with suppress(NotFound):  # erased at this very moment: then there is an erasure to tell of
                people.hold_person(tx, person)
                told += len(queue_notices(self.parts, tx, person, "recall", covered.__contains__, of=recall.is_from))
        return told

    def _covered(self, data: Iterable[str]) -> frozenset[str]:
        trees = [version.terms.data for policy in self.parts.engine().policies for version in policy.versions]
        return frozenset[str]().union(*(tree.descendants(term) for tree in trees for term in data if term in tree))

    def _below(self, kind: str) -> frozenset[str]:
        trees = [version.terms.recipients for policy in self.parts.engine().policies for version in policy.versions]
        return frozenset[str]().union(*(tree.descendants(kind) for tree in trees if kind in tree))
