"""Consent to a use, and the person's restrictions and objections (SPEC 3, 5)."""

from collections.abc import Mapping
from typing import Any

from spec.question import Question
from spec.times import before_end


def consent(question: Question, express: bool) -> bool | None:
    """SPEC 3: some consent covers the request and, if it must be, was given expressly for that."""
    consents = question.fact("person", "consents")
    if consents is None:
        return None
    return any(covers(each, question) and (each.get("explicit") is True or not express) for each in consents)


def covers(given: Mapping[str, Any], question: Question) -> bool:
    """SPEC 3: its action, datum, purpose and recipient, given by the time and not withdrawn at it."""
    withdrawn = given.get("withdrawn")
    return (
        question.request["action"] in given["actions"]
        and question.covered(given["data"])
        and question.purpose_covered(given["for"])
        and question.recipient_covered(given.get("to"))
        and given["given"] <= question.at
        and (withdrawn is None or question.at < withdrawn)
    )


def restricted(question: Question) -> bool:
    """SPEC 5 step 3: a restriction in force covers datum and purpose; a part left out covers all."""
    return any(
        (each.get("from") is None or each["from"] <= question.at)
        and before_end(each, question.at)
        and (each.get("data") is None or question.covered(each["data"]))
        and (each.get("for") is None or question.purpose_covered(each["for"]))
        for each in question.fact("person", "restrictions") or []
    )
