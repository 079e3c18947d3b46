"""Worlds: the facts that matter to some conditions, each fact in every way it can be, the unknown among them.

A world is written as the facts of a request (SPEC 10), so that the engine, and nothing else, says what holds in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from troth.language import Aggregated as AggregatedAtLeast
from troth.language import Agreement as AgreementHeld
from troth.language import Choice as ChoiceOn
from troth.language import Condition, Consent, Fact, GroundOf, OwnRecipient, Role, atoms
from troth.language import Notified as NotifiedOf
from troth.language import Visible as VisibleTo
from troth.review.cells import Cell

Fragment = dict[str, Any]  # a part of a request; parts of several variables are merged


def worlds(conditions: Iterable[Condition], cell: Cell, at: datetime) -> Iterator[Fragment]:
    """Every world that the conditions can tell apart, those first in which most of them hold."""
    found = list(dict.fromkeys(atoms(conditions)))
    variables = [fragments for fragments in _variables(found, cell, at) if fragments]
    for combination in product(*variables):
        yield merged(combination)


def merged(fragments: Iterable[Fragment]) -> Fragment:
    """One request's facts from several fragments; inner objects are merged, lists joined."""
    whole: Fragment = {}
    for fragment in fragments:
        for name, value in fragment.items():
            if isinstance(value, dict) and isinstance(whole.get(name), dict):
                whole[name] = merged((whole[name], value))
            elif isinstance(value, list) and isinstance(whole.get(name), list):
                whole[name] = whole[name] + value
            else:
                whole[name] = value
    return whole


def _variables(found: list[Condition], cell: Cell, at: datetime) -> Iterator[list[Fragment]]:
    early = (at - timedelta(days=2)).isoformat()
    between = (at - timedelta(days=1, hours=12)).isoformat()
    late = (at - timedelta(days=1)).isoformat()
    for condition in found:
        if isinstance(condition, Fact):
            yield [{"person": {condition.name: True}}, {"person": {condition.name: False}}, {}]
        elif isinstance(condition, ChoiceOn):
            yield _choices(condition.topic, early, late)
        elif isinstance(condition, Role):
            yield [{"roles": [condition.name]}, {"roles": []}, {}]
    yield _grounds([c.kind for c in found if isinstance(c, GroundOf)], cell, early)
    yield _outputs([c.people for c in found if isinstance(c, AggregatedAtLeast)])
    shared = _shared(cell, early, between)
    for kind in dict.fromkeys(type(condition) for condition in found):
        yield shared.get(kind, [])


def _shared(cell: Cell, early: str, between: str) -> dict[type, list[Fragment]]:
    """Facts that are one for the request, however many conditions ask for them."""
    agreed = {"from": early, "until": None}
    seen: list[Fragment] = [{"datum": {"visibility": seen}} for seen in ("public", "contacts", "private")]
    return {
        ChoiceOn: [{"person": {"gpc": None}}, {"person": {"gpc": between}}, {}],
        Consent: _consents(cell, early),
        NotifiedOf: [{"datum": {"notified": [cell.purpose]}}, {"datum": {"notified": []}}, {}],
        AgreementHeld: [{"recipient": {"agreement": agreed}}, {"recipient": {"agreement": None}}, {}],
        OwnRecipient: [
            {"person": {"own-recipients": [cell.to] if cell.to else []}},
            {"person": {"own-recipients": []}},
            {},
        ],
        VisibleTo: [*seen, {}],
    }


def _choices(topic: str, early: str, late: str) -> list[Fragment]:
    records: list[list[Fragment]] = [
        [{"topic": topic, "value": "yes", "at": early}],
        [{"topic": topic, "value": "yes", "at": late}],
        [],
        [{"topic": topic, "value": "no", "at": early}],
    ]
    return [*({"person": {"choices": said}} for said in records), {}]


def _consents(cell: Cell, given: str) -> list[Fragment]:
    base = {"actions": [cell.action.value], "data": [cell.datum], "for": [cell.purpose], "given": given}
    base |= {"to": [cell.to]} if cell.to else {}
    given_so = [{"person": {"consents": [base | {"explicit": express}]}} for express in (True, False)]
    return [*given_so, {"person": {"consents": []}}, {}]


def _grounds(kinds: list[str], cell: Cell, start: str) -> list[Fragment]:
    if not kinds:
        return []
    covers = {"person": True, "data": [cell.datum], "to": [cell.to] if cell.to else []}
    cited = [{"ground": {"kind": kind, "from": start, "covers": covers}} for kind in dict.fromkeys(kinds)]
    return [*cited, {}]


def _outputs(sizes: list[int]) -> list[Fragment]:
    if not sizes:
        return []
    counts = sorted({size + step for size in sizes for step in (0, -1)}, reverse=True)
    told = [{"output": {"aggregated": count, "direct-identifiers": False}} for count in counts]
    return [*told, {"output": {"aggregated": counts[0], "direct-identifiers": True}}, {}]
