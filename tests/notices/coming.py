"""What the tests of notices do with a deployment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from troth.app import Troth
from troth.app.demo.clock import DemoClock
from troth.notices import Announcement, Deliver, Message, Sender, announced, send_all

EFFECTIVE = datetime(2014, 1, 15, tzinfo=UTC)
AFTER = datetime(2014, 2, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class House:
    troth: Troth
    settings: dict[str, str]

    def set(self, at: datetime) -> None:
        assert isinstance(self.troth.clock, DemoClock)
        self.troth.clock.set(at)

    def member(self, number: int, **values: str) -> str:
        person = self.troth.person()
        held = values or {"email": f"ann{number}@mail.example"}
        self.troth.collect(person, held, purpose="account-management")
        return person

    def version(self) -> str:
        """What decides now, after a look whether something that waited comes into force."""
        self.troth.refresh()
        found = self.troth.engine.version_at(self.troth.gate.property, self.troth.clock())
        assert found is not None
        return found.version

    @property
    def told_of(self) -> Announcement:
        return next(announced(self.troth.engine.policies))

    @property
    def sender(self) -> Sender:
        t = self.troth
        return Sender(t.database, t.vault, t.tell, t.ledger, t.clock, t.caller)

    def sends(self, deliver: Deliver, place: str | None = None) -> int:
        """How many were told. `place`: where people reach the pages."""
        sender = replace(self.sender, place=place)
        return max((batch.told for batch in send_all(sender, self.told_of, deliver)), default=0)


class Pile:
    """Takes every message."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def __call__(self, message: Message) -> None:
        self.messages.append(message)
