"""What cases need of a deployment, and what comes of working on one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal, Protocol

from troth import people
from troth.cases.asked import Asked
from troth.cases.model import Case
from troth.db import Connection
from troth.engine import Engine
from troth.gate import Caller, Telling
from troth.gate.teller import drill_mark
from troth.language import Version
from troth.ledger import Ledger
from troth.lifetimes import Lifetimes
from troth.vault import Vault

CLERK: Final = Caller("cases")  # who acts when a case is carried out by itself


Post = Callable[[str, Mapping[str, str]], object]  # queues a letter: its template, and what it is about


class Letters(Protocol):
    """Letters to a person, queued in the transaction of what they tell of."""

    def letter(self, tx: Connection, person: int, template: str, about: Mapping[str, str]) -> object:
        """To who is here."""
        ...

    def last(self, tx: Connection, person: int) -> Post:
        """To who is erased before it is queued: the address is looked up now."""
        ...

    def reaches(self, tx: Connection, person: int) -> bool:
        """Whether there is an address to write to."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """`countries`: whose law binds (ISO 3166; none: the controller's). `undo`: how long an erasure can be taken back;
    `keep`: how long a package can be fetched."""

    engine: Callable[[], Engine]
    vault: Vault
    ledger: Ledger
    clock: Callable[[], datetime]
    property: str
    tell: Telling
    lifetimes: Lifetimes
    letters: Letters
    place: Callable[[], str]  # where the pages are, ending in a slash
    countries: tuple[str, ...] = ()
    undo: timedelta = timedelta(days=3)
    keep: timedelta = timedelta(days=14)

    def version(self, at: datetime) -> Version | None:
        return self.engine().version_at(self.property, at)

    def is_drill(self, tx: Connection, person: int) -> bool:
        """Drill people get no last letter: it would name nobody, and so be sent."""
        return bool(self.drill_mark(tx, person))

    def drill_mark(self, tx: Connection, person: int) -> dict[str, bool]:
        """What marks an entry about a drill person."""
        return drill_mark(people.get_person(tx, person))


@dataclass(frozen=True, slots=True)
class Result:
    """What came of working on a case. `details` go into the ledger: terms and numbers, no value. `note`: what was
    signed. `until`: when a case that waits is looked at again. `letter`: what is sent instead of the plain word."""

    kind: Literal["done", "waiting", "handed", "denied"]
    code: str | None = None
    until: datetime | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    note: str | None = None
    letter: tuple[str, Mapping[str, str]] | None = None
    told: bool = False  # a letter was queued already


Doing = Callable[[Parts, Connection, Case, Asked], Result]
