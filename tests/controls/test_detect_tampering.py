"""detect-tampering: the example keeps it, and each way to break it turns a drill red."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.controls.asking import red, run, small_stage
from tests.gate.house import rows
from troth.controls import Stage
from troth.controls.detect_tampering import CONTROL
from troth.controls.guest import CALLER
from troth.controls.intruder import store as intruder
from troth.ledger import Report, ledger

Patch = pytest.MonkeyPatch
AS_IT_STANDS = "the ledger as it stands is verified"


def test_the_example_keeps_it_and_leaves_nothing(stage: Stage) -> None:
    with stage.database.write() as tx:
        stage.tell.person(tx, CALLER)
    before = rows(stage.database)
    found = run(CONTROL, stage, "Q30-watch")
    assert (len(found), red(found)) == (16, {})
    assert rows(stage.database) == before


def test_an_entry_that_was_touched_in_the_store_itself_is_found(stage: Stage) -> None:
    with stage.database.write() as tx:
        person = stage.tell.person(tx, CALLER).id
        intruder.change(tx, "ledger_entry", {"sealed": b"something else"}, person=person)
    assert AS_IT_STANDS in red(run(CONTROL, stage, "Q30-watch"))


def blind(*kinds: str) -> Callable[[Patch], None]:
    """A verification that does not see these."""

    def fault(patch: Patch) -> None:
        verify = ledger.verify

        def seeing_less(*given: Any) -> Report:
            report = verify(*given)
            return replace(report, findings=tuple(f for f in report.findings if f.kind not in kinds))

        patch.setattr(ledger, "verify", seeing_less)

    return fault


def unopened(patch: Patch) -> None:
    verify = ledger.verify
    patch.setattr(ledger, "verify", lambda tx, vkey, _sealer, kept, progress: verify(tx, vkey, None, kept, progress))


def forgets_the_kept(patch: Patch) -> None:
    verify = ledger.verify
    patch.setattr(ledger, "verify", lambda tx, vkey, sealer, _kept, progress: verify(tx, vkey, sealer, (), progress))


def names_another(patch: Patch) -> None:
    """It says that something is wrong, and not what."""
    verify = ledger.verify

    def vague(*given: Any) -> Report:
        report = verify(*given)
        return replace(report, findings=tuple(replace(f, entry="0" * 16) for f in report.findings))

    patch.setattr(ledger, "verify", vague)


def wrong_leaf(patch: Patch) -> None:
    """The leaf is over other bytes than the entry."""
    row = ledger._row
    patch.setattr(ledger, "_row", lambda *given: row(*given)._replace(commitment=bytes(32)))


FAULTS: list[tuple[Callable[[Patch], None], str]] = [
    (wrong_leaf, "a copy to which entries were added is verified"),
    (forgets_the_kept, "an older state is put back, and somebody kept a checkpoint"),
    (unopened, "a byte of an entry is changed"),
    (names_another, "a byte of an entry is changed"),
    (unopened, "an entry gets other words from somebody who has the keys"),
    (blind("missing"), "an entry is removed"),
    (unopened, "two entries are swapped"),
    (blind("inserted"), "an entry is put in"),
    (blind("missing", "moved"), "an entry is given to another person"),
    (blind("altered"), "a waiting entry is changed"),
    (blind("leaves", "altered"), "a leaf of the tree is changed"),
    (blind("leaves", "order"), "two leaves of the tree are swapped"),
    (blind("leaves"), "the end of the tree is cut off"),
    (blind("node"), "a kept hash of the tree is changed"),
    (blind("leaves"), "a leaf is changed, and the hash above it made to fit"),
    (blind("checkpoint"), "a signed checkpoint is changed"),
]


@pytest.mark.parametrize(("fault", "hit"), FAULTS, ids=[hit.replace(" ", "-") for _, hit in FAULTS])
def test_a_fault_turns_its_drill_red(
    tmp_path: Path, monkeypatch: Patch, fault: Callable[[Patch], None], hit: str
) -> None:
    with small_stage(tmp_path, "must: detect-tampering") as stage, monkeypatch.context() as patch:
        fault(patch)
        found = red(run(CONTROL, stage, "c1", policy="small"))
    assert hit in found, found
