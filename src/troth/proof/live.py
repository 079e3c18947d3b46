"""Drills in a running deployment: drill people who are in no list, and of whom nothing stays but ledger entries.

1. Of several processes over one store, one takes the turn.
2. What a run that was killed left behind goes.
3. The version in force of each policy is drilled, on a clock of the drills' own.
4. What drill people left goes: their keys and values, events, disclosures, recipients, grounds, notices.
5. What was found is kept, clause by clause, its digest goes into the ledger, and the turn ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import sleep

from troth.controls import Stage
from troth.db import Connection, Database
from troth.engine import Engine
from troth.errors import Conflict
from troth.language import Policy, Version
from troth.proof import store
from troth.proof.model import Proof, Proven
from troth.proof.over_http import Door
from troth.proof.prove import Report, prove
from troth.proof.seal import seal
from troth.vault import Vault

OpenDoor = Callable[[], AbstractContextManager[Door]]
GIVEN_UP = timedelta(hours=1)  # a turn that has not ended by then never will
AT_ONCE = 200  # people a transaction
BREATH = 0.005  # seconds between clauses, for those who wait to write


@dataclass(frozen=True, slots=True)
class Last:
    """What the newest run found of a version, and when that was."""

    proof: Proof
    at: datetime

    def of(self, clause: str) -> Proven | None:
        return next((proven for proven in self.proof.clauses if proven.clause == clause), None)


def run(
    stage: Stage,
    now: datetime,
    every: timedelta = timedelta(0),
    *,
    door: OpenDoor | None = None,
    report: Report = lambda *_: None,
    only: Version | None = None,
) -> list[Proof] | None:
    """A run over the stage's store; None when another process has the turn, or the last run began `every` ago.

    `door` opens the API over the stage's store and clock. `now`: the deployment's time, not that of the stage's clock.
    """
    with stage.database.write() as tx:
        if not store.claim_turn(tx, now, due=now - every, given_up=now - GIVEN_UP):  # 1
            return None
    done = False
    try:
        with swept(stage), door() if door is not None else nullcontext() as opened:  # 2, 4
            proofs = list(_proofs(stage, now, opened, _gently(report), only))  # 3
        done = True
    finally:
        with stage.database.write() as tx:  # 5
            store.end_turn(tx, now) if done else store.give_back_turn(tx)
            for proof in proofs if done else ():
                store.insert_run(tx, proof, now)
                seal(tx, stage.ledger, proof, now)
    return proofs


def run_now(stage: Stage, now: datetime, version: Version, door: OpenDoor | None, report: Report) -> Proof:
    """A run that somebody asks for, of one version of the stage's engine. Conflict when drills are running."""
    found = run(stage, now, door=door, report=report, only=version)
    if found is None:
        raise Conflict("drills of this store are running already", help="wait until they are through")
    return found[0]


def last(tx: Connection, policy: str, version: str) -> Last | None:
    """What the newest run found of a version; None when it was never drilled here."""
    found = store.newest_run(tx, policy, version)
    return None if found is None else Last(Proof(policy, version, tuple(found[1])), found[0])


def proven_versions(
    tx: Connection, policy: str | None = None, after: tuple[str, str] | None = None, limit: int | None = None
) -> list[tuple[str, str]]:
    """Policy and version of all that were ever drilled here, in their order; of one policy; from a place in it on."""
    return store.drilled_versions(tx, policy, after, limit)


@contextmanager
def swept(stage: Stage) -> Iterator[None]:
    """Before and after the block nothing of any drill is in the store but ledger entries."""
    sweep(stage.database, stage.vault)
    try:
        yield
    finally:
        sweep(stage.database, stage.vault)


def sweep(database: Database, vault: Vault) -> None:
    """Takes away drill people, and what was entered for them."""
    while True:
        with database.write() as tx:
            people = store.drill_people(tx, AT_ONCE)
            if not people:
                store.remove_rest(tx)
                break
            store.remove_people(tx, people)
        for person in people:
            vault.keys.forget(person)
    database.flush_deleted()


def _proofs(stage: Stage, now: datetime, door: Door | None, report: Report, only: Version | None) -> Iterator[Proof]:
    for policy in stage.engine.policies:
        current = _current(stage.engine, policy, now)
        version = current if only is None else only if only in policy.versions else None
        if version is not None:
            yield prove(stage, policy, version, report, at=now if version is current else None, door=door)


def _current(engine: Engine, policy: Policy, now: datetime) -> Version | None:
    """The version that decides now, on any of the policy's properties; the engine knows which."""
    places = dict.fromkeys(place for version in policy.versions for place in version.properties)
    found = (engine.version_at(place, now) for place in places)
    return next((version for version in found if version is not None and version.policy == policy.id), None)


def _gently(report: Report) -> Report:
    def told(what: str, done: int, total: int) -> None:
        report(what, done, total)
        sleep(BREATH)

    return told
