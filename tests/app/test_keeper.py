"""The keeper: entries get their places by themselves, old idempotency keys go, and nothing it meets ends it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from tests.gate.house import ANN, NOW, House, small_policy
from troth.api.drilling import HttpDoor
from troth.app.demo.clock import DemoClock
from troth.app.idempotency import Once, Remembered, forget_old
from troth.app.keeper import Keeper
from troth.db import StoreError
from troth.proof import last


def quick(troth: House) -> House:
    troth.settings = replace(troth.settings, checkpoint_seconds=0.02)
    return troth


def waiting(troth: House) -> int:
    with troth.database.read() as tx:
        return int(tx.execute(text("SELECT count(*) FROM ledger_pending")).scalar_one())


def eventually(do: Callable[[], object]) -> object:
    """What it gives, once every connection that was cut has been found out."""
    for _ in range(20):
        with suppress(StoreError):
            return do()
    return None


def becomes_empty(troth: House) -> bool:
    until = time.monotonic() + 30
    while waiting(troth) and time.monotonic() < until:
        time.sleep(0.01)
    return waiting(troth) == 0


def test_entries_get_their_places_while_it_runs(troth: House) -> None:
    with Keeper(quick(troth)):
        troth.member()
        assert becomes_empty(troth)
    assert troth.ledger.verify().sound


def test_nothing_waits_when_it_leaves(troth: House) -> None:
    troth.settings = replace(troth.settings, checkpoint_seconds=3600.0)
    with Keeper(troth):
        troth.member()
    assert waiting(troth) == 0


def test_two_keepers_do_not_disturb_each_other(troth: House) -> None:
    with Keeper(quick(troth)), Keeper(troth):
        for _ in range(5):
            troth.member()
        assert becomes_empty(troth)
    assert troth.ledger.verify().sound


def test_promises_are_drilled_while_it_runs_and_a_broken_one_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    policy = small_policy(tmp_path, "may: use, data: order, for: delivery, when: [adult]")
    with House.create(tmp_path / "store", [policy], clock=DemoClock(NOW)) as small:
        with small.database.write() as tx:  # a store that takes every fact for true
            tx.exec_driver_sql(
                "CREATE TRIGGER flip AFTER INSERT ON person_event WHEN new.kind = 'fact' BEGIN "
                "UPDATE person_event SET value = 'true' WHERE person = new.person AND seq = new.seq; END"
            )
        with Keeper(small, HttpDoor, first=0.01):
            until = time.monotonic() + 60
            while "is broken" not in caplog.text and time.monotonic() < until:
                time.sleep(0.02)
        with small.database.read() as tx:
            found = last(tx, "small", "1")
    assert "small@1: the promise c1 is broken: but not without adult: adult is false" in caplog.text
    assert found is not None
    assert found.proof.summary == {"broken": 1}


def test_no_drills_when_they_are_switched_off(troth: House) -> None:
    troth.settings = replace(troth.settings, drill_hours=0.0)
    with Keeper(quick(troth), first=0.01):
        troth.member()
        assert becomes_empty(troth)
    with troth.database.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM proof_turn")).scalar_one() == 0


def test_it_goes_on_after_the_database_was_gone_for_a_moment(troth: House) -> None:
    with Keeper(quick(troth)):
        troth.member()
        assert becomes_empty(troth)
        if troth.database.dialect == "postgresql":
            url = troth.database.engine.url.set(drivername="postgresql").render_as_string()
            with psycopg.connect(url, autocommit=True) as other:
                query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                other.execute(query + " AND datname = current_database()")
        assert eventually(troth.member)
        assert eventually(lambda: becomes_empty(troth))


def test_idempotency_keys_are_forgotten_after_their_time(troth: House) -> None:
    ann = troth.someone()
    once = Once("a-shop", "k1", b"POST /v1/collect {}", troth.vault)
    with troth.database.write() as tx:
        assert once.claim(tx, NOW) is None
        once.remember(tx, Remembered(201, b"{}", person=ann))
    for later, gone in ((timedelta(hours=24), 0), (timedelta(hours=24, seconds=1), 1)):
        with troth.database.write() as tx:
            assert forget_old(tx, NOW + later, 24) == gone


def test_what_was_answered_about_a_person_goes_with_them(troth: House) -> None:
    ann = troth.member(values=ANN)
    once = Once("a-shop", "k1", b"POST /v1/collect {}", troth.vault)
    with troth.database.write() as tx:
        once.claim(tx, NOW)
        once.remember(tx, Remembered(201, b"{}", person=ann))
    troth.told("erase", ann)
    with troth.database.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM idempotency")).scalar_one() == 0
