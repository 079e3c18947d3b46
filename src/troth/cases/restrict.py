"""Restrict and object: the data stay, and every use that is covered is refused from that moment (GDPR Art. 18, 21)."""

from __future__ import annotations

from troth.cases.asked import Asked
from troth.cases.model import Case
from troth.cases.parts import CLERK, Parts, Result
from troth.db import Connection


def restrict(parts: Parts, tx: Connection, case: Case, asked: Asked) -> Result:
    """No use of these data for these purposes; of all data, for every purpose, where none are named."""
    return _refused(parts, tx, case, asked)


def object_to(parts: Parts, tx: Connection, case: Case, asked: Asked) -> Result:
    """No use for these purposes. To object one says to what: without a purpose staff have to ask."""
    return _refused(parts, tx, case, asked) if asked.purposes else Result("handed", "need_details")


def _refused(parts: Parts, tx: Connection, case: Case, asked: Asked) -> Result:
    data, purposes = asked.data or None, asked.purposes or None
    event = parts.tell.restrict(tx, CLERK, case.person, data=data, purposes=purposes, via=case.via)
    return Result("done", details={"event": event, "data": list(asked.data), "purposes": list(asked.purposes)})
