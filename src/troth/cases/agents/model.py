"""What an agent asked for a person, by the Data Rights Protocol 1.0."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AgentRequest:
    """`theirs`: the agent's own number for it; `due`: by when it is answered at the latest; `case`: what came of it.

    `sealed`: whom it is about, until that is found out (`settled_at`).
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
