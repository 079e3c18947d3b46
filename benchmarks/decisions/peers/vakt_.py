"""vakt: attribute rules in Python objects."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from benchmarks.decisions.asked import Asked
from benchmarks.decisions.peers.writing import DIMENSIONS
from benchmarks.decisions.rules import ACTIONS, Rule, Test


class Vakt:
    """It cannot compare two attributes, so `notified` is worked out when its input is made."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._vakt, self._rules = import_module("vakt"), import_module("vakt.rules")
        logging.getLogger("vakt").setLevel(logging.CRITICAL)
        storage = self._vakt.MemoryStorage()
        for rule in rules:
            storage.add(self._policy(rule))
        self._guard = self._vakt.Guard(storage, self._vakt.RulesChecker())

    def _policy(self, rule: Rule) -> Any:
        parts: dict[str, list[Any]] = {}
        for name, words in DIMENSIONS[1:]:
            if (listed := getattr(rule, words)) is not None:
                parts.setdefault(name, []).append(self._rules.In(*sorted(listed)))
        for test, wanted in [(test, True) for test in rule.when] + [(test, False) for test in rule.unless]:
            name, is_so = self._test(test)
            parts.setdefault(name, []).append(is_so if wanted else self._rules.Not(is_so))
        all_of = {name: found[0] if len(found) == 1 else self._rules.And(*found) for name, found in parts.items()}
        subject = {name: all_of.pop(name) for name in ("role",) if name in all_of}
        resource = {name: all_of.pop(name) for name in ("datum",) if name in all_of}
        return self._vakt.Policy(
            rule.id,
            effect=self._vakt.ALLOW_ACCESS if rule.effect == "may" else self._vakt.DENY_ACCESS,
            actions=[self._rules.In(*sorted(rule.actions or ACTIONS))],
            subjects=[subject or self._rules.Any()],
            resources=[resource or self._rules.Any()],
            context=all_of,
        )

    def _test(self, test: Test) -> tuple[str, Any]:
        kind, value = test
        if kind in ("choice", "consent"):
            return f"{kind}s", self._rules.AnyIn(value)
        if kind == "ground":
            return kind, self._rules.Eq(value)
        if kind == "group":
            return kind, self._rules.GreaterOrEqual(value)
        return str(value).replace("-", "_") if kind == "fact" else kind, self._rules.Eq(True)

    def prepare(self, asked: Asked) -> Any:
        context = {name: value for name, value in asked.items() if name not in ("action", "datum", "role")}
        context["notified"] = asked["purpose"] in asked["notified"]
        subject, resource = {"role": asked["role"]}, {"datum": asked["datum"]}
        return self._vakt.Inquiry(action=asked["action"], resource=resource, subject=subject, context=context)

    def decide(self, ready: Any) -> bool:
        found: bool = self._guard.is_allowed(ready)
        return found
