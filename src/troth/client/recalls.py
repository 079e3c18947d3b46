"""What recipients are told of people's data, and data called back from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from troth.client.wire import Wire, given, made, segment


@dataclass(frozen=True, slots=True)
class RecipientNotice:
    """What a recipient is told. `entries`: of the disclosures it is about; `by`: how it went out.

    `state`: `unreachable`: staff tell it; `failed`: it was not taken, again and again.
    """

    notice: str
    person: str
    recipient: str
    kind: str
    case: str | None
    state: str
    fields: tuple[str, ...]
    entries: tuple[str, ...]
    queued: datetime
    next: datetime | None
    tries: int
    sent: datetime | None
    by: str | None
    answered: datetime | None


@dataclass(frozen=True, slots=True)
class Recall:
    """How far it is. `people`: of how many the recipient is told by now; `ended`: None while it goes on."""

    recall: str
    recipient: str
    data: tuple[str, ...]
    reason: str
    begun: datetime
    people: int
    ended: datetime | None


class Recalls(Wire):
    """Data are called back of `people`, or, where none are named, of `everyone`."""

    def recipient_notices(self, *, states: Iterable[str] = ()) -> Iterator[RecipientNotice]:
        """What recipients are told, the oldest first."""
        return (made(RecipientNotice, each) for each in self._listed("/recipient-notices", state=list(states)))

    def recipient_notices_of(self, person: str) -> Iterator[RecipientNotice]:
        """All about one person."""
        return (made(RecipientNotice, each) for each in self._listed("/recipient-notices", of=person))

    def recipient_notice(self, notice: str) -> RecipientNotice:
        """One of them, as it stands."""
        return made(RecipientNotice, self._get(_of(notice)))

    def notice_answered(self, notice: str) -> RecipientNotice:
        """The recipient answered; one that was not sent yet was then told by staff."""
        return made(RecipientNotice, self._act("POST", f"{_of(notice)}/answer"))

    def notify_again(self, notice: str) -> RecipientNotice:
        """The recipient is told again, under the same number."""
        return made(RecipientNotice, self._act("POST", f"{_of(notice)}/again"))

    def recall(
        self,
        recipient: str,
        data: Iterable[str],
        *,
        reason: str,
        people: Iterable[str] | None = None,
        everyone: bool = False,
        once: str | None = None,
    ) -> Recall:
        """Calls data back from a recipient. `reason`: never a person's value."""
        body = _whose(data, reason, people, everyone)
        return made(Recall, self._act("POST", f"/recipients/{segment(recipient)}/recall", body, once))

    def recall_from(
        self,
        kind: str,
        data: Iterable[str],
        *,
        reason: str,
        people: Iterable[str] | None = None,
        everyone: bool = False,
        once: str | None = None,
    ) -> list[Recall]:
        """Calls data back from every recipient that is or was of a kind."""
        body = _whose(data, reason, people, everyone) | {"from": kind}
        return [made(Recall, each) for each in self._act("POST", "/recalls", body, once)["items"]]

    def get_recall(self, recall: str) -> Recall:
        """How far it is."""
        return made(Recall, self._get(f"/recalls/{segment(recall)}"))


def _of(notice: str) -> str:
    return f"/recipient-notices/{segment(notice)}"


def _whose(data: Iterable[str], reason: str, people: Iterable[str] | None, everyone: bool) -> dict[str, Any]:
    named = None if people is None else list(people)
    return {"data": list(data), "reason": reason} | given(people=named, everyone=everyone)
