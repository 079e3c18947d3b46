"""What all that is told shares: its time, its proof, its entry in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from troth import people
from troth.db import Connection
from troth.engine import Engine
from troth.errors import RequestError
from troth.gate.model import Caller
from troth.language import Version
from troth.ledger import Entry, Ledger
from troth.people import Person, Proof
from troth.vault import Vault

Heed = Callable[[Connection, Caller, int, Mapping[str, Any]], object]


class Teller:
    """Takes down what is told, at the deployment's own property.

    `heed`: what follows, in the same transaction, when what was told may end a permission: whom it is of, and what the
    entry says.
    """

    heed: Heed | None = None

    def __init__(
        self,
        engine: Callable[[], Engine],
        vault: Vault,
        ledger: Ledger,
        clock: Callable[[], datetime],
        property: str,  # noqa: A002
    ) -> None:
        self._engine, self._vault, self._ledger, self._clock = engine, vault, ledger, clock
        self._property = property

    def _when(self, at: datetime | None) -> datetime:
        now = self._clock()
        if at is not None and at.tzinfo is None:
            raise RequestError("a time has no time zone", help="say which, or give it in UTC")
        if at is not None and at > now:
            raise RequestError("a time lies in the future", help="record it when it happens")
        return at or now

    def _proof(self, tx: Connection, caller: Caller, via: str | None, notice: str | None = None) -> Proof:
        now = self._clock()
        if notice is None:
            return Proof(caller.id, now, via)
        return people.get_notice(tx, notice).proof(caller.id, now, via)

    def _entry(
        self, tx: Connection, caller: Caller, act: str, person: int, event: int, details: Mapping[str, Any]
    ) -> int:
        self._note(tx, caller, act, person, {**details, "event": event})
        return event

    def _note(self, tx: Connection, caller: Caller, act: str, person: int | None, details: Mapping[str, Any]) -> None:
        told = {name: list(v) if isinstance(v, tuple) else v for name, v in details.items() if v is not None}
        told |= drill_mark(people.get_person(tx, person)) if person is not None else {}
        self._ledger.append(tx, Entry(act, self._clock(), person, told | {"actor": caller.id}))

    def _versions(self) -> list[Version]:
        return [version for policy in self._engine().policies for version in policy.versions]

    def _version(self) -> Version | None:
        return self._engine().version_at(self._property, self._clock())


def drill_mark(person: Person) -> dict[str, bool]:
    """What marks an entry as a drill's, which is in no list."""
    return {"drill": True} if person.realm == "drill" else {}
