"""How many people a clause permits or stops today, beside the clause: for staff, of the version in force."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, product

from troth.app import Troth
from troth.audience import Question
from troth.db import StoreError
from troth.errors import TrothError
from troth.language import Action, Clause, Scope, Version

MOST_LINES = 6
FRESH = timedelta(seconds=30)
PATIENCE = 1.0  # seconds that a page waits; in a store of millions the first reading takes longer, and goes on


@dataclass(frozen=True, slots=True)
class Reach:
    """Of `among` people of whom such a datum is held, how many this clause permits its use, and how many it stops."""

    datum: str
    purpose: str
    among: int
    permitted: int
    stopped: int


class Reaches:
    """Counts, kept for half a minute. Nothing is entered in the ledger: nobody learns who they are."""

    def __init__(self, troth: Troth) -> None:
        self._troth = troth
        self._kept: dict[tuple[str, str], tuple[datetime, tuple[Reach, ...]]] = {}
        self._reading: threading.Thread | None = None

    def of(self, version: Version, clause: Clause) -> tuple[Reach, ...]:
        """A line for each datum and purpose that the clause names; none while everyone is being read."""
        questions = list(islice(_questions(version, clause), MOST_LINES))
        now, key = self._troth.clock(), (version.ref, clause.id)
        since, kept = self._kept.get(key, (now - FRESH, ()))
        if not questions or timedelta() <= now - since < FRESH:
            return kept
        if not self._ready(questions[0]):
            return ()
        found = tuple(reach for question in questions if (reach := self._asked(question, clause)) is not None)
        self._kept[key] = now, found
        return found

    def _ready(self, question: Question) -> bool:
        """Whether everyone has been read. If not, that is begun, and a page does not wait for its end."""
        if self._reading is None:
            self._reading = threading.Thread(target=self._look, args=(question,), name="audience", daemon=True)
            self._reading.start()
        self._reading.join(PATIENCE)
        return not self._reading.is_alive()

    def _look(self, question: Question) -> None:
        try:
            self._troth.audiences.look(question)
        except (TrothError, StoreError):
            return  # the page that asks for it next is told again, and shows no counts

    def _asked(self, question: Question, clause: Clause) -> Reach | None:
        try:
            tally = self._troth.audiences.look(question).tally
        except (TrothError, StoreError):
            return None
        told = tally.permitted.get(clause.id, 0), tally.stopped.get(clause.id, 0)
        return Reach(question.data[0], question.purpose, tally.among, *told) if tally.among else None


def _questions(version: Version, clause: Clause) -> Iterator[Question]:
    """The uses that the clause speaks of: of each datum for each purpose that it names."""
    scope = clause.scope
    if scope is None or Action.USE not in scope.actions or not _general(scope):
        return
    for datum, purpose in product(scope.data or (), scope.purposes or ()):
        place = (scope.properties or version.properties or ("",))[0]
        yield Question(Action.USE, (datum,), purpose, property=place)


def _general(scope: Scope) -> bool:
    """Whether it names no recipient and no other data, which a use has not."""
    return scope.recipients is None and scope.others is None
