"""pycasbin: the dimensions are columns of its policies; the tests a Python function a rule, made by us.

Its own way, `eval()` of a text a rule, takes ten times as long, so this is the kinder reading.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from benchmarks.decisions.asked import Asked
from benchmarks.decisions.rules import Rule, Test

_MODEL = """
[request_definition]
r = action, datum, purpose, recipient, role, facts

[policy_definition]
p = id, action, datum, purpose, recipient, role, eft

[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))

[matchers]
m = among(r.action, p.action) && among(r.datum, p.datum) && among(r.purpose, p.purpose) && \
among(r.recipient, p.recipient) && among(r.role, p.role) && holds(p.id, r.facts)
"""


class Casbin:
    def __init__(self, rules: Sequence[Rule]) -> None:
        casbin = import_module("casbin")
        logging.getLogger("casbin").setLevel(logging.ERROR)
        model = casbin.Model()
        model.load_model_from_text(_MODEL)
        self._enforcer = casbin.Enforcer(model)
        self._rules = {rule.id: rule for rule in rules}
        self._sets: dict[str, frozenset[str]] = {}
        self._enforcer.add_function("among", self._among)
        self._enforcer.add_function("holds", self._holds)
        for rule in rules:
            sets = (rule.actions, rule.data, rule.purposes, rule.recipients, rule.roles)
            columns = ["|".join(sorted(words)) if words else "*" for words in sets]
            self._enforcer.add_policy(rule.id, *columns, "allow" if rule.effect == "may" else "deny")

    def _among(self, word: str, column: str) -> bool:
        if column == "*":
            return True
        if column not in self._sets:
            self._sets[column] = frozenset(column.split("|"))
        return word in self._sets[column]

    def _holds(self, name: str, asked: Asked) -> bool:
        rule = self._rules[name]
        return all(_true(test, asked) for test in rule.when) and not any(_true(test, asked) for test in rule.unless)

    def prepare(self, asked: Asked) -> Any:
        return (*(asked[name] for name in ("action", "datum", "purpose", "recipient", "role")), asked)

    def decide(self, ready: Any) -> bool:
        found: bool = self._enforcer.enforce(*ready)
        return found


def _true(test: Test, asked: Asked) -> bool:
    kind, value = test
    if kind in ("choice", "consent"):
        return value in asked[f"{kind}s"]
    if kind == "notified":
        return asked["purpose"] in asked["notified"]
    if kind == "group":
        return bool(asked["group"] >= value)
    return bool(asked["ground"] == value if kind == "ground" else asked[str(value).replace("-", "_")])
