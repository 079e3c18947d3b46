"""Drills of the example's clauses on both databases; and of a store in which something is wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.gate.house import House, rows, small_policy
from tests.proof.small import EMAIL, OFFER, stage
from troth.app.demo.clock import DemoClock
from troth.controls import Drilled
from troth.language import Action, Version
from troth.proof.acting import drill_clause, time_of
from troth.review.cells import Cells

# one of each action, and of each condition that the example has
SOME = ("Q05", "Q05-closed", "Q15-offers", "Q18", "Q19-offers", "Q22", "Q24-never", "Q11-post", "Q25", "Q33", "Q28")


def _drill(troth: House, version: Version, clause: str) -> list[Drilled]:
    return drill_clause(stage(troth), version, version.clause(clause), Cells([version]), time_of(version, None))


def _house(folder: Path, *clauses: str) -> House:
    policy = small_policy(folder, *clauses)
    made = House.create(folder / "store", [policy], clock=DemoClock(datetime(2014, 6, 1, tzinfo=UTC)))
    assert isinstance(made, House)
    return made


@pytest.mark.parametrize("clause", SOME)
def test_the_promises_of_the_example_are_kept(troth: House, version: Version, clause: str) -> None:
    found = _drill(troth, version, clause)
    assert len(found) > 2
    assert [(drill.name, drill.detail) for drill in found if not drill.passed] == []


def test_the_clauses_drilled_here_have_every_action(version: Version) -> None:
    scopes = [version.clause(clause).scope for clause in SOME]
    assert {action for scope in scopes if scope for action in scope.actions} == set(Action)


def test_each_drill_leaves_its_entry_and_has_a_person_of_its_own(troth: House, version: Version) -> None:
    before = rows(troth.database)
    found = _drill(troth, version, "Q18")
    entries = [entry for drill in found for entry in drill.entries]
    assert len(set(entries)) == len(found)
    assert rows(troth.database)["person"] - before["person"] == len(found)


def test_a_restriction_stops_what_is_permitted_unless_the_law_asks(tmp_path: Path) -> None:
    with _house(tmp_path, f"may: use, {EMAIL}") as troth:
        told = {drill.name: drill for drill in _drill(troth, troth.engine.policies[0].versions[-1], "c1")}
    assert told["but not while the person restricts it"].detail == "refused: restricted"
    assert told["and again when the person lifts the restriction"].detail == "permitted, and done"
    assert told["though restricted, for a legal-order"].detail == "permitted, and done"
    assert all(drill.passed for drill in told.values())


def test_a_ground_is_used_up_only_where_it_lets_something_happen(tmp_path: Path) -> None:
    never = "never: disclose, data: email, for: delivery, to: courier, unless: {ground: emergency}"
    for to in ("auditor", "courier"):
        with _house(tmp_path / to, never, f"may: disclose, data: email, for: delivery, to: {to}") as troth:
            found = _drill(troth, troth.engine.policies[0].versions[-1], "c1")
        assert any("served for this act before" in drill.name for drill in found) is (to == "courier")
        assert [drill.name for drill in found if not drill.passed] == []


def test_a_recipient_and_a_notice_are_held_to_what_they_declare(tmp_path: Path) -> None:
    disclose = "may: disclose, data: email, for: delivery, to: courier"
    with _house(tmp_path, disclose, "may: collect, data: email, for: delivery") as troth:
        version = troth.engine.policies[0].versions[-1]
        details = {drill.name: drill.detail for clause in ("c1", "c2") for drill in _drill(troth, version, clause)}
    assert details["but not to one that is registered for other data"] == "refused: beyond-register"
    assert details["but not to one that is registered for another purpose"] == "refused: beyond-register"
    assert details["but not under a notice that does not ask for it"] == "refused: beyond-notice"


def test_a_choice_that_the_store_forgets_is_found(tmp_path: Path) -> None:
    may = f"may: use, {EMAIL}, when: [{{choice: newsletters}}]"
    with _house(tmp_path, may, OFFER) as troth:
        with troth.database.write() as tx:  # a store that turns every no into a yes
            tx.exec_driver_sql(
                "CREATE TRIGGER flip AFTER INSERT ON person_event WHEN new.kind = 'choice' AND new.value = 'no' BEGIN "
                "UPDATE person_event SET value = 'yes' WHERE person = new.person AND seq = new.seq; END"
            )
        found = _drill(troth, troth.engine.policies[0].versions[-1], "c1")
    broken = [drill for drill in found if not drill.passed]
    assert any("the choice is no" in drill.name for drill in broken)
    assert {drill.detail for drill in broken} == {"it was permitted, and should not have been"}


def test_a_disclosure_that_is_not_recorded_is_found(tmp_path: Path) -> None:
    with _house(tmp_path, "may: disclose, data: email, for: delivery, to: courier") as troth:
        with troth.database.write() as tx:
            tx.exec_driver_sql("CREATE TRIGGER lose BEFORE INSERT ON disclosure BEGIN SELECT RAISE(IGNORE); END")
        found = _drill(troth, troth.engine.policies[0].versions[-1], "c1")
    assert "the account of disclosures does not show what happened" in {drill.detail for drill in found}


def test_a_value_that_does_not_arrive_is_found(tmp_path: Path) -> None:
    with _house(tmp_path, "may: collect, data: order, for: delivery") as troth:
        with troth.database.write() as tx:
            tx.exec_driver_sql("CREATE TRIGGER lose AFTER INSERT ON item BEGIN DELETE FROM item; END")
        found = _drill(troth, troth.engine.policies[0].versions[-1], "c1")
    assert "what was permitted did not happen: the value is not there" in {drill.detail for drill in found}


def test_the_time_of_the_acts_lies_within_the_versions_own(troth: House) -> None:
    old, new = troth.engine.policies[0].versions[-2:]
    assert old.effective < time_of(old, new) < new.effective < time_of(new, None)
