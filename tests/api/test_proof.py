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


def test_it_goes_on_where_the_page_before_ended(on_each: Served) -> None:
    at, versions = on_each.troth.clock(), [("a", "2"), ("b", "1"), ("b", "2"), ("c", "1")]
    with on_each.troth.database.write() as tx:
        for policy, version in versions:
            store.insert_run(tx, Proof(policy, version, (Proven("Q01", "said", None, ()),)), at)
    seen, asked = list[tuple[str, str]](), {"limit": "3"}
    while asked:
        told = _get(on_each, **asked).json()
        seen += [(run["policy"], run["version"]) for run in told["items"]]
        asked = {"limit": "3", "after": told["next"]} if told["next"] else {}
    assert seen == versions
    assert [run["version"] for run in _get(on_each, policy="b").json()["items"]] == ["1", "2"]
    assert _get(on_each, after="x").status_code == 422


def test_the_client_goes_through_all_pages(on_each: Served) -> None:
    at = on_each.troth.clock()
    with on_each.troth.database.write() as tx:
        for number in range(60):
            store.insert_run(tx, Proof("a", f"{number:02}", (Proven("Q01", "said", None, ()),)), at)
    with on_each.client("read") as client:
        assert [run["version"] for run in client.proven("a")] == [f"{number:02}" for number in range(60)]


def test_it_needs_the_scope_read(served: Served) -> None:
    answer = httpx.get(f"{served.url}/v1/proof", headers={"Authorization": f"Bearer {served.key('use')}"})
    assert answer.status_code == 403
