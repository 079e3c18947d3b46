"""How far a notice to a recipient is, and a recall of many people's data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from troth.cases.model import RecipientNotice
from troth.parties import Disclosure

NoticeState = Literal["waiting", "unreachable", "failed", "sent", "answered"]
STATES: Final[tuple[NoticeState, ...]] = ("waiting", "unreachable", "failed", "sent", "answered")
STAFF: Final = "staff"  # nothing tells the recipient by itself


def state_of(notice: RecipientNotice) -> NoticeState:
    """`unreachable`: the register names no way to tell the recipient, or no longer the recipient; staff do it.
    `failed`: it was tried again and again, and not taken."""
    if notice.answered_at is not None:
        return "answered"
    if notice.sent_at is not None:
        return "sent"
    if notice.next_at is not None:
        return "waiting"
    return "unreachable" if notice.by == STAFF else "failed"


@dataclass(frozen=True, slots=True)
class Recall:
    """Data of everyone, or of some, called back from one recipient. `after`: the last person who was looked at;
    `people`: of how many the recipient is told. `reason`: words of who called it back, never a person's value."""

    id: int
    recipient: str
    data: tuple[str, ...]
    reason: str
    made_at: datetime
    by: str
    after: int = 0
    people: int = 0
    ended_at: datetime | None = None

    def is_from(self, line: Disclosure) -> bool:
        """Whether it is the recipient that got what the line is of."""
        return line.recipient == self.recipient
