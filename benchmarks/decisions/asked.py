"""Requests, the same for everyone: plain facts, drawn from a fixed seed. Most fall into the scope of a permission."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from benchmarks.decisions.rules import ACTIONS, DATA, FACTS, GROUNDS, PURPOSES, RECIPIENTS, ROLES, TOPICS, Rule
from troth.terms import builtin

Asked = dict[str, Any]
SCOPE = ("action", "datum", "purpose", "recipient", "role")
NOBODY = "nobody"  # the recipient of what is not disclosed
_LIKELY = {"registered": 0.9, "customer": 0.7, "account-open": 0.8, "verified": 0.6, "adult": 0.85}


def requests(rules: Sequence[Rule], number: int, seed: int = 7) -> list[Asked]:
    """Four of five inside the scope of a `may`, the others anywhere."""
    random = Random(seed)
    permits = [rule for rule in rules if rule.effect == "may"]
    return [_request(random, random.choice(permits) if random.random() < 0.8 else None) for _ in range(number)]


def _request(random: Random, rule: Rule | None) -> Asked:
    asked = _scope(random, rule)
    return asked | {
        **{name.replace("-", "_"): random.random() < _LIKELY.get(name, 0.1) for name in FACTS},
        "choices": [topic for topic in TOPICS if random.random() < 0.6],
        "consents": _with_narrower([purpose for purpose in PURPOSES if random.random() < 0.25]),
        "notified": _with_narrower([purpose for purpose in PURPOSES if random.random() < 0.25]),
        "agreement": random.random() < 0.8,
        "ground": random.choice((*GROUNDS, "none", "none")),
        "group": random.choice((1, 10, 20, 100)),
    }


def _with_narrower(purposes: Sequence[str]) -> list[str]:
    """The purposes, and what stands under them, for engines without trees."""
    tree = builtin().purposes
    covered = set[str]().union(*map(tree.descendants, purposes))
    return [purpose for purpose in PURPOSES if purpose in covered]


def _scope(random: Random, rule: Rule | None) -> Asked:
    def one(words: frozenset[str] | None, known: Sequence[str]) -> str:
        return random.choice(sorted(words) if words else known)

    rule = rule or Rule("", "may")
    action = one(rule.actions, ACTIONS)
    to = one(rule.recipients, RECIPIENTS) if action == "disclose" else NOBODY
    return {
        "action": action,
        "datum": one(rule.data, DATA),
        "purpose": one(rule.purposes, PURPOSES),
        "recipient": to,
        "role": one(rule.roles, ROLES),
    }
