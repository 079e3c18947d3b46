"""Conditions: true, false, or unknown, which is None here (SPEC 3)."""

from collections.abc import Callable, Iterable
from typing import Any

from spec.choice import choice
from spec.consent import consent
from spec.ground import ground
from spec.question import Question
from spec.times import in_force

Truth = bool | None
FACTS = ("registered", "customer", "account-open", "verified", "adult", "known-minor")
AUDIENCES = {"public": ("public", "contacts"), "contacts": ("contacts",), "private": ()}


def holds(condition: Any, question: Question) -> Truth:
    """SPEC 3: the table of conditions. What no condition is called cannot be told: unknown."""
    name, argument = (condition, None) if isinstance(condition, str) else next(iter(condition.items()))
    if name in FACTS:
        truth: Truth = question.fact("person", name)
        return truth
    return CONDITIONS[name](question, argument) if name in CONDITIONS else None


def negated(question: Question, argument: Any) -> Truth:
    """SPEC 3: `not` of unknown is unknown."""
    truth = holds(argument, question)
    return None if truth is None else not truth


def any_of(truths: Iterable[Truth]) -> Truth:
    """SPEC 3: true if one is, else unknown if one is."""
    found = set(truths)
    return True if True in found else None if None in found else False


def all_of(truths: Iterable[Truth]) -> Truth:
    """SPEC 3: false if one is, else unknown if one is."""
    found = set(truths)
    return False if False in found else None if None in found else True


def notified(question: Question) -> Truth:
    """SPEC 3: the notice at collection named the purpose, or an ancestor of it."""
    named = question.fact("datum", "notified")
    return None if named is None else question.purpose_covered(named)


def agreement(question: Question) -> Truth:
    """SPEC 3: the recipient's confidentiality agreement is in force; null says that there is none."""
    recipient = question.request.get("recipient")
    if recipient is None or "agreement" not in recipient:
        return None
    return recipient["agreement"] is not None and in_force(recipient["agreement"], question.at)


def own_recipient(question: Question) -> Truth:
    """SPEC 3: the very recipient that the person named; unknown with a recipient but without the list."""
    to, named = question.request.get("to"), question.fact("person", "own-recipients")
    if to is None:
        return False
    return None if named is None else to in named


def aggregated(question: Question, at_least: int) -> Truth:
    """SPEC 3: groups of at least K, and no direct identifier; each part can be unknown by itself."""
    size = question.fact("output", "aggregated")
    identifiers = question.fact("output", "direct-identifiers")
    return all_of(
        [None if size is None else size >= at_least, None if identifiers is None else not identifiers]
    )


def visible(question: Question) -> Truth:
    """SPEC 3: the datum's visibility takes in the audience; no audience is in none."""
    visibility = question.fact("datum", "visibility")
    return None if visibility is None else question.request.get("to") in AUDIENCES[visibility]


def role(question: Question, name: str) -> Truth:
    """SPEC 3: the asking party acts in that role; unknown without `roles`."""
    roles = question.request.get("roles")
    return None if roles is None else name in roles


CONDITIONS: dict[str, Callable[[Question, Any], Truth]] = {
    "choice": choice,
    "consent": lambda question, _: consent(question, express=False),
    "explicit-consent": lambda question, _: consent(question, express=True),
    "notified": lambda question, _: notified(question),
    "ground": ground,
    "agreement": lambda question, _: agreement(question),
    "own-recipient": lambda question, _: own_recipient(question),
    "aggregated": aggregated,
    "visible": lambda question, _: visible(question),
    "role": role,
    "not": negated,
    "any": lambda question, parts: any_of(holds(part, question) for part in parts),
    "all": lambda question, parts: all_of(holds(part, question) for part in parts),
}


def written(condition: Any) -> str:
    """SPEC 10: a condition as answers show it: YAML in flow style, without quotes or outer braces."""
    if not isinstance(condition, dict):
        return str(condition)
    ((name, argument),) = condition.items()
    return f"{name}: {inner(argument)}"


def inner(value: Any) -> str:
    """A condition inside another one."""
    if isinstance(value, list):
        return f"[{', '.join(inner(part) for part in value)}]"
    return f"{{{written(value)}}}" if isinstance(value, dict) else str(value)
