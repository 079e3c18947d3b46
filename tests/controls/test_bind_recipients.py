"""bind-recipients: the example keeps it, and each way to break it turns a drill red."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.controls.asking import red, run, small_stage
from tests.gate.house import rows
from troth import parties
from troth.controls import Stage
from troth.controls.bind_recipients import CONTROL
from troth.engine.model import Interval, RecipientFacts
from troth.gate import door, gathering, register
from troth.parties import Agreement, Recipient

Patch = pytest.MonkeyPatch
BOUND = "may: disclose, data: [name, email], for: support, to: courier, when: [agreement]"
SMALL = ("must: bind-recipients", BOUND)
UNBOUND = "a recipient without an agreement asks for data"


def test_the_example_keeps_it_and_leaves_nothing(stage: Stage) -> None:
    before = rows(stage.database)
    found = run(CONTROL, stage, "Q20-terms")
    assert (len(found), red(found)) == (11, {})
    assert rows(stage.database) == before


def test_a_processor_that_no_clause_binds_is_red(tmp_path: Path) -> None:
    with small_stage(tmp_path, SMALL[0], "may: disclose, data: name, for: support, to: courier") as stage:
        assert UNBOUND in red(run(CONTROL, stage, "c1", policy="small"))


def test_a_policy_that_binds_nobody_cannot_show_it(tmp_path: Path) -> None:
    with small_stage(tmp_path, SMALL[0]) as stage:
        assert len(red(run(CONTROL, stage, "c1", policy="small"))) == 11


def always(patch: Patch) -> None:
    """Whoever ever had an agreement has one."""
    facts = RecipientFacts(Interval(datetime(2000, 1, 1, tzinfo=UTC), None))
    patch.setattr(Agreement, "holds", lambda *_: True)
    patch.setattr(Recipient, "facts", lambda self: facts if self.agreement else RecipientFacts(False))


def for_all(patch: Patch) -> None:
    facts = RecipientFacts(Interval(datetime(2000, 1, 1, tzinfo=UTC), None))
    patch.setattr(Recipient, "facts", lambda _: facts)


def for_none(patch: Patch) -> None:
    patch.setattr(Recipient, "facts", lambda _: RecipientFacts(False))


def never_ended(patch: Patch) -> None:
    patch.setattr(parties, "end_agreement", lambda *_, **__: None)


def wordless(patch: Patch) -> None:
    patch.setattr(door, "terms_for", lambda *_, **__: "Thank you.\n")


def without_purpose(patch: Patch) -> None:
    terms_for = door.terms_for
    patch.setattr(door, "terms_for", lambda *given, **more: terms_for(*given, **more | {"purpose": "any"}))


def anybody(patch: Patch) -> None:
    def found(_tx: Any, recipient: str, at: datetime) -> Recipient:
        agreed = Agreement("x", datetime(2000, 1, 1, tzinfo=UTC), None, "0" * 64)
        assert at
        return Recipient(recipient, "x", "courier", ("data",), ("purposes",), agreement=agreed)

    patch.setattr(gathering, "get_recipient", found)


def unregistered(patch: Patch) -> None:
    patch.setattr(register, "beyond", lambda *_: None)


FAULTS: list[tuple[Callable[[Patch], None], str]] = [
    (for_all, UNBOUND),
    (always, "a recipient whose agreement has run out asks"),
    (always, "a recipient whose agreement ends at this moment asks"),
    (always, "a recipient whose agreement begins tomorrow asks"),
    (never_ended, "a recipient whose agreement was ended early asks"),
    (for_none, "a recipient with an agreement asks"),
    (wordless, "the terms that go with the data are read"),
    (without_purpose, "the terms that go with the data are read"),
    (anybody, "somebody who is not on the register asks"),
    (anybody, "a recipient that was taken off the register asks"),
    (unregistered, "a recipient asks for data that it is not registered for"),
    (unregistered, "a recipient asks for a purpose that it is not registered for"),
]


@pytest.mark.parametrize(("fault", "hit"), FAULTS)
def test_a_fault_turns_its_drill_red(
    tmp_path: Path, monkeypatch: Patch, fault: Callable[[Patch], None], hit: str
) -> None:
    with small_stage(tmp_path, *SMALL) as stage, monkeypatch.context() as patch:
        fault(patch)
        found = red(run(CONTROL, stage, "c1", policy="small"))
    assert hit in found, found
