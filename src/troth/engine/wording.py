"""Conditions and rules in plain words, for the sentences that people read."""

from __future__ import annotations

from collections.abc import Sequence

from troth.language import (
    Aggregated,
    Agreement,
    AllOf,
    AnyOf,
    Choice,
    Clause,
    Condition,
    Consent,
    Fact,
    GroundOf,
    Not,
    Notified,
    OwnRecipient,
    Role,
    Scope,
    Unrecognised,
    Visible,
)

_FACTS = {
    "registered": "the person is registered",
    "customer": "the person is a customer",
    "account-open": "the person's account is open",
    "verified": "the person is verified",
    "adult": "the person is an adult",
    "known-minor": "the person is known to be a minor",
}

DOING = {
    "collect": "Collecting",
    "use": "Using",
    "disclose": "Disclosing",
    "publish": "Publishing",
    "link": "Linking",
}


def listed(words: Sequence[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def condition_in_words(condition: Condition) -> str:
    """A clause of a sentence that says when the condition holds."""
    match condition:
        case Not(part):
            return f"it is not so that {condition_in_words(part)}"
        case AnyOf(parts):
            return f"either {listed([condition_in_words(part) for part in parts], 'or')}"
        case AllOf(parts):
            return listed([condition_in_words(part) for part in parts])
        case _:
            return _atom_in_words(condition)


def _atom_in_words(condition: Condition) -> str:
    match condition:
        case Fact(name):
            return _FACTS.get(name, name)
        case Choice(topic):
            return f"the person's choice on {topic} is yes"
        case Consent(explicit):
            return f"the person has given {'explicit ' if explicit else ''}consent to it"
        case GroundOf(kind):
            return f"a registered ground of the kind {kind} covers it"
        case Aggregated(people):
            return f"the outcome shows only groups of at least {people} people and identifies nobody"
        case Role(name):
            return f"the one who asks acts as {name}"
        case Unrecognised(written):
            return f"{written} holds, which nobody can tell"
        case _:
            return _PLAIN[type(condition)]


_PLAIN: dict[type, str] = {
    Notified: "the person was told of the purpose when the data were collected",
    Agreement: "the recipient is bound by a confidentiality agreement",
    OwnRecipient: "the person named the recipient as theirs",
    Visible: "the person lets that audience see it",
}


def rule_in_words(clause: Clause) -> str:
    """A may or never as one sentence; empty for other clauses."""
    if clause.scope is None:
        return ""
    verb = "may" if clause.modality == "may" else "never"
    actions = listed([action.value for action in clause.scope.actions], "or")
    conditions = [condition_in_words(condition) for condition in clause.conditions]
    tail = ""
    if conditions:
        tail = f", if {listed(conditions)}" if verb == "may" else f", unless {listed(conditions, 'or')}"
    return f"{verb} {actions} {_scope_in_words(clause.scope)}{tail}"


def _scope_in_words(scope: Scope) -> str:
    parts = [listed(scope.data, "or") if scope.data else "any data"]
    for word, terms in (
        ("with", scope.others),
        ("from", scope.sources),
        ("for", scope.purposes),
        ("to", scope.recipients),
        ("at", scope.properties),
    ):
        if terms:
            parts.append(f"{word} {listed(terms, 'or')}")
    return " ".join(parts)
