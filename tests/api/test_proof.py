"""GET /v1/proof: the newest run of each version, with its drills when they are asked for."""

from __future__ import annotations

import httpx

from tests.api.house import Served
from troth.controls import Drilled
from troth.proof import Proof, Proven, store


def _get(served: Served, **asked: str) -> httpx.Response:
    key = {"Authorization": f"Bearer {served.key()}"}
    return httpx.get(f"{served.url}/v1/proof", params=asked, headers=key)


def test_the_newest_run_is_told_clause_by_clause(served: Served) -> None:
    at = served.troth.clock()
    drill = Drilled("tries it", False, "it was permitted, and should not have been", at, ("00000000000000aa",))
    proof = Proof(
        "lantern-market", "2014-01", (Proven("Q05", "broken", None, (drill,)), Proven("Q01", "said", None, ()))
    )
    with served.troth.database.write() as tx:
        store.insert_run(tx, proof, at)
    (run,) = _get(served, policy="lantern-market").json()["items"]
    assert (run["version"], run["summary"]) == ("2014-01", {"broken": 1, "said": 1})
    assert run["clauses"] == [
        {"id": "Q05", "status": "broken", "control": None},
        {"id": "Q01", "status": "said", "control": None},
    ]
    (run,) = _get(served, drills="true").json()["items"]
    (told,) = run["clauses"][0]["drills"]
    assert (told["name"], told["passed"], told["entries"]) == ("tries it", False, ["00000000000000aa"])
    assert _get(served, policy="nobody").json()["items"] == []


def test_it_needs_the_scope_read(served: Served) -> None:
    answer = httpx.get(f"{served.url}/v1/proof", headers={"Authorization": f"Bearer {served.key('use')}"})
    assert answer.status_code == 403
