"""Step 10: what an act leaves in the ledger. Terms, ids and clauses; never a value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from troth.engine import Answer
from troth.errors import Refused, TrothError
from troth.gate.gathering import Gathered
from troth.gate.intake import Ready
from troth.gate.model import Act, Caller
from troth.language import Action
from troth.ledger import Entry

Details = dict[str, Any]


def of_act(act: Act, found: Gathered) -> Details:
    """What was asked: the data as expanded, purpose, recipient, property, ground."""
    data = sorted({datum for request in found.requests for datum in request.data})
    details = {
        "person": act.person,
        "action": act.action.value,
        "data": data,
        "purpose": act.purpose,
        "recipient": act.to,
        "with": act.other,
        "property": act.property,
        "ground": None if act.ground is None else f"{act.ground:016x}",
        "drill": found.drill or None,
    }
    return {name: value for name, value in details.items() if value is not None}


def handed_out(act: Act, found: Gathered) -> Details:
    """For a permitted disclosure the data that went out, where they are not just those that were asked for."""
    fields = sorted({item.category for item in found.items})
    asked = sorted({datum for request in found.requests for datum in request.data})
    return {"fields": fields} if act.action is Action.DISCLOSE and fields != asked else {}


def of_intake(ready: Ready) -> Details:
    """What was to be collected: terms, purpose, source, notice, property."""
    details = {
        "person": ready.what.person,
        "action": "collect",
        "data": sorted(ready.what.values),
        "purpose": ready.request.purpose,
        "source": ready.what.source,
        "notice": ready.what.notice,
        "property": ready.what.property,
        "drill": ready.drill or None,
    }
    return {name: value for name, value in details.items() if value is not None}


def permitted(act: str, person: int, caller: Caller, details: Mapping[str, Any], answer: Answer, at: datetime) -> Entry:
    return _entry(act, person, caller, details, answer, at)


def refused(caller: Caller, details: Mapping[str, Any], answer: Answer, refusal: TrothError, at: datetime) -> Entry:
    reason = answer.reason.value if isinstance(refusal, Refused) and answer.reason else refusal.code
    return _entry("refuse", details["person"], caller, {**details, "reason": reason}, answer, at)


def _entry(act: str, person: int, caller: Caller, details: Mapping[str, Any], answer: Answer, at: datetime) -> Entry:
    told = {name: value for name, value in details.items() if name != "person"}
    decided = {"policy": answer.policy, "version": answer.version, "clauses": list(answer.clauses)}
    told |= {name: value for name, value in decided.items() if value is not None}
    return Entry(act, at, person, told | {"actor": caller.id})
