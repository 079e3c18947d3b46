"""Whatever is altered behind the ledger's back is found, and named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.ledger.conftest import Keys
from tests.ledger.sample import ANNA, AT, BORIS, disclosure
from troth.db import Database
from troth.ledger import HOUSE, Entry, EntryId, Finding, Ledger, LogKey, dense, id_text, store
from troth.ledger.commitment import bound_to, commit
from troth.ledger.merkle import verify_consistency
from troth.ledger.store import Row

Record = Callable[..., list[EntryId]]
LEAF = 40


@pytest.fixture
def filled(ledger: Ledger, record: Record) -> list[EntryId]:
    """700 entries under checkpoints of 0, 300 and 700."""
    ledger.integrate()
    ids = record(300)
    ledger.integrate()
    ids += record(399) + record(1, BORIS)
    ledger.integrate()
    return ids


@pytest.fixture
def tamper(database: Database) -> Callable[..., None]:
    mark = "?" if database.dialect == "sqlite" else "%s"

    def run(statement: str, *values: Any) -> None:
        with database.write() as tx:
            tx.exec_driver_sql(statement.replace("?", mark), values)

    return run


@pytest.fixture
def edit_bytes(database: Database, tamper: Callable[..., None]) -> Callable[..., None]:
    """Replaces bytes of a column, through a function of the old ones."""

    def run(column: str, table: str, where: str, change: Callable[[bytes], bytes]) -> None:
        with database.read() as tx:
            before = tx.exec_driver_sql(f"SELECT {column} FROM {table} WHERE {where}").scalar_one()
        tamper(f"UPDATE {table} SET {column} = ? WHERE {where}", change(bytes(before)))

    return run


def _flip(at: int) -> Callable[[bytes], bytes]:
    return lambda old: old[:at] + bytes([old[at] ^ 1]) + old[at + 1 :]


def _only(ledger: Ledger, **verifying: Any) -> Finding:
    (finding,) = ledger.verify(**verifying).findings
    return finding


def test_an_untouched_ledger_is_sound(ledger: Ledger, filled: list[EntryId], record: Record) -> None:
    record(7)
    report = ledger.verify()
    assert report.sound
    assert (report.entries, report.waiting, report.opened, report.checkpoints) == (700, 7, 707, 3)
    assert len(filled) == 700


def test_progress_is_told(ledger: Ledger, filled: list[EntryId]) -> None:
    told: list[tuple[str, int, int]] = []
    ledger.verify(progress=lambda stage, done, total: told.append((stage, done, total)))
    assert told[2] == ("tree", 700, 700)
    assert told[-1] == ("entries", len(filled), 700)


def test_an_edited_row_is_named(ledger: Ledger, filled: list[EntryId], edit_bytes: Callable[..., None]) -> None:
    edit_bytes("sealed", "ledger_entry", f"id = {filled[310]}", _flip(50))
    finding = _only(ledger)
    assert (finding.kind, finding.first, finding.entry) == ("altered", 310, id_text(filled[310]))
    assert finding.person == f"{ANNA:016x}"


def test_a_row_sealed_anew_with_other_words_is_named(
    keys: Keys, ledger: Ledger, filled: list[EntryId], tamper: Callable[..., None]
) -> None:
    """By someone who has the person's key as well."""
    plain = commit(Entry("use", AT, ANNA), filled[5], bytes(16)).plain
    forged = dense.MARK + keys.seal(ANNA, plain, bound_to(ANNA, filled[5]))
    tamper("UPDATE ledger_entry SET sealed = ? WHERE id = ?", forged, filled[5])
    finding = _only(ledger)
    assert (finding.kind, finding.first) == ("altered", 5)
    assert "commits to" in finding.message


def test_a_removed_row_is_named(ledger: Ledger, filled: list[EntryId], tamper: Callable[..., None]) -> None:
    tamper("DELETE FROM ledger_entry WHERE id = ?", filled[420])
    finding = _only(ledger)
    assert (finding.kind, finding.first, finding.entry) == ("missing", 420, id_text(filled[420]))


def test_two_swapped_rows_are_both_named(ledger: Ledger, filled: list[EntryId], tamper: Callable[..., None]) -> None:
    one, other = filled[3], filled[600]
    for old, new in ((one, 1), (other, one), (1, other)):
        tamper("UPDATE ledger_entry SET id = ? WHERE id = ?", new, old)
    findings = ledger.verify().findings
    assert {(finding.kind, finding.first) for finding in findings} == {("altered", 3), ("altered", 600)}


def test_an_inserted_row_is_named(ledger: Ledger, filled: list[EntryId], tamper: Callable[..., None]) -> None:
    tamper("INSERT INTO ledger_entry (person, id, sealed) VALUES (?, ?, ?)", BORIS, filled[9] + 1, b"forged")
    finding = _only(ledger)
    assert (finding.kind, finding.entry, finding.person) == (
        "inserted",
        id_text(EntryId(filled[9] + 1)),
        f"{BORIS:016x}",
    )


def test_a_copy_of_a_row_under_another_person_is_named(
    ledger: Ledger, filled: list[EntryId], tamper: Callable[..., None]
) -> None:
    tamper("INSERT INTO ledger_entry (person, id, sealed) VALUES (?, ?, ?)", BORIS, filled[9], b"copied")
    finding = _only(ledger)
    assert (finding.kind, finding.entry, finding.person) == ("inserted", id_text(filled[9]), f"{BORIS:016x}")


def test_what_does_not_fit_in_memory_is_held_together_in_parts(
    ledger: Ledger, record: Record, tamper: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("troth.ledger.verify.PART", 8)
    ids = [entry_id for person in range(1, 1 << 63, 1 << 58) for entry_id in record(5, person)]
    ledger.integrate()
    assert (ledger.verify().sound, ledger.verify().opened) == (True, 160)
    tamper("UPDATE ledger_entry SET person = ? WHERE id = ?", BORIS, ids[-1])
    assert [finding.kind for finding in ledger.verify().findings] == ["missing", "moved"]


def test_an_inserted_row_is_found_when_another_is_gone(
    ledger: Ledger, filled: list[EntryId], tamper: Callable[..., None]
) -> None:
    tamper("DELETE FROM ledger_entry WHERE id = ?", filled[8])
    tamper("INSERT INTO ledger_entry (person, id, sealed) VALUES (?, ?, ?)", BORIS, filled[9] + 1, b"forged")
    assert {finding.kind for finding in ledger.verify().findings} == {"missing", "inserted"}


def test_a_row_given_to_another_person_is_named(
    ledger: Ledger, filled: list[EntryId], tamper: Callable[..., None]
) -> None:
    tamper("UPDATE ledger_entry SET person = ? WHERE id = ?", BORIS, filled[9])
    found = {(finding.kind, finding.entry) for finding in ledger.verify().findings}
    assert found == {("missing", id_text(filled[9])), ("moved", id_text(filled[9]))}


@pytest.mark.parametrize(("leaf", "first", "last"), [(10, 0, 255), (290, 256, 299), (400, 300, 511), (650, 300, 699)])
def test_an_altered_leaf_is_narrowed_and_named(
    ledger: Ledger,
    filled: list[EntryId],
    edit_bytes: Callable[..., None],
    leaf: int,
    first: int,
    last: int,
) -> None:
    edit_bytes("leaves", "ledger_bundle", f"number = {leaf // 256}", _flip(leaf % 256 * LEAF + 20))
    found = {finding.kind: finding for finding in ledger.verify().findings}
    assert set(found) == {"leaves", "altered"}
    assert found["altered"].entry == id_text(filled[leaf])
    assert (found["leaves"].first, found["leaves"].last) == (first, last)


def test_reordered_leaves_are_named(ledger: Ledger, filled: list[EntryId], edit_bytes: Callable[..., None]) -> None:
    def swap(old: bytes) -> bytes:
        one, two = old[50 * LEAF : 51 * LEAF], old[51 * LEAF : 52 * LEAF]
        return old[: 50 * LEAF] + two + one + old[52 * LEAF :]

    edit_bytes("leaves", "ledger_bundle", "number = 0", swap)
    found = {finding.kind: finding for finding in ledger.verify().findings}
    assert set(found) == {"leaves", "order"}
    assert (found["order"].first, found["order"].last) == (50, 51)
    assert len(filled) == 700


def test_a_removed_leaf_is_found(ledger: Ledger, filled: list[EntryId], edit_bytes: Callable[..., None]) -> None:
    edit_bytes("leaves", "ledger_bundle", "number = 2", lambda old: old[:-LEAF])
    edit_bytes("people", "ledger_bundle", "number = 2", lambda old: old[:-8])
    found = {finding.kind: finding for finding in ledger.verify().findings}
    assert (found["leaves"].first, found["leaves"].last) == (699, 699)
    assert found["inserted"].entry == id_text(filled[699])


def test_a_removed_bundle_is_found(ledger: Ledger, filled: list[EntryId], tamper: Callable[..., None]) -> None:
    tamper("DELETE FROM ledger_bundle WHERE number = 1")
    found = [finding for finding in ledger.verify().findings if finding.kind == "leaves"]
    assert [(finding.first, finding.last) for finding in found] == [(256, 511)]
    assert len(filled) == 700


def test_an_altered_kept_hash_is_told_from_altered_leaves(
    ledger: Ledger, filled: list[EntryId], edit_bytes: Callable[..., None]
) -> None:
    edit_bytes("hashes", "ledger_tile", "level = 1", _flip(32))
    finding = _only(ledger)
    assert (finding.kind, finding.first, finding.last) == ("node", 256, 511)
    assert len(filled) == 700


def test_a_missing_kept_hash_is_found(ledger: Ledger, filled: list[EntryId], tamper: Callable[..., None]) -> None:
    tamper("DELETE FROM ledger_tile")
    found = ledger.verify().findings
    assert [(finding.kind, finding.first) for finding in found] == [("node", 0), ("node", 256)]
    assert len(filled) == 700


def test_an_altered_checkpoint_is_named(
    ledger: Ledger, filled: list[EntryId], database: Database, tamper: Callable[..., None]
) -> None:
    with database.read() as tx:
        note = tx.exec_driver_sql("SELECT note FROM ledger_checkpoint WHERE size = 300").scalar_one()
    tamper("UPDATE ledger_checkpoint SET note = ? WHERE size = 300", note.replace("\n300\n", "\n301\n"))
    finding = _only(ledger)
    assert (finding.kind, finding.first) == ("checkpoint", 300)
    assert len(filled) == 700


def test_a_checkpoint_put_in_anothers_place_is_named(
    ledger: Ledger, filled: list[EntryId], tamper: Callable[..., None]
) -> None:
    tamper("UPDATE ledger_checkpoint SET note = (SELECT note FROM ledger_checkpoint WHERE size = 0) WHERE size = 300")
    assert _only(ledger).first == 300
    assert len(filled) == 700


def test_a_history_rewritten_to_its_last_hash_is_narrowed_by_checkpoints(
    database: Database,
    keys: Keys,
    ledger: Ledger,
    filled: list[EntryId],
    log_key: LogKey,
    tamper: Callable[..., None],
) -> None:
    """By someone who rebuilds all rows and hashes after leaf 300, but cannot sign."""
    signed = [(head.size, head.note) for head in map(ledger.checkpoint, (300, 700))]
    for table in ("entry", "bundle", "tile", "checkpoint", "clause"):
        tamper(f"DELETE FROM ledger_{table}")
    forger = Ledger(database, keys, LogKey.make(log_key.name))
    with database.write() as tx:
        forger.append_many(tx, [disclosure(number=n) for n in range(700)])
    forger.integrate()
    tamper("DELETE FROM ledger_checkpoint")
    for size, note in signed:
        tamper("INSERT INTO ledger_checkpoint (size, note) VALUES (?, ?)", size, note)
    finding = _only(ledger)
    assert (finding.kind, finding.first, finding.last) == ("leaves", 0, 299)
    assert len(filled) == 700


def test_a_rollback_is_found_by_whoever_kept_a_checkpoint(
    ledger: Ledger, filled: list[EntryId], edit_bytes: Callable[..., None], tamper: Callable[..., None]
) -> None:
    kept = ledger.checkpoint().note
    tamper("DELETE FROM ledger_checkpoint WHERE size = 700")
    tamper("DELETE FROM ledger_bundle WHERE number = 2")
    for column, size in (("leaves", LEAF), ("people", 8)):
        edit_bytes(column, "ledger_bundle", "number = 1", lambda old, size=size: old[: 44 * size])
    edit_bytes("hashes", "ledger_tile", "level = 1", lambda old: old[:32])
    for entry_id in filled[300:]:
        tamper("DELETE FROM ledger_entry WHERE id = ?", entry_id)
    assert ledger.verify().sound
    finding = _only(ledger, kept=[kept])
    assert (finding.kind, finding.first, finding.last) == ("leaves", 300, 699)


def test_an_altered_waiting_entry_is_named(
    ledger: Ledger, filled: list[EntryId], record: Record, edit_bytes: Callable[..., None]
) -> None:
    (waiting,) = record(1)
    edit_bytes("commitment", "ledger_pending", f"id = {waiting}", _flip(3))
    finding = _only(ledger)
    assert (finding.kind, finding.first, finding.entry) == ("altered", None, id_text(waiting))
    assert len(filled) == 700


def test_without_keys_the_tree_and_the_rows_are_still_held_together(
    ledger: Ledger, filled: list[EntryId], tamper: Callable[..., None]
) -> None:
    tamper("DELETE FROM ledger_entry WHERE id = ?", filled[1])
    report = ledger.verify(openings=False)
    assert ([finding.kind for finding in report.findings], report.opened) == (["missing"], 0)


def test_a_tree_of_three_levels_is_kept_and_checked(
    database: Database, ledger: Ledger, edit_bytes: Callable[..., None]
) -> None:
    rows = [Row(b"", n.to_bytes(32, "big"), "", HOUSE, EntryId(n)) for n in range(1, 256 * 257 + 4)]
    with database.write() as tx:
        store.append(tx, rows)
    size = ledger.integrate().size
    old, new = ledger.checkpoint(256 * 256), ledger.checkpoint(size)
    verify_consistency(old.size, new.size, ledger.prove_consistency(old.size, size), old.root, new.root)
    assert ledger.prove_inclusion(EntryId(65_544)).index == 65_543
    assert ledger.verify(openings=False).sound
    edit_bytes("hashes", "ledger_tile", "level = 2", _flip(0))
    finding = _only(ledger, openings=False)
    assert (finding.kind, finding.first, finding.last) == ("node", 0, 65535)
