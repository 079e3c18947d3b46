"""Staff look at what a person wrote, and that leaves an entry: who looked at which case, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from troth import people
from troth.cases.asked import Asked
from troth.cases.cases import Cases, number_of
from troth.cases.model import Case, Step
from troth.db import Connection
from troth.gate import Caller
from troth.gate.teller import drill_mark
from troth.ledger import Entry, id_text

ACT: Final = "case-look"


@dataclass(frozen=True, slots=True)
class Seen:
    """What was asked for, and the steps, each with what was written at it. `entry`: None when nothing was sealed."""

    asked: Asked = field(repr=False)
    steps: tuple[tuple[Step, str], ...] = field(repr=False)
    entry: str | None


def look(cases: Cases, tx: Connection, caller: Caller, case: Case) -> Seen:
    """Opens what is sealed in a case, for who works on it. SealBroken when it was altered."""
    asked, steps = cases.asked(tx, case), tuple(cases.steps(tx, case))
    if case.asked is None and not any(words for _, words in steps):
        return Seen(asked, steps, None)
    details: dict[str, object] = {"case": number_of(case), "kind": case.kind, "actor": caller.id}
    details |= drill_mark(people.get_person(tx, case.person))
    entry = Entry(ACT, cases.parts.clock(), case.person, details)
    return Seen(asked, steps, id_text(cases.parts.ledger.append(tx, entry)))
