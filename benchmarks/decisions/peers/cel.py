"""CEL: the whole policy is one expression, `!(a never) && (a may)`; or one for each cell, sliced by us."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

from benchmarks.decisions.asked import SCOPE, Asked
from benchmarks.decisions.peers.writing import DIMENSIONS, Writer, listed, quoted
from benchmarks.decisions.rules import FACTS, Rule


class _Cel(Writer):
    def field(self, name: str) -> str:
        return name

    def among(self, name: str, words: Iterable[str]) -> str:
        words = list(words)
        return f"{name} == {quoted(words[0])}" if len(words) == 1 else f"{name} in [{listed(words)}]"

    def holds(self, name: str, what: str) -> str:
        return f"{what} in {name}"


def _any(rules: Iterable[Rule], *, scoped: bool) -> str:
    writer = _Cel()
    parts = ([*(writer.scope(rule) if scoped else ()), *writer.tests(rule)] for rule in rules)
    return " || ".join(f"({' && '.join(part) or 'true'})" for part in parts) or "false"


def policy(rules: Sequence[Rule], *, scoped: bool = True) -> str:
    never = _any((rule for rule in rules if rule.effect == "never"), scoped=scoped)
    may = _any((rule for rule in rules if rule.effect == "may"), scoped=scoped)
    return f"!({never}) && ({may})"


class Rust:
    def __init__(self, rules: Sequence[Rule]) -> None:
        self._program = import_module("cel").compile(policy(rules))

    def prepare(self, asked: Asked) -> Any:
        return asked

    def decide(self, ready: Any) -> bool:
        found: bool = self._program.execute(ready)
        return found


def _environment() -> Any:
    cel = import_module("cel_expr_python.cel")
    of = cel.Type
    words = dict.fromkeys((*SCOPE, "ground"), of.STRING)
    flags = dict.fromkeys((*(name.replace("-", "_") for name in FACTS), "agreement"), of.BOOL)
    lists = dict.fromkeys(("choices", "consents", "notified"), of.List(of.STRING))
    return cel.NewEnv(variables={**words, **flags, **lists, "group": of.INT})


def _truth(value: Any) -> bool:
    if value is True or value is False:
        return bool(value)
    raise ValueError(str(value))  # an error comes back as a value, and would count as true


class Cpp:
    def __init__(self, rules: Sequence[Rule]) -> None:
        self._program = _environment().compile(policy(rules))

    def prepare(self, asked: Asked) -> Any:
        return asked

    def decide(self, ready: Any) -> bool:
        return _truth(self._program.eval(data=ready).value())


class Sliced:
    """The best that can be made of it: an index like ours picks the rules, so that only their tests are evaluated."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._environment = _environment()
        self._cells: dict[tuple[str, ...], Any] = {}
        self._programs: dict[str, Any] = {}

    def prepare(self, asked: Asked) -> Any:
        return tuple(asked[name] for name in SCOPE), asked

    def decide(self, ready: Any) -> bool:
        cell, asked = ready
        try:
            program = self._cells[cell]
        except KeyError:
            program = self._cells[cell] = self._program(cell)
        return program is not None and _truth(program.eval(data=asked).value())

    def _program(self, cell: tuple[str, ...]) -> Any:
        named = dict(zip(SCOPE, cell, strict=True))
        here = [rule for rule in self._rules if _speaks_of(rule, named)]
        if not any(rule.effect == "may" for rule in here):
            return None
        text = policy(here, scoped=False)
        if text not in self._programs:
            self._programs[text] = self._environment.compile(text)
        return self._programs[text]


def _speaks_of(rule: Rule, named: dict[str, str]) -> bool:
    sets = ((getattr(rule, words), named[name]) for name, words in DIMENSIONS)
    return all(words is None or word in words for words, word in sets)
