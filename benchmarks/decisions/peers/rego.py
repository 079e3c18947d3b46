"""Rego on regorus: `allow` if a may matches and no never does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

from benchmarks.decisions.asked import Asked
from benchmarks.decisions.peers.writing import Writer, listed, quoted
from benchmarks.decisions.rules import Rule

_HEAD = """package privacy
import rego.v1
default allow := false
allow if { permitted; not denied }
"""
_ENTRY = "data.privacy.allow"


class _Rego(Writer):
    def field(self, name: str) -> str:
        return f"input.{name}"

    def among(self, name: str, words: Iterable[str]) -> str:
        words = list(words)
        field = self.field(name)
        return f"{field} == {quoted(words[0])}" if len(words) == 1 else f"{field} in {{{listed(words)}}}"

    def holds(self, name: str, what: str) -> str:
        return f"{what} in {self.field(name)}"

    def negated(self, expression: str) -> str:
        return f"not {expression}"


def policy(rules: Sequence[Rule]) -> str:
    return _HEAD + "".join(map(_written, rules))


def _written(rule: Rule) -> str:
    writer = _Rego()
    body = "; ".join([*writer.scope(rule), *writer.tests(rule)])
    return f"{'permitted' if rule.effect == 'may' else 'denied'} if {{ {body} }}\n"


class Regorus:
    def __init__(self, rules: Sequence[Rule]) -> None:
        regorus = import_module("regorus")
        program = regorus.Program.compile_from_modules("{}", [("privacy.rego", policy(rules))], [_ENTRY])
        self._machine = regorus.Rvm()
        self._machine.load_program(program)

    def prepare(self, asked: Asked) -> Any:
        return json.dumps(asked)

    def decide(self, ready: Any) -> bool:
        self._machine.set_input_json(ready)
        found: str = self._machine.execute()
        return found == "true"
