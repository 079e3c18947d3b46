"""separate: the example keeps it, and each way to break it turns a drill red."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.controls.asking import red, run, small_stage
from tests.gate.house import rows
from troth.controls import Stage
from troth.controls.separate import CONTROL
from troth.errors import KeptApart
from troth.gate import apart
from troth.vault import Vault, store

Patch = pytest.MonkeyPatch
SMALL = (
    "must: {separate: {data: [postcode], from: [identity, contact]}}",
    "may: collect, data: [name, email, postcode], for: support",
    "may: use, data: [postcode, identity, contact], for: support",
    "may: link, data: [postcode, identity, contact], with: [postcode, identity, contact], for: support",
)


@pytest.mark.parametrize("clause", ["Q06-separate", "Q10-separate", "Q29-separate"])
def test_the_example_keeps_it_and_leaves_nothing(stage: Stage, clause: str) -> None:
    before = rows(stage.database)
    found = run(CONTROL, stage, clause)
    assert (len(found), red(found)) == (8, {})
    assert rows(stage.database) == before


def test_the_gate_alone_keeps_it_where_the_clauses_permit_all(tmp_path: Path) -> None:
    with small_stage(tmp_path, *SMALL) as stage:
        assert red(run(CONTROL, stage, "c1", policy="small")) == {}


def unwatched(patch: Patch) -> None:
    patch.setattr(apart, "collected", lambda *_: None)


def held_unseen(patch: Patch) -> None:
    together = apart._together
    patch.setattr(apart, "_together", lambda one, other, new, _there: together(one, other, new, ()))


def new_unseen(patch: Patch) -> None:
    together = apart._together
    patch.setattr(
        apart, "_together", lambda one, other, new, there: together(one, other, new, set(there)) if there else None
    )


def all_refused(patch: Patch) -> None:
    patch.setattr(apart, "collected", lambda *_: KeptApart("everything"))


def unread(patch: Patch) -> None:
    patch.setattr(apart, "_recognised", lambda *_: None)


def read_as_it_stands(patch: Patch) -> None:
    patch.setattr(apart, "unquote", lambda text: text)


def let_out(patch: Patch) -> None:
    patch.setattr(apart, "acted", lambda *_: None)


def numbered(patch: Patch) -> None:
    """Collections are numbered from one for each person: the numbers of two people meet."""

    def record(self: Vault, tx: Any, person: int, collection: Any) -> int:
        number = (1 << 40) + len({item.collection_id for item in self.items(tx, person)})
        store.add_collection(tx, person, number, collection)
        return number

    patch.setattr(Vault, "record_collection", record)


FAULTS: list[tuple[Callable[[Patch], None], str]] = [
    (unwatched, "who is known by identity, contact is given postcode too"),
    (held_unseen, "who is known by identity, contact is given postcode too"),
    (held_unseen, "who has postcode is given identity, contact too"),
    (new_unseen, "both are collected in one act"),
    (all_refused, "postcode alone are collected"),
    (unread, "somebody's address is written into postcode"),
    (read_as_it_stands, "somebody's address is written into postcode"),
    (let_out, "a link of the two is asked for"),
    (let_out, "both are asked for in one act"),
    (numbered, "a key that joins the two is looked for in the store"),
]


@pytest.mark.parametrize(("fault", "hit"), FAULTS, ids=[hit.replace(" ", "-") for _, hit in FAULTS])
def test_a_fault_turns_its_drill_red(
    tmp_path: Path, monkeypatch: Patch, fault: Callable[[Patch], None], hit: str
) -> None:
    with small_stage(tmp_path, *SMALL) as stage, monkeypatch.context() as patch:
        fault(patch)
        found = red(run(CONTROL, stage, "c1", policy="small"))
    assert hit in found, found
