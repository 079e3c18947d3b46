"""Verifying a credential, and the limit on guessing at one.

After five wrong tries within a quarter of an hour the person's credential is not tried again until one of them is
older than that (NIST SP 800-63B 5.2.2 asks for a limit; waiting, unlike locking, lets nobody shut a person out for
good). Who is right in between clears nothing: a guesser cannot hide among the person's own sign-ins.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from troth.db import Connection
from troth.engine import Engine
from troth.errors import NotFound, TooManyTries
from troth.gate.model import Caller
from troth.ledger import Entry, Ledger
from troth.people import Proof, hold_person, record, record_wrong_try, wrong_tries
from troth.vault import Vault

MOST_TRIES = 5
WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a try. `refusal` is set when it was not even looked at."""

    right: bool
    refusal: TooManyTries | None = None

    def unwrap(self) -> bool:
        """Whether it was right; raises the refusal."""
        if self.refusal is not None:
            raise self.refusal
        return self.right


@dataclass(frozen=True, slots=True)
class Try:
    """One candidate for a person's credential."""

    caller: Caller
    person: int
    category: str
    candidate: str
    at: datetime


def check(tx: Connection, engine: Engine, vault: Vault, ledger: Ledger, tried: Try) -> Checked:
    """Tries it. NotFound for a person who is not there, after the same work and however often."""
    with suppress(NotFound):
        hold_person(tx, tried.person)  # of many at once each sees the wrong ones before it
    if wrong_tries(tx, tried.person, tried.category, since=tried.at - WINDOW) >= MOST_TRIES:
        return _refused(tx, ledger, tried)
    right = vault.verify(tx, tried.person, tried.category, tried.candidate)
    _append(tx, ledger, tried, "verify", {})
    if not right and _known(engine, tried.category):
        proof = Proof(tried.caller.id, tried.at)
        record_wrong_try(tx, tried.person, tried.category, at=tried.at, proof=proof)
    return Checked(right)


def _refused(tx: Connection, ledger: Ledger, tried: Try) -> Checked:
    _append(tx, ledger, tried, "refuse", {"action": "verify", "reason": TooManyTries.code})
    minutes = int(WINDOW.total_seconds()) // 60
    return Checked(
        right=False,
        refusal=TooManyTries(
            f"{MOST_TRIES} wrong tries within {minutes} minutes: nothing is tried now", help="wait, then try again"
        ),
    )


def _append(tx: Connection, ledger: Ledger, tried: Try, act: str, details: dict[str, str]) -> None:
    drill = {"drill": True} if record(tx, tried.person).realm == "drill" else {}
    told = {"data": [tried.category], "actor": tried.caller.id} | details | drill
    ledger.append(tx, Entry(act, tried.at, tried.person, told))


def _known(engine: Engine, category: str) -> bool:
    """Only a policy's word is noted with a try; nothing is kept under any other."""
    return any(category in version.terms.data for policy in engine.policies for version in policy.versions)
