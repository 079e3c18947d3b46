"""Who acts for a person, and what account elsewhere signs them in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from troth.client.wire import Wire, given, made, segment


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody who may act for a person. `event`: its number, to end it by."""

    event: int
    as_: str
    who: str | None
    agent: str | None
    rights: tuple[str, ...]
    since: datetime
    until: datetime | None


class Actings(Wire):
    """Recorded once staff have seen what shows it."""

    def acting_for(self, person: str) -> list[Acting]:
        """Who may act for the person now."""
        return [made(Acting, each) for each in self._get(_of(person))["items"]]

    def let_act(self, person: str, as_: Literal["contact", "guardian"], who: str, **more: Any) -> Acting:
        """An organisation's contact or a minor's guardian, who is a person here; `more`: until, via."""
        return made(Acting, self._act("POST", _of(person), given(as_=as_, who=who, **more)))

    def mandate(
        self, person: str, agent: str, rights: Iterable[str], *, until: datetime, via: str | None = None
    ) -> Acting:
        """An agent on the register, with what they may ask for."""
        body = given(as_="mandate", agent=agent, rights=list(rights), until=until, via=via)
        return made(Acting, self._act("POST", _of(person), body))

    def end_acting(self, person: str, event: int) -> None:
        """Nobody acts for the person by that event any more."""
        self._act("DELETE", f"{_of(person)}/{event}")

    def bind_subject(self, person: str, subject: str) -> None:
        """Who signs in as that at the provider comes in here as the person."""
        self._act("PUT", f"/people/{segment(person)}/subject", {"subject": subject})

    def unbind_subject(self, person: str) -> None:
        """No account elsewhere signs the person in any more."""
        self._act("DELETE", f"/people/{segment(person)}/subject")


def _of(person: str) -> str:
    return f"/people/{segment(person)}/acting"
