"""Conditions: true, false, or unknown, which is None here (SPEC 3)."""

from functools import partial
from typing import Any

from spec.choice import choice
from spec.clause import Question
from spec.consent import consents, ground
from spec.times import in_force

Truth = bool | None
FACTS = ("registered", "customer", "account-open", "verified", "adult", "known-minor")
AUDIENCES = {"public": ("public", "contacts"), "contacts": ("contacts",), "private": ()}

# SPEC 3: `any` is true if one is, else unknown if one is; `all` is false if one is, else unknown if one is.
any_of = partial(max, key=(False, None, True).index, default=False)
all_of = partial(min, key=(False, None, True).index, default=True)


def holds(condition: Any, question: Question) -> Any:  # noqa: C901 - a case for each row of the table
    """SPEC 3: the table of conditions. A fact that is left out makes them unknown."""
    ((name, given),) = condition.items() if isinstance(condition, dict) else ((condition, ""),)
    fact, to = question.fact, question.request.get("to")
    match name:
        case "choice":
            return choice(given, question)
        case "consent" | "explicit-consent":
            those = fact("person", "consents")
            express = [each for each in those or [] if name == "consent" or each.get("explicit")]
            return None if those is None else any(consents(each, question) for each in express)
        case "notified":
            told = fact("datum", "notified")
            return None if told is None else question.covered("for", told)
        case "ground":
            return ground(given, question)
        case "agreement":
            there = "agreement" in (question.request.get("recipient") or {})
            return in_force(fact("recipient", name) or {}, question.request["at"]) if there else None
        case "own-recipient":
            own = fact("person", "own-recipients")
            return False if to is None else None if own is None else to in own
        case "aggregated":
            size, direct = fact("output", name), fact("output", "direct-identifiers")
            return all_of([None if size is None else size >= given, None if direct is None else not direct])
        case "visible":
            visibility = fact("datum", "visibility")
            return None if visibility is None else to in AUDIENCES[visibility]
        case "role":
            roles = question.request.get("roles")
            return None if roles is None else given in roles
        case "not":
            truth = holds(given, question)
            return None if truth is None else not truth
        case "any" | "all":
            return (any_of if name == "any" else all_of)(holds(each, question) for each in given)
    return fact("person", name) if name in FACTS else None


def written(condition: Any) -> str:
    """SPEC 10: as answers show it, which is how Python writes it, without quotes and the outer braces."""
    text = str(condition).replace("'", "")
    return text[1:-1] if isinstance(condition, dict) else text
