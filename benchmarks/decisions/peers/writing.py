"""Rules written in the languages of others. They differ in how a field, a set and a negation look, and little else."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator

from benchmarks.decisions.rules import Rule, Test

DIMENSIONS = (
    ("action", "actions"),
    ("datum", "data"),
    ("purpose", "purposes"),
    ("recipient", "recipients"),
    ("role", "roles"),
)


class Writer(ABC):
    """What a language needs to say. Expressions are as in C unless it overrides."""

    @abstractmethod
    def field(self, name: str) -> str: ...

    @abstractmethod
    def among(self, name: str, words: Iterable[str]) -> str:
        """That the field is one of the words."""

    @abstractmethod
    def holds(self, name: str, what: str) -> str:
        """That the list in the field has what the expression says."""

    def negated(self, expression: str) -> str:
        return f"!({expression})"

    def test(self, test: Test) -> str:
        kind, value = test
        if kind == "fact":
            return self.field(str(value).replace("-", "_"))
        if kind in ("choice", "consent"):
            return self.holds(f"{kind}s", quoted(str(value)))
        if kind == "notified":
            return self.holds("notified", self.field("purpose"))
        if kind == "ground":
            return self.among("ground", [str(value)])
        return f"{self.field('group')} >= {value}" if kind == "group" else self.field("agreement")

    def scope(self, rule: Rule) -> Iterator[str]:
        for name, words in DIMENSIONS:
            if (listed := getattr(rule, words)) is not None:
                yield self.among(name, sorted(listed))

    def tests(self, rule: Rule) -> Iterator[str]:
        yield from map(self.test, rule.when)
        for test in rule.unless:
            yield self.negated(self.test(test))


def quoted(word: str) -> str:
    return json.dumps(word)


def listed(words: Iterable[str]) -> str:
    return ", ".join(map(quoted, words))
