"""account-for-disclosures: the example keeps it, and each way to break it turns a drill red."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.controls.asking import red, run, small_stage
from tests.gate.house import NOW, rows
from troth.controls import Stage, account_for_disclosures
from troth.controls.account_for_disclosures import CONTROL
from troth.controls.guest import CALLER
from troth.gate import Gate, Outcome, door
from troth.ledger import Ledger, LogKey
from troth.parties import Disclosure, disclosures, record_disclosures

Patch = pytest.MonkeyPatch
SMALL = (
    "must: account-for-disclosures",
    "may: disclose, data: name, for: support, to: courier, when: [agreement]",
    "may: disclose, data: name, for: legal-process, to: authority, when: [{ground: legal-order}]",
)
READ = "something is handed out, and the person's list is read"
LISTS = "the lists that are in the store are held against the ledger"


def test_the_example_keeps_it_and_leaves_nothing(stage: Stage) -> None:
    before = rows(stage.database)
    found = run(CONTROL, stage, "Q22-account")
    assert (len(found), red(found)) == (8, {})
    assert rows(stage.database) == before


def test_a_policy_that_discloses_nothing_cannot_show_it(tmp_path: Path) -> None:
    with small_stage(tmp_path, SMALL[0]) as stage:
        assert len(red(run(CONTROL, stage, "c1", policy="small"))) == 7


def test_a_line_that_the_ledger_does_not_have_is_found_in_the_store(tmp_path: Path) -> None:
    with small_stage(tmp_path, *SMALL) as stage:
        with stage.database.write() as tx:
            person = stage.tell.person(tx, CALLER).id
            record_disclosures(
                tx, [Disclosure(7, person, "swiftfoot", "support", ("name",), NOW, entry="0" * 15 + "1")]
            )
        assert red(run(CONTROL, stage, "c1", policy="small")) == {LISTS: "they part in 1 places: unrecorded"}


def unrecorded(patch: Patch) -> None:
    patch.setattr(door, "record_disclosures", lambda *_: None)


def telling(**wrong: Any) -> Callable[[Patch], None]:
    def fault(patch: Patch) -> None:
        patch.setattr(
            door,
            "record_disclosures",
            lambda tx, made: record_disclosures(tx, [replace(each, **wrong) for each in made]),
        )

    return fault


def once_only(patch: Patch) -> None:
    def first(tx: Any, made: list[Disclosure]) -> None:
        if not disclosures(tx, made[0].person):
            record_disclosures(tx, made)

    patch.setattr(door, "record_disclosures", first)


def refused_too(patch: Patch) -> None:
    refused = Gate._refused

    def listing(self: Gate, tx: Any, caller: Any, details: Any, *more: Any) -> Outcome:
        done = refused(self, tx, caller, details, *more)
        record_disclosures(tx, [Disclosure(7, details["person"], "x", "support", ("name",), NOW, entry=done.entry)])
        return done

    patch.setattr(Gate, "_refused", listing)


def other_key(patch: Patch) -> None:
    patch.setattr(Ledger, "vkey", LogKey.make("another.example/ledger").vkey)


def blind(kind: str) -> Callable[[Patch], None]:
    def fault(patch: Patch) -> None:
        reconcile = account_for_disclosures.reconcile
        patch.setattr(
            account_for_disclosures,
            "reconcile",
            lambda *given: tuple(parting for parting in reconcile(*given) if parting.kind != kind),
        )

    return fault


FAULTS: list[tuple[Callable[[Patch], None], str]] = [
    (unrecorded, READ),
    (telling(recipient="another"), READ),
    (telling(purpose="sale"), READ),
    (telling(fields=("email",)), READ),
    (telling(ground=None), READ),
    (telling(entry=None), READ),
    (once_only, "it is handed out twice, and the list is read"),
    (refused_too, "it is refused, and the list is read"),
    (other_key, "the entry behind a line is proven to somebody outside"),
    (blind("unlisted"), "a line is deleted by hand"),
    (blind("different"), "a line is changed by hand"),
    (blind("unrecorded"), "a line is put in by hand"),
]


@pytest.mark.parametrize(("fault", "hit"), FAULTS)
def test_a_fault_turns_its_drill_red(
    tmp_path: Path, monkeypatch: Patch, fault: Callable[[Patch], None], hit: str
) -> None:
    with small_stage(tmp_path, *SMALL) as stage, monkeypatch.context() as patch:
        fault(patch)
        found = red(run(CONTROL, stage, "c1", policy="small"))
    assert hit in found, found
