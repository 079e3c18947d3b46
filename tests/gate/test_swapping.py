"""The policies may be swapped while acts are under way; each act keeps to the ones it began with."""

from __future__ import annotations

import pytest

from tests.gate.house import House
from troth.engine import compile_policies
from troth.gate import Act
from troth.language import Action, from_documents

SILENT = {"policy": "p", "version": "1", "effective": "2000-01-01", "clauses": []}


def test_an_act_ends_with_the_policies_it_began_with(troth: House, monkeypatch: pytest.MonkeyPatch) -> None:
    gate, person = troth.gate, troth.member()
    silent = compile_policies(from_documents([SILENT]))
    settle = gate._settle

    def swap_after(*arguments: object) -> object:
        settled = settle(*arguments)  # type: ignore[arg-type]
        gate.engine = silent
        return settled

    monkeypatch.setattr(gate, "_settle", swap_after)
    with troth.database.write() as tx:
        outcome = gate.perform(tx, troth.caller, Act(Action.USE, person, ("email",), "account-management"))
    assert outcome.refusal is None
    assert outcome.answer.version == "2014-01"
