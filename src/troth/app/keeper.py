"""What a running deployment does by itself: entries into the tree, letters, drills, sweeps."""

from __future__ import annotations

import logging
import threading

from troth.app.alerts import check_settings, raise_alert
from troth.app.house import Troth
from troth.app.idempotency import forget_old
from troth.app.proving import OpenDoor, drill
from troth.db import StoreError
from troth.errors import TrothError
from troth.notices import forget_old_stop_letters, work

log = logging.getLogger("troth.keeper")
HOURLY = 3600.0
DAILY = 24 * HOURLY
MINUTE = 60.0
LOOK = 1.0  # seconds between two looks whether another process has brought a version into force that waited
CASES = 5.0  # seconds between two looks whether a case can be carried out
LETTERS = 5.0  # seconds between two looks whether another process has queued a letter
COMMITTED = 0.2  # seconds from queueing a letter until it is looked for
JUDGE = 15  # looks until we judge ourselves whether all are told
SETTLED = 20.0  # seconds until the first look whether drills are due


class _Stopped(Exception):
    """We leave, so the drills do."""


class Keeper:
    """Threads beside the server. Several processes may each have one: ledger and drills take turns.

    `door`: what opens the API to drills; without it they are run at the gate alone. `first`: seconds until the first.
    """

    def __init__(self, troth: Troth, door: OpenDoor | None = None, first: float = SETTLED) -> None:
        self._troth, self._door, self._first = troth, door, first
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, name="keeper", daemon=True),
            threading.Thread(target=self._sweep, name="sweeper", daemon=True),
            threading.Thread(target=self._look, name="versions", daemon=True),
            threading.Thread(target=self._write, name="letters", daemon=True),
            threading.Thread(target=self._work, name="cases", daemon=True),
            threading.Thread(target=self._send_on, name="recipients", daemon=True),
        ]
        if troth.settings.drill_hours > 0:
            check_settings(troth.settings)
            self._threads.append(threading.Thread(target=self._drill, name="drills", daemon=True))

    def __enter__(self) -> Keeper:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._troth.outbox.woken.set()
        self._troth.work.woken.set()
        for thread in self._threads:
            thread.join()
        self._integrate()  # nothing waits for a place when we leave

    def _run(self) -> None:
        pause, waited = self._troth.settings.checkpoint_seconds, HOURLY
        while not self._stop.wait(pause):
            self._integrate()
            waited += pause
            if waited >= HOURLY:
                waited = 0.0
                self._forget()

    def _drill(self) -> None:
        """Drills when they are due; another process may have been first."""
        pause = self._first
        while not self._stop.wait(pause):
            pause = MINUTE
            try:
                proofs = drill(self._troth, self._door, self._going_on)
                raise_alert(self._troth.settings, proofs)
            except _Stopped:
                return
            except TrothError as error:
                log.error("the drills did not come to their end: %s (%s)", error.message, error.code)
            except StoreError as error:
                log.error("the drills did not come to their end: %s", type(error).__name__)

    def _going_on(self, *_: object) -> None:
        if self._stop.is_set():
            raise _Stopped

    def _integrate(self) -> None:
        try:
            self._troth.ledger.integrate()
        except TrothError as error:
            log.error("the ledger did not take new entries: %s (%s)", error.message, error.code)
        except StoreError as error:  # gone for a moment: the entries wait, and the next turn tries again
            log.error("the ledger did not take new entries: %s", type(error).__name__)

    def _look(self) -> None:
        """Two processes differ no longer than a look about the version that is in force."""
        looks = 0
        while not self._stop.wait(LOOK):
            looks += 1
            try:
                self._troth.refresh(judge=looks % JUDGE == 0)
            except StoreError as error:
                log.error("whether a version comes into force could not be told: %s", type(error).__name__)

    def _work(self) -> None:
        """Cases are carried out at once when this process was asked, and within seconds when another was."""
        work = self._troth.work
        while not self._stop.is_set():
            work.woken.wait(CASES)
            work.woken.clear()
            try:
                if not self._stop.is_set():
                    work.work(self._going_on)
            except _Stopped:
                return
            except (StoreError, OSError) as error:
                log.error("cases were not worked on, and will be: %s", type(error).__name__)

    def _send_on(self) -> None:
        """Recipients are told within seconds; a slow one keeps nobody waiting but other recipients."""
        while not self._stop.wait(CASES):
            try:
                self._troth.recalls.work(self._going_on)
                self._troth.sending_on.send_waiting(self._going_on)
                self._troth.agents.settle(self._going_on)
                self._troth.calling.call(self._going_on)
            except _Stopped:
                return
            except TrothError as error:
                log.error("recipients were not told, and will be: %s (%s)", error.message, error.code)
            except (StoreError, OSError) as error:
                log.error("recipients were not told, and will be: %s", type(error).__name__)

    def _write(self) -> None:
        """Letters go out at once when this process queued one, and within seconds when another did."""
        outbox, pause = self._troth.outbox, LETTERS
        while not self._stop.is_set():
            outbox.woken.wait(pause)
            if outbox.woken.is_set():  # what was queued is committed in a moment
                outbox.woken.clear()
                self._stop.wait(COMMITTED)
            pause = LETTERS
            try:
                outbox.send_waiting()
                work(self._troth.mailings)
            except TrothError as error:
                pause = MINUTE
                log.error("letters wait: %s (%s)", error.message, error.code)
            except StoreError as error:
                log.error("letters wait: %s", type(error).__name__)

    def _forget(self) -> None:
        try:
            with self._troth.database.write() as tx:
                forget_old(tx, self._troth.clock(), self._troth.settings.idempotency_hours)
                self._troth.work.forget(tx)
                self._troth.agents.forget(tx)
                self._troth.audiences.trim(tx)
                self._troth.outbox.forget_old(tx)
                forget_old_stop_letters(tx, self._troth.clock())
        except StoreError as error:
            log.error("old idempotency keys, changes and letters were not forgotten: %s", type(error).__name__)

    def _sweep(self) -> None:
        """What is over goes, what may no longer be shown comes down, and what others may no longer have is called back,
        once a day.

        Several processes may sweep at once, and each item goes once.
        """
        pause = self._first
        while not self._stop.wait(pause):
            pause = DAILY
            try:
                swept = self._troth.lifetimes.sweep_all(self._troth.database, self._going_on)
                self._troth.tell.review_all(self._troth.database)
                self._troth.ended.look_again(self._troth.database, self._going_on)
            except _Stopped:
                return
            except TrothError as error:
                log.error("the sweep did not come to its end: %s (%s)", error.message, error.code)
            except (StoreError, OSError) as error:
                log.error("the sweep did not come to its end: %s", type(error).__name__)
            else:
                log.info("swept %d items of %d people, %d whole", swept.items, swept.people, swept.erased)
