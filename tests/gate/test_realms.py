"""Realms: invented and real people never share a store; drill people are in no list."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate.house import ANN, EXAMPLE, House, rows
from troth.errors import Conflict
from troth.ledger import HOUSE
from troth.people import get_person, list_people


def test_a_live_store_takes_no_demo_person(troth: House) -> None:
    before = rows(troth.database)
    with pytest.raises(Conflict, match="of the realm live"):
        troth.told("person", realm="demo")
    assert rows(troth.database) == before


def test_a_demo_store_takes_no_live_person_and_makes_demo_ones(tmp_path: Path) -> None:
    with House.create(tmp_path / "demo", [EXAMPLE], realm="demo") as troth:
        assert isinstance(troth, House)
        with pytest.raises(Conflict, match="of the realm demo"):
            troth.told("person", realm="live")
        ann = troth.someone()
        with troth.database.read() as tx:
            assert get_person(tx, ann).realm == "demo"


def test_a_drill_person_is_in_no_list_of_people(troth: House) -> None:
    ann, drill = troth.someone(), troth.someone(realm="drill")
    with troth.database.read() as tx:
        assert [person.id for person in list_people(tx)] == [ann]
        assert get_person(tx, drill).realm == "drill"


def test_what_happens_to_a_drill_person_is_under_no_clause(troth: House) -> None:
    drill = troth.someone("registered", realm="drill")
    troth.collects(drill, ANN, notice="sign-up")
    troth.told("choose", drill, "newsletters", "yes")
    troth.gate.use(troth.caller, drill, ["email"], "newsletters")
    troth.gate.disclose(troth.caller, drill, ["email"], "service-notice", "inkwell")
    troth.ledger.integrate()
    with troth.database.read() as tx:
        for clause in ("Q05", "Q15", "Q21-newsletters", "Q19-notices"):
            assert troth.ledger.recent(tx, "lantern-market", clause) == []
    acts = {entry.act: entry.details.get("drill") for entry in troth.entries(drill)}
    assert acts == dict.fromkeys(("person", "fact", "collect", "choice", "use", "disclose"), True)


def test_what_happens_to_a_person_is_under_the_clauses_that_decided(troth: House) -> None:
    ann = troth.member()
    troth.told("choose", ann, "newsletters", "yes")
    troth.gate.use(troth.caller, ann, ["email"], "newsletters")
    troth.ledger.integrate()
    with troth.database.read() as tx:
        for clause, act in (("Q05", "collect"), ("Q15", "use"), ("Q21-newsletters", "choice")):
            (found,) = troth.ledger.recent(tx, "lantern-market", clause)
            assert found.entry is not None
            assert (found.entry.act, found.entry.person) == (act, ann)


def test_the_house_is_nobody(troth: House) -> None:
    with troth.database.read() as tx:
        assert HOUSE not in [person.id for person in list_people(tx, realms=("live", "demo", "drill"))]
