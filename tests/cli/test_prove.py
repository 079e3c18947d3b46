"""prove, as typed in a shell: a table for people, the documented JSON for programs, and an exit code."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.commands import EXAMPLE, troth
from tests.gate.house import small_policy

KEPT = "may: use, data: order, for: delivery"


def test_the_example_is_proved_clause_by_clause() -> None:
    ran = troth("prove", EXAMPLE, "--json", "--version", "2014-01", within=300)
    proof = json.loads(ran.out)
    assert set(proof) == {"policy", "version", "clauses", "summary"}
    assert (proof["policy"], proof["version"]) == ("lantern-market", "2014-01")
    assert all(set(clause) == {"id", "status", "control", "drills"} for clause in proof["clauses"])
    assert all(set(drill) == {"name", "passed", "detail"} for clause in proof["clauses"] for drill in clause["drills"])
    assert sum(proof["summary"].values()) == len(proof["clauses"])
    broken = [clause["id"] for clause in proof["clauses"] if clause["status"] == "broken"]
    assert broken == []
    assert ran.code == (1 if {"unproven", "lapsed"} & set(proof["summary"]) else 0)


def test_a_table_says_what_became_of_each_clause(tmp_path: Path) -> None:
    ran = troth("prove", small_policy(tmp_path, KEPT, "says: about"))
    assert ran.code == 0, ran.err
    assert "kept" in ran.out
    assert "small@1: 1 kept, 1 said;" in ran.out


def test_a_promise_without_a_drill_is_unproven_and_the_exit_code_says_so(tmp_path: Path) -> None:
    forbidden = "never: use, data: data"
    ran = troth("prove", small_policy(tmp_path, KEPT, forbidden))
    assert ran.code == 1
    assert "1 unproven" in ran.out


def test_a_version_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    ran = troth("prove", small_policy(tmp_path, KEPT), "--version", "7")
    assert ran.code == 3
    assert "it has: 1" in ran.err


def test_a_deployment_is_drilled_in_its_own_store(tmp_path: Path) -> None:
    policy, store = small_policy(tmp_path, KEPT), tmp_path / "store"
    assert troth("new", store, "--policy", policy).code == 0
    ran = troth("prove", policy, "--store", store, "--json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["summary"] == {"kept": 1}
    assert json.loads(troth("ledger", "verify", "--store", store, "--json").out)["sound"] is True


def test_a_policy_that_does_not_decide_there_is_an_error(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert troth("new", store, "--policy", small_policy(tmp_path, KEPT)).code == 0
    ran = troth("prove", EXAMPLE, "--store", store)
    assert ran.code == 3
    assert "does not decide there" in ran.err
