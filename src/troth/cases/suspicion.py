"""Somebody else may have been in: everything that opens the person's data is shut, and somebody looks into it."""

from __future__ import annotations

from troth.cases.asked import Asked
from troth.cases.cases import Cases
from troth.cases.model import Case, Level, Way
from troth.cases.parts import Result
from troth.db import Connection
from troth.gate import Caller
from troth.ledger import Entry
from troth.people.sign_in import end_sessions
from troth.vault import Kind

URGENT = "urgent"


def suspect(
    tx: Connection,
    cases: Cases,
    caller: Caller,
    person: int,
    *,
    via: Way,
    level: Level = Level.NOBODY,
    words: str = "",
) -> Case:
    """Ends every session and link of the person, and opens a case that staff see as urgent. NotFound.

    Passwords and PINs that we keep open nothing from now on: the person sets new ones. They get the letter of a case,
    and so learn of it when it was not they who said so.
    """
    vault = cases.parts.vault
    case = cases.open(tx, caller, person, "security-report", Asked(text=words), via=via, level=level)
    ended = end_sessions(tx, person)
    shut = [item.id for item in vault.items(tx, person) if item.kind is Kind.CREDENTIAL]
    vault.delete_items(tx, person, shut)
    details = {"ended": ended, "credentials": len(shut), "actor": caller.id}
    cases.parts.ledger.append(tx, Entry("suspicion", cases.parts.clock(), person, details))
    return cases.carried_out(tx, caller, case, Result("handed", URGENT, told=True))
