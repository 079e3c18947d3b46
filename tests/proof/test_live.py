"""Drills in a running deployment: nobody is disturbed, nothing of them stays but ledger entries and what was found."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.gate.house import ANN, DAY, NOW, House, grown, rows, small_policy
from troth import people
from troth.api.drilling import HttpDoor
from troth.app.demo.clock import DemoClock
from troth.app.proving import beside
from troth.errors import Conflict
from troth.parties import list_recipients
from troth.proof import Proof, last, prove, run, run_now
from troth.proof import live as lively
from troth.proof.store import claim_turn

MAY_GROW = ("ledger_", "proof_", "index_key")  # the last has the store's own keys for look-ups, and nobody's data
CLAUSES = (
    "may: collect, data: [email, phone, name], for: support",
    "may: use, data: contact, for: support, when: [{not: known-minor}]",
    "may: disclose, data: email, for: delivery, to: courier, when: [agreement, {ground: order}]",
    "never: publish, data: contact",
    "says: about",
)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[House]:
    """A deployment of a policy of few clauses."""
    clock = DemoClock(NOW)
    with House.create(tmp_path / "store", [small_policy(tmp_path, *CLAUSES)], clock=clock) as opened:
        assert isinstance(opened, House)
        yield opened


def _run(troth: House, **more: object) -> list[Proof] | None:
    other, stage = beside(troth)
    return run(stage, troth.clock(), door=partial(HttpDoor, other), **more)  # type: ignore[arg-type]


def _left(before: Mapping[str, int], troth: House) -> dict[str, int]:
    """The tables that drills changed, but for those that may change."""
    return {name: by for name, by in grown(before, troth.database).items() if not name.startswith(MAY_GROW)}


def test_nothing_of_a_run_stays_but_ledger_entries_and_what_was_found(troth: House) -> None:
    ann = troth.member()
    before, entries = rows(troth.database), troth.entries(ann)
    (proof,) = _run(troth) or ()
    assert _left(before, troth) == {}
    assert grown(before, troth.database)["proof_run"] == len(proof.clauses)
    assert troth.entries(ann) == entries
    assert "broken" not in proof.summary, [c.clause for c in proof.clauses if c.status == "broken"]
    troth.ledger.integrate()
    assert troth.ledger.verify().sound


def test_no_entry_of_a_drill_is_under_a_clause(small: House) -> None:
    _run(small)
    small.ledger.integrate()
    with small.database.read() as tx:
        assert all(small.ledger.recent(tx, "small", f"c{number}") == [] for number in range(1, 6))


def test_drill_people_and_recipients_are_in_no_list_while_drills_run(small: House) -> None:
    ann, seen = small.someone(), []

    def look(*_: object) -> None:
        with small.database.read() as tx:
            seen.append([person.id for person in people.list_people(tx)])
            assert list_recipients(tx, NOW) == []
        assert small.find("phone", "+44 20 7946 0123") == []

    _run(small, report=look)
    assert seen == [[ann]] * len(CLAUSES)


def test_people_are_served_while_drills_run(small: House) -> None:
    ann = small.someone("registered")
    small.told("fact", ann, "known-minor", False)
    small.collects(ann, {"email": ANN["email"]}, purpose="support")
    drills = threading.Thread(target=_run, args=(small,))
    drills.start()
    served = 0
    while drills.is_alive():
        assert small.gate.use(small.caller, ann, ["email"], "support").values == {"email": ANN["email"]}
        assert small.clock() == NOW
        served += 1
    drills.join()
    assert served > 5


def test_what_a_killed_run_left_goes_at_the_next(troth: House) -> None:
    troth.member(values=ANN)
    before = rows(troth.database)
    other, stage = beside(troth)
    policy = other.engine.policies[0]
    prove(stage, policy, policy.versions[-1], only=["Q05", "Q19-offers", "Q22", "Q28-network"])
    assert {"person", "ground", "recipient_state", "disclosure"} <= _left(before, troth).keys()
    lively.sweep(troth.database, troth.vault)
    assert _left(before, troth) == {}


def test_the_version_that_decides_now_is_drilled_and_none_to_come(tmp_path: Path) -> None:
    small_policy(tmp_path, *CLAUSES)
    policy = small_policy(tmp_path, *CLAUSES[:2], version="2", effective="2030-01-01")
    with House.create(tmp_path / "store", [policy], clock=DemoClock(NOW)) as troth:
        assert isinstance(troth, House)
        assert [proof.version for proof in _run(troth) or ()] == ["1"]


def test_one_run_at_a_time_and_none_before_it_is_due(small: House) -> None:
    _, stage = beside(small)
    version = small.engine.policies[0].versions[-1]
    with small.database.write() as tx:
        assert claim_turn(tx, NOW, due=NOW, given_up=NOW)
    assert run(stage, NOW) is None
    with pytest.raises(Conflict, match="running already"):
        run_now(stage, NOW, version, None, lambda *_: None)
    assert run(stage, NOW + timedelta(hours=1)) is not None  # the other was given up
    assert run(stage, NOW + 2 * timedelta(hours=1), DAY) is None


def test_a_run_that_is_stopped_leaves_nothing_and_is_due_again(small: House) -> None:
    before = rows(small.database)
    _, stage = beside(small)

    def stop(_what: str, done: int, _total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(stage, NOW, report=stop)
    assert _left(before, small) == {}
    assert run(stage, NOW, DAY) is not None


def test_what_was_found_is_kept_with_its_time(small: House) -> None:
    version = small.engine.policies[0].versions[-1]
    (proof,) = _run(small) or ()
    with small.database.read() as tx:
        found = last(tx, version.policy, version.version)
        assert last(tx, version.policy, "0") is None
    assert found is not None
    assert (found.at, found.proof) == (NOW, proof)
    assert [proven.clause for proven in found.proof.clauses] == [clause.id for clause in version.clauses]
