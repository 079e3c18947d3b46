"""Lifetimes as the rest of the system holds them: schedule, holds, sweeps, erasures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from troth import people
from troth.db import Connection, Database
from troth.engine import Engine
from troth.errors import NotFound
from troth.gate import Caller
from troth.language import Version
from troth.ledger import Ledger
from troth.lifetimes import store
from troth.lifetimes.erasure import Eraser, Forget, Hear
from troth.lifetimes.erasures import ErasureLog
from troth.lifetimes.holds import end_hold, no_hold, place_hold
from troth.lifetimes.model import Certificate, Hold, Life, Swept
from troth.lifetimes.schedule import Schedule
from troth.lifetimes.sweep import Sweeper
from troth.vault import ItemFacts, Vault

BATCH = 100  # people a transaction
SWEEP = Caller("sweep")
Report = Callable[[str, int, int], None]  # what, done, of how many


class Lifetimes:
    """What takes a `Connection` works in the caller's transaction. `property`: whose policy says what may be held.

    `log` lies outside the store. `forget`: what else has to go with a person's data. Who erased and committed calls
    `settle`, now or later. `hear`: tells recipients of what goes, in the transaction in which it does.
    """

    hear: Hear | None = None

    def __init__(
        self,
        engine: Callable[[], Engine],
        vault: Vault,
        ledger: Ledger,
        clock: Callable[[], datetime],
        property: str,  # noqa: A002
        log: ErasureLog,
        forget: Iterable[Forget] = (),
    ) -> None:
        self._engine, self._clock, self._property, self.log = engine, clock, property, log
        self._parts, self._forget = (vault, ledger), tuple(forget)
        self._eraser = Eraser(vault, ledger, log, tuple(forget), self._version_of, self._hear)
        self._sweeper = Sweeper(self._eraser, lambda: Schedule(engine()))

    def lives(self, tx: Connection, person: int) -> list[Life]:
        """The person's items, each with the end of its time as it stands now, and the holds that keep it longer."""
        return self._sweeper.lives(tx, person, self._clock())

    def on(self, database: Database, log: ErasureLog) -> Lifetimes:
        """The same on another database, a copy of the store, with a log of its own."""
        vault, ledger = self._parts
        more = (self._clock, self._property, log, self._forget)
        return Lifetimes(self._engine, vault, ledger.on(database), *more)

    # -- holds --

    def hold(
        self,
        tx: Connection,
        caller: Caller,
        person: int,
        kind: str,
        data: Iterable[str],
        *,
        reference: str,
        reason: str,
        until: datetime | None = None,
    ) -> tuple[Hold, tuple[str, ...]]:
        """Keeps those data of the person from being swept or erased, and nothing else; with the clauses that allow it.

        NotFound for a person who is not there; RequestError for a reason the policy does not name.
        """
        people.hold_person(tx, person)
        at = self._clock()
        version = self._engine().version_at(self._property, at)
        more = {"reference": reference, "reason": reason, "until": until}
        return place_hold(tx, version, person, kind, data, at=at, entered_by=caller.id, **more)  # type: ignore[arg-type]

    def release(self, tx: Connection, caller: Caller, hold: int, *, reason: str) -> Hold:
        """Ends a hold: what is over goes with the next sweep. NotFound, Conflict."""
        return end_hold(tx, hold, reason=reason, at=self._clock(), entered_by=caller.id)

    def one_hold(self, tx: Connection, hold: int) -> Hold:
        """A hold, also when it has ended. NotFound."""
        found = store.hold_by_id(tx, hold)
        if found is None:
            raise no_hold()
        return found

    def holds(self, tx: Connection, person: int | None = None, *, after: int = 0, limit: int = 100) -> list[Hold]:
        """The holds on a person; or on all, by id from `after`."""
        return store.holds_after(tx, after, limit) if person is None else store.holds_of(tx, person)

    # -- the end --

    def erase(self, tx: Connection, caller: Caller, person: int) -> Certificate:
        """Erases everything of the person that no hold keeps; the rest goes when the holds end. NotFound."""
        return self._eraser.erase(tx, caller, person, self._clock())

    def sweep(self, tx: Connection, caller: Caller, person: int) -> Swept:
        """Deletes what is over, of one person."""
        return self._sweeper.sweep(tx, caller, person, self._clock())

    def sweep_all(self, database: Database, report: Report = lambda *_: None) -> Swept:
        """Deletes what is over, of everyone, some people a transaction; done again it finds nothing."""
        with database.read() as tx:
            due = self._sweeper.due(tx, self._clock())
        swept = Swept()
        for start in range(0, len(due), BATCH):
            with database.write() as tx:
                for person in due[start : start + BATCH]:
                    swept.add(self.sweep(tx, SWEEP, person))
            report("people", min(start + BATCH, len(due)), len(due))
        self.settle(database)
        if swept.people:
            database.flush_deleted()
        return swept

    def settle(self, database: Database) -> None:
        """Looks what became of the erasures that began, and tells the log.

        Each look waits for a transaction that is still erasing the person.
        """
        for person in self.log.open_ones():
            with database.write() as tx:
                try:
                    people.hold_person(tx, person)
                except NotFound:
                    self.log.note("done", [person], self._clock())
                else:
                    self.log.note("undone", [person], self._clock())

    def replay(self, database: Database, logs: Iterable[ErasureLog], report: Report = lambda *_: None) -> int:
        """In a store restored from a backup: erases again who was erased since; gives their number.

        Who asked while something was held is erased as far as this store's holds let. This store's own log then knows
        of all of them. Nothing may have settled the logs by this store: here the erased are still there.
        """
        again = {person: verb for log in logs for person, (verb, _) in log.states().items() if verb != "undone"}
        count = 0
        for done, (person, verb) in enumerate(sorted(again.items()), start=1):
            with database.write() as tx:
                count += self._erase_again(tx, person, whole=verb != "partly")
            report("erasures", done, len(again))
        self.log.note("partly", [person for person, verb in again.items() if verb == "partly"], self._clock())
        self.log.note("done", [person for person, verb in again.items() if verb != "partly"], self._clock())
        database.flush_deleted()
        return count

    def _erase_again(self, tx: Connection, person: int, *, whole: bool) -> bool:
        try:
            people.hold_person(tx, person)
        except NotFound:
            return False
        at, caller = self._clock(), Caller("restore")
        self._eraser.erase(tx, caller, person, at, again=True, whole=whole)
        return True

    def _hear(self, tx: Connection, person: int, left: Iterable[ItemFacts]) -> Sequence[str]:
        return () if self.hear is None else self.hear(tx, person, left)

    def _version_of(self, policy: str, version: str) -> Version | None:
        found = next((each for each in self._engine().policies if each.id == policy), None)
        return None if found is None else found.version(version)
