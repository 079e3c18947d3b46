"""detect-tampering: a copy of the ledger is edited in every way there is; verification must find and name each.

SQLite: on a copy of the file. PostgreSQL: in a transaction that is rolled back. What keeps it is `troth.ledger`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from troth.controls.attempt import Attempt, Found, all_tried, broken, kept
from troth.controls.guest import CALLER
from troth.controls.intruder import store as intruder
from troth.controls.model import Asked, Control, Drilled
from troth.controls.rehearsal import Within, on, undone
from troth.controls.stage import Stage
from troth.db import Connection, Database
from troth.ledger import Entry, Ledger, Recorded, Report, dense, id_of, id_text
from troth.ledger.commitment import bound_to, commit, unseal
from troth.ledger.merkle import leaf_hash, root_of

_BUNDLE: Final = 256  # leaves of a bundle, hashes of a tile (docs/reference/ledger.md)
_LEAF: Final = 40
_HASH: Final = 32
_MANY: Final = 2 * _BUNDLE + 8  # so many that a bundle fills up, and its hash is kept


@dataclass(frozen=True, slots=True)
class Copy:
    """The copied ledger, with entries of a drill person at its end. `last`: the newest of them, newest first."""

    stage: Stage
    tx: Connection
    ledger: Ledger
    person: int
    last: tuple[Recorded, ...]

    def row(self, place: int) -> intruder.Row:
        (found,) = intruder.rows(self.tx, "ledger_entry", person=self.person, id=self.last[place].id)
        return found

    def index(self, place: int) -> int:
        return self.last[place].index or 0


Tamper = Callable[[Copy], Callable[[Report], bool]]  # tampers, and gives what tells whether a report names it


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """The store itself is only read."""

    def tampered(tamper: Tamper) -> Attempt:
        def do() -> Found:
            with _copied(stage, asked.at) as copy:
                return _judged(copy, tamper)

        return do

    yield from all_tried(
        asked.at,
        {
            "the ledger as it stands is verified": lambda: _sound(stage.ledger.verify()),
            "a copy to which entries were added is verified": lambda: _copy_sound(stage, asked.at),
            "an older state is put back, and somebody kept a checkpoint": lambda: _put_back(stage, asked.at),
            **{name: tampered(tamper) for name, tamper in _TAMPERING.items()},
        },
    )


@contextmanager
def _copied(stage: Stage, at: datetime) -> Iterator[Copy]:
    with _elsewhere(stage.database) as database, undone(database) as tx:
        yield _grown(stage, tx, at)


@contextmanager
def _elsewhere(database: Database) -> Iterator[Database]:
    if database.dialect != "sqlite":
        yield database
        return
    with (
        tempfile.TemporaryDirectory(prefix="troth-drill-") as scratch,
        closing(intruder.copied(database, Path(scratch))) as copy,
    ):
        yield copy


def _grown(stage: Stage, tx: Connection, at: datetime) -> Copy:
    there = on(stage, Within(tx))
    there.clock.set(at)
    person = there.tell.person(tx, CALLER, realm="drill").id
    there.ledger.append_many(tx, [Entry("drill", at, person, {"drill": True, "number": n}) for n in range(_MANY)])
    there.ledger.integrate()
    return Copy(there, tx, there.ledger, person, tuple(there.ledger.entries_of(tx, person, limit=4)))


def _judged(copy: Copy, tamper: Tamper) -> Found:
    named = tamper(copy)
    report = copy.ledger.verify()
    if report.sound:
        return broken("it was not noticed")
    if not named(report):
        return broken(f"something was noticed, and not what: {report.findings[0].kind}")
    return kept(f"named: {', '.join(sorted({finding.kind for finding in report.findings}))}")


def _sound(report: Report) -> Found:
    if not report.sound:
        kinds = ", ".join(sorted({finding.kind for finding in report.findings}))
        return broken(f"{len(report.findings)} things do not fit: {kinds}")
    counted = f"{report.entries} entries in the tree, {report.waiting} waiting, {report.checkpoints} checkpoints"
    return kept(f"{counted}: all fits")


def _copy_sound(stage: Stage, at: datetime) -> Found:
    with _copied(stage, at) as copy:
        return _sound(copy.ledger.verify())


def _put_back(stage: Stage, at: datetime) -> Found:
    """What was put back fits in itself, so only the checkpoint that somebody kept tells."""
    with _elsewhere(stage.database) as database, undone(database) as tx:
        _grown(stage, tx, at)
        before = tx.begin_nested()
        note = _grown(stage, tx, at).ledger.checkpoint().note
        before.rollback()
        there = on(stage, Within(tx)).ledger
        if not there.verify().sound:
            return broken("the older state itself does not fit")
        noticed = not there.verify(kept=[note]).sound
    return kept("the kept checkpoint tells") if noticed else broken("it was not noticed")


# -- the ways to tamper --


def _entry(copy: Copy, *places: int) -> Callable[[Report], bool]:
    """Whether the report names those entries."""
    ids = {id_text(copy.last[place].id) for place in places}
    return lambda report: ids <= {finding.entry for finding in report.findings}


def _leaf(copy: Copy, *places: int) -> Callable[[Report], bool]:
    """Whether the report names those leaves, by their numbers."""
    numbers = [copy.index(place) for place in places]

    def named(report: Report) -> bool:
        ranges = [(f.first, f.last) for f in report.findings if f.first is not None and f.last is not None]
        return all(any(first <= number <= last for first, last in ranges) for number in numbers)

    return named


def _kind(*kinds: str) -> Callable[[Report], bool]:
    return lambda report: bool({finding.kind for finding in report.findings}.intersection(kinds))


def _bent(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def _change(copy: Copy) -> Callable[[Report], bool]:
    sealed = _bent(bytes(copy.row(0)["sealed"]), -1 + len(copy.row(0)["sealed"]))
    intruder.change(copy.tx, "ledger_entry", {"sealed": sealed}, person=copy.person, id=copy.last[0].id)
    return _entry(copy, 0)


def _rewrite(copy: Copy) -> Callable[[Report], bool]:
    """By somebody who has the keys: other words, sealed as they should be."""
    number, tx, vault = copy.last[0].id, copy.tx, copy.stage.vault
    opening = unseal(partial(vault.open_for, tx, copy.person), copy.person, number, bytes(copy.row(0)["sealed"]))
    forged = commit(Entry("skill", copy.stage.clock(), copy.person, {"drill": True}), number, opening.salt)
    other = dense.MARK + vault.seal_for(tx, copy.person, forged.plain, bound_to(copy.person, number))
    intruder.change(tx, "ledger_entry", {"sealed": other}, person=copy.person, id=number)
    return _entry(copy, 0)


def _remove(copy: Copy) -> Callable[[Report], bool]:
    intruder.remove(copy.tx, "ledger_entry", person=copy.person, id=copy.last[0].id)
    return _entry(copy, 0)


def _swap(copy: Copy) -> Callable[[Report], bool]:
    for one, other in ((0, copy.row(1)["sealed"]), (1, copy.row(0)["sealed"])):
        intruder.change(copy.tx, "ledger_entry", {"sealed": other}, person=copy.person, id=copy.last[one].id)
    return _entry(copy, 0, 1)


def _insert(copy: Copy) -> Callable[[Report], bool]:
    number = copy.last[0].id + 1
    intruder.put(copy.tx, "ledger_entry", copy.row(0) | {"id": number})
    return lambda report: id_text(id_of(f"{number:016x}")) in {finding.entry for finding in report.findings}


def _give_away(copy: Copy) -> Callable[[Report], bool]:
    other = copy.stage.tell.person(copy.tx, CALLER, realm="drill").id
    intruder.change(copy.tx, "ledger_entry", {"person": other}, person=copy.person, id=copy.last[0].id)
    return _entry(copy, 0)


def _bundle(copy: Copy, place: int) -> tuple[int, bytes, int]:
    """(number, leaves, where the entry's leaf begins)."""
    number, at = divmod(copy.index(place), _BUNDLE)
    (row,) = intruder.rows(copy.tx, "ledger_bundle", number=number)
    return number, bytes(row["leaves"]), at * _LEAF


def _change_leaf(copy: Copy) -> Callable[[Report], bool]:
    number, leaves, at = _bundle(copy, 0)
    intruder.change(copy.tx, "ledger_bundle", {"leaves": _bent(leaves, at + _LEAF - 1)}, number=number)
    return _leaf(copy, 0)


def _swap_leaves(copy: Copy) -> Callable[[Report], bool]:
    """Of the newest entry and the one before, if they stand in one bundle; else of the two before them."""
    first, second = (0, 1) if _bundle(copy, 0)[0] == _bundle(copy, 1)[0] else (1, 2)
    number, leaves, high = _bundle(copy, first)
    low = _bundle(copy, second)[2]
    swapped = leaves[:low] + leaves[high : high + _LEAF] + leaves[low : low + _LEAF] + leaves[high + _LEAF :]
    intruder.change(copy.tx, "ledger_bundle", {"leaves": swapped}, number=number)
    return _leaf(copy, first, second)


def _cut_off(copy: Copy) -> Callable[[Report], bool]:
    intruder.remove(copy.tx, "ledger_bundle", number=_bundle(copy, 0)[0])
    return _leaf(copy, 0)


def _change_tile(copy: Copy) -> Callable[[Report], bool]:
    row = intruder.rows(copy.tx, "ledger_tile", level=1)[0]
    bent = _bent(bytes(row["hashes"]), 0)
    intruder.change(copy.tx, "ledger_tile", {"hashes": bent}, level=1, number=row["number"])
    return _kind("node")


def _make_anew(copy: Copy) -> Callable[[Report], bool]:
    """A leaf is changed in a full bundle, and the hash that is kept of it made to fit: only the signature does not."""
    number = copy.index(0) // _BUNDLE - 1
    (row,) = intruder.rows(copy.tx, "ledger_bundle", number=number)
    leaves = _bent(bytes(row["leaves"]), _LEAF - 1)
    intruder.change(copy.tx, "ledger_bundle", {"leaves": leaves}, number=number)
    root = root_of([leaf_hash(leaves[at : at + _LEAF]) for at in range(0, len(leaves), _LEAF)])
    tile, place = divmod(number, _BUNDLE)
    (kept_row,) = intruder.rows(copy.tx, "ledger_tile", level=1, number=tile)
    hashes = bytes(kept_row["hashes"])
    forged = hashes[: place * _HASH] + root + hashes[(place + 1) * _HASH :]
    intruder.change(copy.tx, "ledger_tile", {"hashes": forged}, level=1, number=tile)
    return _kind("leaves")


def _forge_checkpoint(copy: Copy) -> Callable[[Report], bool]:
    head = copy.ledger.checkpoint()
    lines = head.note.split("\n")
    lines[2] = ("B" if lines[2][0] == "A" else "A") + lines[2][1:]
    intruder.change(copy.tx, "ledger_checkpoint", {"note": "\n".join(lines)}, size=head.size)
    return _kind("checkpoint")


def _change_waiting(copy: Copy) -> Callable[[Report], bool]:
    """An entry that has no place in the tree yet."""
    number = copy.ledger.append(copy.tx, Entry("drill", copy.stage.clock(), copy.person, {"drill": True}))
    intruder.change(copy.tx, "ledger_pending", {"commitment": bytes(_HASH)}, id=number)
    return lambda report: id_text(number) in {finding.entry for finding in report.findings}


_TAMPERING: Final[dict[str, Tamper]] = {
    "a byte of an entry is changed": _change,
    "an entry gets other words from somebody who has the keys": _rewrite,
    "an entry is removed": _remove,
    "two entries are swapped": _swap,
    "an entry is put in": _insert,
    "an entry is given to another person": _give_away,
    "a waiting entry is changed": _change_waiting,
    "a leaf of the tree is changed": _change_leaf,
    "two leaves of the tree are swapped": _swap_leaves,
    "the end of the tree is cut off": _cut_off,
    "a kept hash of the tree is changed": _change_tile,
    "a leaf is changed, and the hash above it made to fit": _make_anew,
    "a signed checkpoint is changed": _forge_checkpoint,
}

CONTROL = Control("detect-tampering", drills)
