"""How far a request is in the words of the Data Rights Protocol 1.0 (3.02). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from troth.cases.agents.model import AgentRequest, Status
from troth.cases.model import Case, Level, Step
from troth.notices.outbox.reasons import DENIALS, EXTENSIONS, PAUSES

VERIFY: Final = "need_user_verification"
_REASONS: Final = frozenset(
    (
        "suspected_fraud",
        "insuf_verification",
        "no_match",
        "claim_not_covered",
        "outside_jurisdiction",
        "too_many_requests",
    )
)


def status_of(request: AgentRequest, case: Case | None, steps: Sequence[Step], at: datetime, pages: str) -> Status:
    """`pages`: where ours are. Of a case that nobody has confirmed nothing else is told than of none."""
    if request.revoked_at is not None:
        return Status("revoked")
    if case is None or case.level is Level.NOBODY:
        if at >= request.due:
            return Status("expired")
        return Status("in_progress", VERIFY, None, request.due, request.due, verify_at=f"{pages}me")
    return _of_case(case, steps, pages)


def _of_case(case: Case, steps: Sequence[Step], pages: str) -> Status:
    if case.state == "done":
        fetched = f"{pages}me" if case.kind in ("access", "port") else None
        return Status("fulfilled", results_at=fetched)
    if case.state == "cancelled":
        return Status("revoked")
    if case.state == "denied":
        code = _last(steps, "denied")
        return Status("denied", code if code in _REASONS else "other", DENIALS.get(code))
    if case.state == "unverified":  # it is known who asks, and not well enough for this
        return Status("in_progress", VERIFY, None, case.due, case.due, verify_at=f"{pages}me")
    if case.state == "paused":
        code = _last(steps, "paused")
        reason, place = (VERIFY, f"{pages}me") if code == VERIFY else (None, None)
        return Status("in_progress", reason, PAUSES.get(code), case.due, verify_at=place)
    return Status("in_progress", None, EXTENSIONS.get(_last(steps, "extended")), case.due)


def _last(steps: Sequence[Step], kind: str) -> str:
    return next((step.code or "" for step in reversed(steps) if step.kind == kind), "")


def body_of(request: AgentRequest, told: Status) -> dict[str, str]:
    """The JSON of a status (3.03); what there is nothing of is left out."""
    named = {
        "request_id": request.id,
        "agent_request_id": request.theirs,
        "received_at": request.received.isoformat(),
        "expected_by": told.expected_by.isoformat() if told.expected_by else None,
        "processing_details": told.details,
        "status": told.status,
        "reason": told.reason,
        "user_verification_url": told.verify_at,
        "expires_at": told.expires_at.isoformat() if told.expires_at else None,
        "results_url": told.results_at,
    }
    return {name: value for name, value in named.items() if value is not None}
