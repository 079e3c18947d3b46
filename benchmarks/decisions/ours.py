"""The example as a policy of troth, and its requests as troth gets them (SPEC 10)."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from benchmarks.decisions.asked import NOBODY, Asked
from benchmarks.decisions.rules import DATA, FACTS, PURPOSES, TOPICS, Rule, Test, copied
from troth.engine import Cell, Engine, Facts, Request, compile_policies
from troth.language import load_policies

PROPERTY = "shop.example"
AT = datetime(2026, 3, 1, 10, tzinfo=UTC)
_EARLIER = "2026-01-15T09:30:00Z"
_ACTIONS = ["collect", "use", "disclose", "publish", "link"]


def engine(rules: Sequence[Rule]) -> Engine:
    """The rules written as clauses, read and compiled."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "policy.md").write_text("# An example\n\nWhat we do with your data.\n", encoding="utf-8")
        (Path(folder) / "policy.yaml").write_text(yaml.safe_dump(document(rules), sort_keys=False), encoding="utf-8")
        return compile_policies(load_policies([Path(folder)]))


def document(rules: Sequence[Rule]) -> dict[str, Any]:
    copies = {int(copy) for _, _, copy in (rule.id.partition("-") for rule in rules) if copy}
    return {
        "policy": "example",
        "version": "1",
        "effective": "2026-01-01",
        "text": "policy.md",
        "controller": {"name": "Example Ltd"},
        "properties": [PROPERTY],
        "terms": {"data": {copied(datum, copy): None for copy in sorted(copies) for datum in DATA}},
        "clauses": [clause(rule) for rule in rules],
    }


def clause(rule: Rule) -> dict[str, Any]:
    """A rule as a clause. A test that must hold for a `never` to bite becomes an `unless: not`."""
    may = rule.effect == "may"
    scope = {
        rule.effect: sorted(rule.actions or _ACTIONS),
        "data": sorted(rule.data) if rule.data else None,
        "for": sorted(rule.purposes or PURPOSES) if may else rule.purposes and sorted(rule.purposes),
        "to": sorted(rule.recipients) if rule.recipients else None,
    }
    when = [*map(condition, rule.when), *_roles(rule)] if may else []
    held_back = [{"not": one} for one in (*map(condition, rule.when), *_roles(rule))] if not may else []
    held_back += map(condition, rule.unless)
    told = {"id": rule.id, **scope, "when": when, "unless": held_back}
    return {name: value for name, value in told.items() if value}


def _roles(rule: Rule) -> list[Any]:
    listed = [{"role": role} for role in sorted(rule.roles or ())]
    return [{"any": listed}] if len(listed) > 1 else listed


def condition(test: Test) -> Any:
    kind, value = test
    if kind in ("consent", "notified", "agreement"):
        return kind
    return value if kind == "fact" else {"aggregated" if kind == "group" else kind: value}


def as_json(asked: Asked) -> dict[str, Any]:
    """The same request with the records that its flags stand for. A flag that is missing is left out."""
    to = None if asked["recipient"] == NOBODY else asked["recipient"]
    agreement = asked.get("agreement")
    raw = {
        "action": asked["action"],
        "data": [asked["datum"]],
        "for": asked["purpose"],
        "to": to,
        "in": PROPERTY,
        "at": "2026-03-01T10:00:00Z",
        "roles": [asked["role"]],
        "datum": {"version": "1", "notified": asked.get("notified")},
        "person": _person(asked),
        "recipient": None if agreement is None else {"agreement": {"from": _EARLIER} if agreement else None},
        "ground": _ground(asked),
        "output": {"aggregated": asked["group"], "direct-identifiers": False} if "group" in asked else None,
    }
    return {name: value for name, value in raw.items() if value is not None}


def _person(asked: Asked) -> dict[str, Any]:
    told: dict[str, Any] = {name: asked.get(name.replace("-", "_")) for name in FACTS}
    if "choices" in asked:
        yes = asked["choices"]
        told["choices"] = [
            {"topic": topic, "value": "yes" if topic in yes else "no", "at": _EARLIER} for topic in TOPICS
        ]
    if "consents" in asked:
        told["consents"] = [_consent(purpose) for purpose in asked["consents"]]
    return told


def _consent(purpose: str) -> dict[str, Any]:
    scope = {"actions": _ACTIONS, "data": ["data"], "for": [purpose], "to": ["recipients"]}
    return scope | {"explicit": True, "given": _EARLIER}


def _ground(asked: Asked) -> dict[str, Any] | None:
    if asked.get("ground", "none") == "none":
        return None
    covers = {"person": True, "data": ["data"], "to": ["recipients"]}
    return {"kind": asked["ground"], "from": _EARLIER, "covers": covers}


def prepared(engine: Engine, request: Request) -> tuple[Cell, Facts]:
    """The cell that is asked about, and the facts made ready."""
    version = engine.version_at(request.property, request.at)
    assert version is not None
    what = request.action, request.data[0], request.purpose, request.property
    return engine.cell(version, *what, to=request.to, source=request.datum.source), facts(engine, request)


def facts(engine: Engine, request: Request) -> Facts:
    return engine.prepare(
        request.at,
        roles=request.roles,
        datum=request.datum,
        person=request.person,
        recipient=request.recipient,
        ground=request.ground,
        output=request.output,
    )
