"""The drills of the clauses, run against generated row security: what is permitted shows, its neighbours do not."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.build import policy
from tests.postgres import PostgresServer
from tests.warehouse.drills import Drilled, Drilling
from tests.warehouse.test_row_security import Secured
from troth.engine import compile_policies
from troth.language import from_documents, load_policies

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "lantern-market"


@pytest.fixture
def drilling(postgres_server: PostgresServer) -> Iterator[Drilling]:
    name = f"drilled_{secrets.token_hex(4)}"
    table, policies = Secured(postgres_server.create(name)), load_policies([EXAMPLE])
    yield Drilling(table, compile_policies(policies), policies[0].versions[-1])
    table.close()
    postgres_server.drop(name)


def failed(drills: Iterator[Drilled]) -> list[str]:
    return [f"{each.clause}: {each.plan.name}" for each in drills if not each.passed]


def test_every_clause_keeps_its_drills(drilling: Drilling) -> None:
    clauses = [clause.id for clause in drilling.version.clauses if clause.scope is not None]
    planned = sorted(drilling.planned(clauses), key=lambda each: (each[1].cell.datum, each[1].cell.property))
    found = list(drilling.run(planned))
    assert failed(iter(found)) == []
    assert min(sum(each.shown for each in found), sum(not each.shown for each in found)) > 50


CROSSED = policy(
    {"may": "use", "data": "contact", "for": "marketing", "when": ["registered"]},
    {"never": "use", "data": "email", "for": "direct-marketing", "unless": ["consent", "customer"]},
)


def test_a_dropped_never_is_noticed(drilling: Drilling) -> None:
    policies = from_documents([CROSSED])
    crossed = Drilling(drilling.table, compile_policies(policies), policies[0].versions[0])
    planned = crossed.planned(["c1", "c2"])
    assert failed(crossed.run(planned)) == []
    assert any("c2" in each for each in failed(crossed.run(planned, 'DROP POLICY IF EXISTS "c2" ON drilled')))


def test_a_null_that_shows_is_noticed(drilling: Drilling) -> None:
    planned = [each for each in drilling.planned(["Q18"]) if each[1].cell.datum == "email"]
    known = """coalesce("fact adult", true) AND coalesce("choice partner-offers", true)"""
    spoilt = f'DROP POLICY "troth: each datum 1" ON drilled; ALTER POLICY "Q18" ON drilled USING ({known})'
    assert failed(drilling.run(planned)) == []
    assert any("not known" in each for each in failed(drilling.run(planned, spoilt)))


def test_who_says_nothing_sees_nothing(drilling: Drilling) -> None:
    drilling.secure("email", "lantern.example")
    with drilling.connection.transaction(force_rollback=True):
        drilling.connection.execute("INSERT INTO drilled (id, version) VALUES (1, '2014-01')")
        drilling.connection.execute("SET LOCAL ROLE reader")
        for purpose in ("", "no-such-purpose"):
            drilling.connection.execute("SELECT set_config('troth.purpose', %s, true)", (purpose,))
            assert drilling.connection.execute("SELECT id FROM drilled").fetchall() == []
        drilling.connection.execute("SELECT set_config('troth.purpose', 'support', true)")
        assert drilling.connection.execute("SELECT id FROM drilled").fetchall() == [(1,)]
