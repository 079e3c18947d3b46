"""The registered ground that a request cites (SPEC 3)."""

from spec.question import Question
from spec.times import in_force

# SPEC 5 step 3: only these lift a person's restriction.
BEFORE_RESTRICTIONS = ("legal-order", "legal-claim", "emergency", "protect-rights")


def ground(question: Question, kind: str) -> bool:
    """SPEC 3: of that kind, in force, covering person, datum and recipient, not used up. Never unknown."""
    cited = question.request.get("ground")
    if cited is None or cited["kind"] != kind:
        return False
    covers = cited.get("covers") or {}
    used_up = cited.get("once") is True and cited.get("used") is True
    return (
        in_force(cited, question.at)
        and not used_up
        and covers.get("person") is True
        and question.covered(covers.get("data"))
        and question.recipient_covered(covers.get("to"))
    )


def lifts_restriction(question: Question) -> bool:
    """SPEC 5 step 3: a ground of one of the four kinds is cited that would hold as a condition."""
    return any(ground(question, kind) for kind in BEFORE_RESTRICTIONS)
