"""Small policies and requests for the engine's tests."""

from __future__ import annotations

from typing import Any

from troth.engine import Engine, compile_policies
from troth.language import from_documents

PLACE = "lantern.example"
AT = "2014-03-01T10:00:00Z"
BEFORE = "2014-02-01T10:00:00Z"
EARLIER = "2014-01-15T10:00:00Z"
AFTER = "2014-04-01T10:00:00Z"
USE: dict[str, Any] = {"data": "email", "for": "delivery"}


def policy(*clauses: dict[str, Any], version: str = "1", effective: str = "2014-01-01", **more: Any) -> dict[str, Any]:
    """A policy document; its clauses are named c1, c2, … where they have no id."""
    named = [{"id": f"c{place}", **clause} for place, clause in enumerate(clauses, 1)]
    head = {"policy": "lantern", "version": version, "effective": effective, "properties": [PLACE]}
    return {**head, **more, "clauses": named}


def engine(*documents: dict[str, Any]) -> Engine:
    return compile_policies(from_documents(documents))


def request(**changes: Any) -> dict[str, Any]:
    """To use an email for delivery; a field given as ... is left out."""
    base = {"action": "use", "data": ["email"], "for": "delivery", "in": PLACE, "at": AT}
    fields = base | {name.rstrip("_").replace("_", "-"): value for name, value in changes.items()}
    return {name: value for name, value in fields.items() if value is not ...}


def ask(engine: Engine, **changes: Any) -> dict[str, Any]:
    return engine.ask_json(request(**changes))


def outcome(engine: Engine, **changes: Any) -> str:
    """The reason, or permit."""
    answer = ask(engine, **changes)
    return answer["reason"] or answer["answer"]


def truth(condition: Any, **changes: Any) -> bool | None:
    """What a condition is for the request, as the answers to a may that needs it show."""
    may = {"may": ["use", "disclose"], **USE, "when": condition}
    made = engine(policy(may | {"to": "recipients"} if changes.get("to") else may | {"may": "use"}))
    answer = ask(made, **changes)
    if answer["answer"] == "permit":
        return True
    return None if answer["unknown"] else False
