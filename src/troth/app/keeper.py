"""What a running deployment does by itself: new entries into the tree, old idempotency keys forgotten."""

from __future__ import annotations

import logging
import threading

from troth.app.house import Troth
from troth.app.idempotency import forget_old
from troth.db import StoreError
from troth.errors import TrothError

log = logging.getLogger("troth.keeper")
HOURLY = 3600.0


class Keeper:
    """A thread beside the server. Several processes may each have one: the ledger takes care of that."""

    def __init__(self, troth: Troth) -> None:
        self._troth = troth
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def __enter__(self) -> Keeper:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._integrate()  # nothing waits for a place when we leave

    def _run(self) -> None:
        pause, waited = self._troth.settings.checkpoint_seconds, HOURLY
        while not self._stop.wait(pause):
            self._integrate()
            waited += pause
            if waited >= HOURLY:
                waited = 0.0
                self._forget()

    def _integrate(self) -> None:
        try:
            self._troth.ledger.integrate()
        except TrothError as error:
            log.error("the ledger did not take new entries: %s (%s)", error.message, error.code)
        except StoreError as error:  # gone for a moment: the entries wait, and the next turn tries again
            log.error("the ledger did not take new entries: %s", type(error).__name__)

    def _forget(self) -> None:
        try:
            with self._troth.database.write() as tx:
                forget_old(tx, self._troth.clock(), self._troth.settings.idempotency_hours)
        except StoreError as error:
            log.error("old idempotency keys were not forgotten: %s", type(error).__name__)
