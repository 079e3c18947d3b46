"""What an agent asked for a person, by the Data Rights Protocol 1.0."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AgentRequest:
    """`theirs`: the agent's own number for it; `due`: by when it is answered at the latest; `case`: what came of it.

    `sealed`: whom it is about, until that is found out (`settled_at`; None again when it is revoked, until that is
    done). `callback`: where the agent wants to be told; `told`: what of it it was told last; `call_at`: when it is
    tried again.
    """

    id: str
    agent: str
    digest: bytes = field(repr=False)
    theirs: str | None
    exercise: str
    received: datetime
    due: datetime
    sealed: bytes | None = field(default=None, repr=False)
    case: int | None = None
    settled_at: datetime | None = None
    revoked_at: datetime | None = None
    callback: str | None = None
    told: str | None = None
    call_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """How far a request is, in the protocol's words (3.02, 3.03)."""

    status: str
    reason: str | None = None
    details: str | None = None
    expected_by: datetime | None = None
    expires_at: datetime | None = None
    verify_at: str | None = None
    results_at: str | None = None
