"""Cedar: the role is the principal, the datum the resource, everything else is context."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any

from benchmarks.decisions.asked import Asked
from benchmarks.decisions.peers.writing import Writer, listed, quoted
from benchmarks.decisions.rules import Rule

_PLACES = {"role": ("principal", "Role"), "action": ("action", "Action"), "datum": ("resource", "Datum")}


class _Cedar(Writer):
    def field(self, name: str) -> str:
        return f"context.{name}"

    def among(self, name: str, words: Iterable[str]) -> str:
        if name in _PLACES:
            place, kind = _PLACES[name]
            return f"[{', '.join(f'{kind}::{quoted(word)}' for word in words)}].contains({place})"
        words = list(words)
        field = self.field(name)
        return f"{field} == {quoted(words[0])}" if len(words) == 1 else f"[{listed(words)}].contains({field})"

    def holds(self, name: str, what: str) -> str:
        return f"{self.field(name)}.contains({what})"


def policy(rules: Sequence[Rule]) -> str:
    return "\n".join(map(_written, rules))


def _written(rule: Rule) -> str:
    """One role, action or datum stands in the head of the policy, where Cedar looks first."""
    head, body = dict[str, str](), list[str]()
    for name, words, expression in _scope(rule):
        if name in _PLACES and len(words) == 1:
            place, kind = _PLACES[name]
            head[place] = f"{place} == {kind}::{quoted(words[0])}"
        else:
            body.append(expression)
    writer = _Cedar()
    body += [writer.test(test) for test in rule.when]
    places = ", ".join(head.get(place, place) for place in ("principal", "action", "resource"))
    when = f" when {{ {' && '.join(body)} }}" if body else ""
    unless = "".join(f" unless {{ {writer.test(test)} }}" for test in rule.unless)
    return f"@id({quoted(rule.id)})\n{'permit' if rule.effect == 'may' else 'forbid'} ({places}){when}{unless};"


def _scope(rule: Rule) -> Iterator[tuple[str, list[str], str]]:
    sets = {"role": rule.roles, "action": rule.actions, "datum": rule.data, "purpose": rule.purposes}
    for name, words in (sets | {"recipient": rule.recipients}).items():
        if words is not None:
            yield name, sorted(words), _Cedar().among(name, sorted(words))


class Cedar:
    def __init__(self, rules: Sequence[Rule]) -> None:
        cedarpy = import_module("cedarpy")
        self._is_authorized = cedarpy.is_authorized
        self._policies = cedarpy.PolicySet.from_str(policy(rules))
        self._entities = cedarpy.Entities.from_json_str("[]")

    def prepare(self, asked: Asked) -> Any:
        named = {place: {"type": kind, "id": asked[name]} for name, (place, kind) in _PLACES.items()}
        return named | {"context": json.dumps({name: asked[name] for name in asked if name not in _PLACES})}

    def decide(self, ready: Any) -> bool:
        found: bool = self._is_authorized(ready, self._policies, self._entities).allowed
        return found
