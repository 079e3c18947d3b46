"""The clockwork: cases that can be carried out are, each in one transaction; those whose day is near are brought up.

A case is a row; what is done for it and its next standing commit together. Killed at any moment, either all of it has
happened or nothing, and the next look begins where the last ended: no other record of a workflow is needed, and none
can differ from what was done (docs/decisions, 4). Several processes may work on one store: the case is locked, and
whose turn it was finds it moved on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from threading import Event
from typing import Final, Literal

from troth import people
from troth.cases import store
from troth.cases.cases import KEPT, Cases
from troth.cases.correct import correct
from troth.cases.erase import erase, remove
from troth.cases.model import Case
from troth.cases.packages import access, end_packages, look_into, package_of, port
from troth.cases.parts import CLERK, Doing, Result
from troth.cases.restrict import object_to, restrict
from troth.db import Connection, Database, StoreError
from troth.errors import NotAllowed, NotFound, TrothError

log = logging.getLogger("troth.cases")
AT_ONCE: Final = 100

DOING: Final[Mapping[str, Doing]] = {
    "access": access,
    "port": port,
    "correct": correct,
    "restrict": restrict,
    "object": object_to,
    "erase": erase,
    "remove": remove,
}


class Work:
    """What `work` does between two looks of the keeper."""

    def __init__(self, database: Database, cases: Cases) -> None:
        self._database, self.cases = database, cases
        self.woken = Event()  # a case has begun, or goes on: the keeper need not wait for its next look

    def work(self, going_on: Callable[[], object] = lambda: None) -> int:
        """Works on everything that is due; gives how many steps were taken. One case that fails stops no other."""
        steps = 0
        passed: set[int] = set()
        while found := self._due(passed):
            for number in found:
                going_on()
                passed.add(number)
                steps += self._one(number)
        return steps

    def look(self, tx: Connection, number: int) -> bool:
        """Takes the next step of one case, in the caller's transaction; False when there is none to take now."""
        case = self._held(tx, number)
        if case is None:
            return False
        at = self.cases.parts.clock()
        if case.state in ("open", "undo") and case.since is not None and case.since <= at:
            self._carry_out(tx, case)
        else:
            self.cases.remind(tx, CLERK, case)
        return True

    def forget(self, tx: Connection) -> int:
        """Forgets what was closed long ago."""
        end_packages(tx, self.cases.parts.clock())
        return store.delete_closed(tx, self.cases.parts.clock() - KEPT)

    def package(self, case: Case) -> str:
        """What was put together for a case, for drills and tests; nothing if there is none."""
        with self._database.read() as tx:
            found = package_of(tx, case)
            return look_into(self.cases.parts, tx, found).decode() if found else ""

    # -- inside --

    def _due(self, passed: set[int]) -> list[int]:
        with self._database.read() as tx:
            found = store.due_to_act(tx, self.cases.parts.clock(), AT_ONCE + len(passed))
        return [number for _, number in found if number not in passed]

    def _one(self, number: int) -> int:
        try:
            with self._database.write() as tx:
                return int(self.look(tx, number))
        except TrothError as error:
            log.error("a case could not be carried out and goes to staff: %s (%s)", error.message, error.code)
            self._hand_over(number, error.code)
        except StoreError as error:
            log.error("a case was not worked on, and will be: %s", type(error).__name__)
        return 0

    def _hand_over(self, number: int, code: str) -> None:
        with self._database.write() as tx:
            case = self._held(tx, number)
            if case is not None:
                self.cases.carried_out(tx, CLERK, case, Result("handed", code))

    def _held(self, tx: Connection, number: int) -> Case | None:
        """The case, locked, if it is still its turn."""
        case = store.case_by_id(tx, number)
        if case is None or case.closed:
            return None
        try:
            people.hold_person(tx, case.person)
        except NotFound:  # erased meanwhile, whole: by another case, or a sweep
            self._orphan(tx, number)
            return None
        case = store.case_by_id(tx, number, lock=True)
        due = case is not None and case.act_at is not None and case.act_at <= self.cases.parts.clock()
        return case if due and case is not None and not case.closed else None

    def _orphan(self, tx: Connection, number: int) -> None:
        """A case of somebody who is gone, which is what one kind asked for; the others cannot be done any more."""
        case = store.case_by_id(tx, number, lock=True)
        if case is not None and not case.closed:
            kind: Literal["done", "denied"] = "done" if case.kind == "erase" else "denied"
            self.cases.carried_out(tx, CLERK, case, Result(kind, None if kind == "done" else "no_match", told=True))

    def _carry_out(self, tx: Connection, case: Case) -> None:
        doing = DOING.get(case.kind)
        if case.level < case.needs:  # the standing says so too; what is done for a stranger cannot be undone
            raise NotAllowed("it is not known well enough who asks")
        asked = self.cases.asked(tx, case)
        result = doing(self.cases.parts, tx, case, asked) if doing else Result("handed")
        self.cases.carried_out(tx, CLERK, case, result)
