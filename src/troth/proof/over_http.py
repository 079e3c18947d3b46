"""Acts as HTTP requests of the API, and its answers read as an application would read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from troth.controls import Window
from troth.gate import Act, Intake
from troth.people import ground_ref, person_ref
from troth.proof.judging import Told


class Door(Window, Protocol):
    """A running API, for drills: it sends an act, with a key that has those roles, and reads the answer."""

    def act(self, roles: Iterable[str], what: Act | Intake) -> Told: ...


def message(what: Act | Intake) -> tuple[str, dict[str, Any]]:
    """The path and the body of the HTTP request for an act."""
    if isinstance(what, Intake):
        body: dict[str, Any] = {"values": dict(what.values), "source": what.source, "notice": what.notice}
        path = "/v1/collect"
    else:
        body = {"data": list(what.data), "to": what.to, "with": what.other, "channel": what.channel}
        body |= {"ground": None if what.ground is None else ground_ref(what.ground), "output": _output(what)}
        path = f"/v1/{what.action.value}"
    body |= {"person": person_ref(what.person), "for": what.purpose, "in": what.property}
    return path, {name: value for name, value in body.items() if value is not None}


def _output(act: Act) -> dict[str, Any] | None:
    if act.output is None:
        return None
    return {"aggregated": act.output.aggregated, "direct-identifiers": act.output.direct_identifiers}


def told(status: int, body: Mapping[str, Any]) -> Told:
    """What an answer tells; a refusal that holds a value anywhere is told with it."""
    values = tuple(item["value"] for item in body.get("items", ()) if isinstance(item, Mapping))
    if status == 200:
        return Told(True, "", tuple(body["clauses"]), values)
    named = tuple(clause["id"] for clause in body.get("clauses", ()))
    return Told(False, str(body.get("reason") or body["code"]), named, values or tuple(body.get("values", ())))
