"""Staff record who may act for a person, each with an entry in the ledger: the event says who, the entry does not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from troth import people
from troth.db import Connection
from troth.errors import RequestError
from troth.gate import Caller
from troth.ledger import Entry, Ledger
from troth.people import Proof, vouchers
from troth.people.sign_in import end_acted

RIGHTS = ("access", "correct", "erase", "restrict", "object", "port", "remove", "complaint")  # an agent may ask


class Actings:
    """All methods work in the caller's transaction. `via`: the way it came in."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def contact(
        self, tx: Connection, caller: Caller, organisation: int, who: int, *, at: datetime, via: str | None = None
    ) -> int:
        """Who speaks for an organisation from now on, in the place of who did. NotFound, RequestError."""
        end_acted(tx, organisation, at=at)
        seq = people.name_contact(tx, organisation, who, at=at, proof=Proof(caller.id, at, via))
        return self._told(tx, caller, organisation, "contact", seq, at)

    def guardian(
        self,
        tx: Connection,
        caller: Caller,
        minor: int,
        who: int,
        *,
        until: datetime | None,
        at: datetime,
        via: str | None = None,
    ) -> int:
        """Staff saw who the minor's guardian is: they act for them, at most until they are an adult."""
        end_acted(tx, minor, at=at)
        seq = people.name_guardian(tx, minor, who, until=until, at=at, proof=Proof(caller.id, at, via))
        return self._told(tx, caller, minor, "guardian", seq, at)

    def mandate(
        self,
        tx: Connection,
        caller: Caller,
        person: int,
        agent: str,
        rights: Iterable[str],
        *,
        until: datetime,
        at: datetime,
        via: str | None = None,
    ) -> int:
        """Staff saw the person's signed mandate: an agent on the register may ask that for them, until it ends."""
        named = tuple(rights)
        if not set(named) <= set(RIGHTS):
            raise RequestError("a mandate names rights that there are", help=f"some of: {', '.join(RIGHTS)}")
        vouchers.get(tx, "agent", agent)
        proof = Proof(caller.id, at, via)
        seq = people.give_mandate(tx, person, agent, named, until=until, at=at, proof=proof)
        return self._told(tx, caller, person, "mandate", seq, at)

    def end(self, tx: Connection, caller: Caller, person: int, seq: int, *, at: datetime) -> int:
        """From now on nobody acts for the person by that event. NotFound."""
        ended = people.end_acting(tx, person, seq, at=at, proof=Proof(caller.id, at))
        return self._told(tx, caller, person, "end", ended, at)

    def _told(self, tx: Connection, caller: Caller, person: int, kind: str, seq: int, at: datetime) -> int:
        details: dict[str, object] = {"as": kind, "event": seq, "actor": caller.id}
        details |= {"check": kind} if kind in ("guardian", "mandate") else {}
        self._ledger.append(tx, Entry("acting", at, person, details))
        end_acted(tx, person, at=at)
        return seq
