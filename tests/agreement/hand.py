"""Policies and requests written by hand, for the tests of the reference evaluator."""

from __future__ import annotations

from typing import Any

import spec

Document = dict[str, Any]
TERMS = spec.builtin_terms()
AT = "2014-03-01T10:00:00Z"
BEFORE, AFTER = "2014-03-01T09:59:59Z", "2014-03-01T10:00:01Z"
OWN = {
    "data": {"member-pin": {"is": "credential"}},
    "purposes": {"newsletters": {"is": "direct-marketing", "topic": "newsletters"}, "club": None},
    "recipients": {"couriers": {"is": "processor"}, "police": {"is": "law-enforcement"}},
}


def version(*clauses: Document, **fields: Any) -> Document:
    """A version of a policy for lantern.example; its clauses are c1, c2 … unless they say otherwise."""
    numbered = [{"id": f"c{number}", **clause} for number, clause in enumerate(clauses, 1)]
    document = {"policy": "lantern", "version": "1", "effective": "2014-01-01", "terms": OWN}
    return {**document, "properties": ["lantern.example"], "clauses": numbered, **fields}


def may(action: Any = "use", data: Any = "email", purpose: Any = "delivery", **more: Any) -> Document:
    """A permission."""
    return {"may": action, "data": data, "for": purpose, **more}


def request(**fields: Any) -> Document:
    """A request to use an e-mail address for a delivery; `purpose` and `place` stand for `for` and `in`."""
    made = {"action": "use", "data": ["email"], "for": "delivery", "in": "lantern.example", "at": AT}
    names = {"purpose": "for", "place": "in", "with_": "with"}
    return {**made, **{names.get(name, name): value for name, value in fields.items()}}


def ask(*documents: Document, **fields: Any) -> Document:
    """The reference's answer."""
    return spec.ask(spec.policies(documents, TERMS), request(**fields))


def reason(*documents: Document, **fields: Any) -> str | None:
    """The reason of a refusal, None of a permit."""
    found: str | None = ask(*documents, **fields)["reason"]
    return found


def truth(condition: Any, *duties: Document, **fields: Any) -> bool | None:
    """Whether a condition holds for a request; None if it is unknown. Seen from outside, in answers."""
    permission = may(["use", "disclose", "publish"], "data", "purposes", to="recipients", when=condition)
    open_to_all = may(["use", "disclose", "publish"], "data", "purposes", when=condition)
    document = version(permission if fields.get("to") else open_to_all, *({"must": duty} for duty in duties))
    answer = ask(document, **fields)
    return True if answer["reason"] is None else None if answer["unknown"] else False
