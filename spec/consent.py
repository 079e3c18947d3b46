"""What a person consented to or restricted, and the grounds that go before that (SPEC 3, 5)."""

from typing import Any

from spec.clause import Question
from spec.times import in_force


def consents(given: dict[str, Any], question: Question) -> bool:
    """SPEC 3: it covers action, datum, purpose and recipient, was given by the time, and is not withdrawn."""
    return (
        question.request["action"] in given["actions"]
        and all(question.covered(each, given.get(each)) for each in ("data", "for", "to"))
        and in_force({"from": given["given"], "until": given.get("withdrawn")}, question.request["at"])
    )


def ground(kind: str, question: Question) -> bool:
    """SPEC 3: one of that kind is cited, in force, covers person, datum and recipient, and is not used up."""
    cited = question.request.get("ground") or {}
    covers = cited.get("covers") or {}
    return (
        cited.get("kind") == kind
        and in_force(cited, question.request["at"])
        and covers.get("person") is True
        and all(question.covered(each, covers.get(each)) for each in ("data", "to"))
        and not (cited.get("once") and cited.get("used"))
    )


def restricted(question: Question) -> bool:
    """SPEC 5 step 3: a restriction covers datum and purpose, a part left out all; four grounds go before it."""
    found = any(
        in_force(each, question.request["at"], without_start=True)
        and all(each.get(part) is None or question.covered(part, each[part]) for part in ("data", "for"))
        for each in question.fact("person", "restrictions") or []
    )
    lifting = ("legal-order", "legal-claim", "emergency", "protect-rights")
    return found and not any(ground(kind, question) for kind in lifting)
