"""The same acts as HTTP requests to a real server, judged by its answer and by what the store then holds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.gate.house import House, rows, small_policy
from tests.proof.small import stage
from troth.api.drilling import HttpDoor
from troth.app.demo.clock import DemoClock
from troth.language import Action, Version
from troth.proof import prove, told
from troth.proof.acting import drill_clause, time_of
from troth.proof.judging import Told
from troth.proof.over_http import Door
from troth.review.cells import Cells


@pytest.mark.parametrize("action", Action)
def test_each_action_is_permitted_and_refused_over_http(troth: House, version: Version, action: Action) -> None:
    links = (c.id for c in version.clauses if c.scope and c.scope.actions == (action,) and c.modality == "may")
    clause, at = version.clause(next(links)), time_of(version, None)
    with HttpDoor(troth) as door:
        found = drill_clause(stage(troth), version, clause, Cells([version]), at, door)
    sent = [drill for drill in found if drill.name.startswith("over HTTP: ")]
    assert len(sent) == 2
    assert [(drill.name, drill.detail) for drill in sent if not drill.passed] == []


def test_the_keys_for_drills_are_gone_afterwards(troth: House, version: Version) -> None:
    before = rows(troth.database)["account"]
    with HttpDoor(troth) as door:
        drill_clause(stage(troth), version, version.clause("Q18"), Cells([version]), time_of(version, None), door)
        assert rows(troth.database)["account"] > before
    assert rows(troth.database)["account"] == before


class Leaky:
    """A door that answers a refusal with the value all the same."""

    def __init__(self, inner: Door) -> None:
        self._inner = inner

    def act(self, roles: set[str], what: object) -> Told:
        found = self._inner.act(roles, what)  # type: ignore[arg-type]
        return Told(found.permitted, found.reason, found.clauses, found.values or ("drill value",))


def test_an_answer_that_holds_a_value_besides_its_refusal_is_found(tmp_path: Path) -> None:
    policy = small_policy(tmp_path, "may: use, data: order, for: delivery, when: [adult]")
    with House.create(tmp_path / "store", [policy], clock=DemoClock(datetime(2014, 6, 1, tzinfo=UTC))) as troth:
        assert isinstance(troth, House)
        with HttpDoor(troth) as door:
            found = troth.engine.policies[0]
            proof = prove(stage(troth), found, found.versions[-1], door=Leaky(door))  # type: ignore[arg-type]
    (clause,) = proof.clauses
    assert clause.status == "broken"
    assert "it was refused, and a value came out all the same" in {drill.detail for drill in clause.drills}


def test_an_answer_is_read_as_an_application_reads_it() -> None:
    refused = told(403, {"code": "refused", "reason": "unmet", "clauses": [{"id": "c1"}]})
    assert refused == Told(False, "unmet", ("c1",), ())
    assert told(409, {"code": "beyond-register", "clauses": []}).reason == "beyond-register"
