"""Entries come in with the act, find one place each, and are read back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.ledger.conftest import Keys
from tests.ledger.sample import ANNA, AT, BORIS, disclosure
from troth.db import Database
from troth.errors import KeyErased, LedgerError, NotFound, SealBroken
from troth.ledger import Entry, EntryId, Ledger, LogKey
from troth.ledger.ids import Ids
from troth.ledger.sequence import integrate

Record = Callable[..., list[EntryId]]


class _LaterTroubleError(Exception):
    pass


def test_an_entry_reads_back_at_once_and_gets_its_place_later(
    database: Database, ledger: Ledger, record: Record
) -> None:
    (entry_id,) = record(1)
    with database.read() as tx:
        (waiting,) = ledger.entries_of(tx, ANNA)
    ledger.integrate()
    with database.read() as tx:
        (placed,) = ledger.entries_of(tx, ANNA)
    assert (waiting.id, waiting.entry, waiting.index) == (entry_id, disclosure(), None)
    assert (placed.id, placed.entry, placed.index) == (entry_id, disclosure(), 0)


def test_an_entry_stands_only_when_its_act_does(database: Database, ledger: Ledger) -> None:
    with pytest.raises(_LaterTroubleError):
        _append_and_fail(database, ledger)
    assert ledger.integrate().size == 0
    assert ledger.verify().sound


def _append_and_fail(database: Database, ledger: Ledger) -> None:
    with database.write() as tx:
        ledger.append(tx, disclosure())
        raise _LaterTroubleError


def test_entries_are_paged_newest_first(database: Database, ledger: Ledger, record: Record) -> None:
    ids = record(300) + record(5)
    ledger.integrate()
    record(2, BORIS)
    with database.read() as tx:
        first = ledger.entries_of(tx, ANNA, limit=200)
        rest = ledger.entries_of(tx, ANNA, before=first[-1].id, limit=200)
    assert [found.id for found in first + rest] == ids[::-1]


def test_what_is_about_nobody_is_kept_by_the_house(database: Database, ledger: Ledger) -> None:
    entry = Entry("policy", AT, None, {"policy": "lantern", "version": "2014-01"})
    with database.write() as tx:
        ledger.append(tx, entry)
        assert [found.entry for found in ledger.entries_of(tx, None)] == [entry]


def test_recent_entries_of_a_clause_come_newest_first(database: Database, ledger: Ledger, record: Record) -> None:
    first = record(300)
    record(1, clauses=["bill"])
    ledger.integrate()
    last = record(3, BORIS)
    ledger.integrate()
    with database.read() as tx:
        page = ledger.recent(tx, "lantern", "ship", limit=150)
        rest = ledger.recent(tx, "lantern", "ship", before=page[-1].index, limit=200)
    assert [found.id for found in page + rest] == (first + last)[::-1]


def test_a_drill_is_in_no_list_of_a_clause(database: Database, ledger: Ledger, record: Record) -> None:
    record(2, drill=True)
    assert ledger.integrate().size == 2
    with database.read() as tx:
        assert ledger.recent(tx, "lantern", "ship") == []


def test_nothing_is_recorded_for_someone_whose_key_is_gone(keys: Keys, ledger: Ledger, record: Record) -> None:
    keys.erase(ANNA)
    with pytest.raises(KeyErased):
        record(1)
    assert ledger.integrate().size == 0


def test_an_erased_person_is_unreadable_and_the_tree_still_verifies(
    database: Database, keys: Keys, ledger: Ledger, record: Record
) -> None:
    ids = record(20) + record(5, BORIS)
    ledger.integrate()
    keys.erase(ANNA)
    with database.read() as tx:
        assert {found.entry for found in ledger.entries_of(tx, ANNA)} == {None}
        assert [found.entry is None for found in ledger.recent(tx, "lantern", "ship")] == [False] * 5 + [True] * 20
    report = ledger.verify()
    assert (report.sound, report.opened, report.erased) == (True, 5, 20)
    with pytest.raises(KeyErased):
        ledger.proof_file(ids[0])
    assert ledger.proof_file(ids[0], opened=False)


def test_writers_at_once_lose_nothing_and_take_no_place_twice(database: Database, ledger: Ledger) -> None:
    def write(number: int) -> list[EntryId]:
        with database.write() as tx:
            return ledger.append_many(tx, [disclosure(number, n) for n in range(20)])

    with ThreadPoolExecutor(6) as pool:
        written = [pool.submit(write, number) for number in range(1, 31)]
        for _ in range(8):
            pool.submit(ledger.integrate)
        ids = {found for each in written for found in each.result()}
    assert ledger.integrate().size == len(ids) == 600
    report = ledger.verify()
    assert (report.sound, report.opened) == (True, 600)
    assert {ledger.prove_inclusion(found).index for found in ids} == set(range(600))


_DIE_AT_THE_COMMIT = """
import os, sys
from sqlalchemy import event
from troth.db import Database
from troth.ledger import LogKey
from troth.ledger.ids import Ids
from troth.ledger.sequence import integrate
database = Database.open(sys.argv[1])
event.listen(database.engine, "commit", lambda connection: os.kill(os.getpid(), 9))
integrate(database, LogKey.parse(sys.argv[2]))
"""


def test_a_sequencer_killed_before_its_commit_leaves_nothing_behind(
    database: Database, ledger: Ledger, record: Record, log_key: LogKey
) -> None:
    record(300)
    url = database.engine.url.render_as_string(hide_password=False)
    died = subprocess.run([sys.executable, "-c", _DIE_AT_THE_COMMIT, url, log_key.secret])
    assert died.returncode == -9
    with pytest.raises(NotFound):
        ledger.checkpoint()
    assert ledger.verify().waiting == 300
    assert ledger.integrate().size == 300
    assert ledger.verify().sound


def test_a_long_queue_is_taken_in_batches(database: Database, record: Record, ledger: Ledger, log_key: LogKey) -> None:
    record(1000)
    assert integrate(database, log_key, batch=300).size == 1000
    assert ledger.verify().checkpoints == 5  # of 0, 300, 600, 900 and 1000 entries
    assert ledger.verify().sound


class _Given(Ids):
    """Ids known beforehand."""

    def __init__(self, ids: Iterable[int]) -> None:
        super().__init__()
        self._given = iter(ids)

    def draw(self, count: int) -> list[EntryId]:
        return [EntryId(next(self._given)) for _ in range(count)]


def test_an_id_that_another_process_drew_is_drawn_again(database: Database, keys: Keys, log_key: LogKey) -> None:
    one = Ledger(database, keys, log_key, _Given([20]))
    other = Ledger(database, keys, log_key, _Given(range(10, 80, 10)))
    with database.write() as tx:
        one.append(tx, disclosure(BORIS))
        assert other.append_many(tx, [disclosure(number=n) for n in range(4)]) == [10, 50, 60, 70]
        numbers = [found.entry.details["number"] for found in other.entries_of(tx, ANNA) if found.entry]
    assert numbers == [3, 2, 1, 0]
    assert one.integrate().size == 5
    assert one.verify().sound


def test_nothing_is_signed_over_a_tree_that_is_not_the_signed_one(
    database: Database, ledger: Ledger, record: Record
) -> None:
    record(10)
    ledger.integrate()
    with database.write() as tx:
        tx.exec_driver_sql("DELETE FROM ledger_bundle")
    record(1)
    with pytest.raises(LedgerError):
        ledger.integrate()


def test_a_row_moved_to_another_person_does_not_open(database: Database, ledger: Ledger, record: Record) -> None:
    record(1)
    with database.write() as tx:
        tx.exec_driver_sql(f"UPDATE ledger_entry SET person = {BORIS}")
        with pytest.raises(SealBroken):
            ledger.entries_of(tx, BORIS)


def test_no_table_holds_what_was_recorded(database: Database, ledger: Ledger, record: Record) -> None:
    record(3)
    ledger.integrate()
    with database.read() as tx:
        rows = [
            bytes(part)
            for table in ("ledger_entry", "ledger_bundle", "ledger_tile")
            for row in tx.exec_driver_sql(f"SELECT * FROM {table}")
            for part in row
            if not isinstance(part, int)
        ]
    assert rows
    assert not any(word in part for part in rows for word in (b"email", b"couriers", b"disclose"))
