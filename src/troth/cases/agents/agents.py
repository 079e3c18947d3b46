"""Agents who ask for people (Data Rights Protocol 1.0), answered alike for those we know and those we do not.

1. A request is kept as it comes, whom it is about sealed under the house's key, and answered: it waits until the user
   shows who they are. Nothing is looked up yet, so the answer and its time say nothing.
2. Moments later it is looked up. For who is found a case is opened: on a mandate, which staff have seen, it goes on at
   once; else the person gets a letter, and it waits until they say that it was they.
3. Of a case that nobody confirmed the agent hears what it hears of somebody unknown, until the day has passed for both.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from troth import people
from troth.cases import store as case_store
from troth.cases.agents import store
from troth.cases.agents.model import AgentRequest, Status
from troth.cases.agents.signed import Malformed, check, opened
from troth.cases.agents.status import status_of
from troth.cases.asked import Asked
from troth.cases.cases import Cases
from troth.cases.clock import due
from troth.cases.model import Case, CaseKind, Level
from troth.cases.vouching import agent_key
from troth.db import Connection, Database
from troth.errors import Conflict, NotFound, RequestError
from troth.gate import Caller
from troth.ledger import HOUSE, Entry
from troth.people import vouchers
from troth.people.vouchers import Voucher

KINDS: Final[Mapping[str, CaseKind]] = {
    "access": "access",
    "access:categories": "access",
    "access:specific": "access",
    "deletion": "erase",
    "sale:opt-out": "object",
}  # 3.01; a yes to sale is not an agent's to give: the person says it themselves
REGIMES: Final = (None, "ccpa")
KEPT: Final = timedelta(days=90)  # at least until the last day to answer has passed (3.02 asks for 60)
_AT_ONCE: Final = 100
_LONGEST: Final = 200
_CLAIMS: Final = ("email", "phone_number")


class Agents:
    """`setup`, `exercise`, `status` and `revoke` are the protocol's; `settle` is what goes on by itself."""

    def __init__(self, database: Database, cases: Cases) -> None:
        self.database, self.cases = database, cases

    # -- what agents ask --

    def setup(self, agent: str, message: bytes) -> str:
        """A bearer token for who signed that (2.05). Malformed: 403, whatever is wrong."""
        at = self._now()
        with self.database.write() as tx:
            try:
                there = vouchers.get(tx, "agent", agent)
                check(opened(message, agent_key(there.about)), agent, there.about["business"], at)
            except (NotFound, Malformed):
                raise Malformed(403, "no token is given for that") from None
            self._entry(tx, "agent-token", agent, at)
            return vouchers.make_token(tx, agent, at=at)

    def holder(self, token: str) -> Voucher:
        """Whose bearer token it is. Malformed: 401."""
        with self.database.read() as tx:
            found = vouchers.holder(tx, "agent", token)
        if found is None:
            raise Malformed(401, "no valid token came with this")
        return found

    def exercise(self, agent: Voucher, message: bytes) -> tuple[AgentRequest, Status]:
        """Takes a request in (2.01). The same signed words again are the same request. Malformed."""
        told, at = opened(message, agent_key(agent.about)), self._now()
        check(told, agent.id, agent.about["business"], at)
        kind = _kind(told)
        version = self.cases.parts.version(at)
        digest = hashlib.sha256(message.strip()).digest()
        with self.database.write() as tx:
            before = store.select_same(tx, digest)
            if before is not None:
                return before, self._status(tx, before, at)
            claims = {name: told[name] for name in _CLAIMS if isinstance(told.get(name), str)}
            number = str(uuid.uuid4())
            made = AgentRequest(
                id=number,
                agent=agent.id,
                digest=digest,
                theirs=_short(told.get("agent-request-id"), _LONGEST),
                exercise=str(told["exercise"]),
                received=at,
                due=due(kind, at, version, self.cases.parts.countries).at,
                sealed=self.cases.parts.vault.seal_for(tx, HOUSE, json.dumps(claims).encode(), _place(number)),
                callback=_callback(told.get("status_callback"), agent),
            )
            store.insert_request(tx, made)
            self._entry(tx, "agent-request", agent.id, at)
            return made, self._status(tx, made, at)

    def status(self, agent: Voucher, number: str) -> tuple[AgentRequest, Status]:
        """How far a request of theirs is (2.02). Malformed: 403, also for one that there is not."""
        with self.database.read() as tx:
            found = self._own(tx, agent, number)
            return found, self._status(tx, found, self._now())

    def revoke(self, agent: Voucher, number: str, message: bytes) -> tuple[AgentRequest, Status]:
        """The user takes it back (2.04). What is done by then stays done. Malformed."""
        told, at = opened(message, agent_key(agent.about)), self._now()
        if "agent-id" in told:
            check(told, agent.id, agent.about["business"], at)
        with self.database.write() as tx:
            found = self._own(tx, agent, number)
            if found.revoked_at is None and self._status(tx, found, at).status in ("open", "in_progress"):
                store.update_request(tx, number, revoked_at=at, settled_at=None)
                self._entry(tx, "agent-revoke", agent.id, at)
                found = self._own(tx, agent, number)
            return found, self._status(tx, found, at)

    # -- what goes on by itself --

    def settle(self, going_on: Callable[[], object] = lambda: None) -> int:
        """Looks up whom the waiting requests are about, and takes back what was revoked; gives their number."""
        done = 0
        while True:
            with self.database.read() as tx:
                waiting = store.select_waiting(tx, _AT_ONCE)
            if not waiting:
                return done
            for number in waiting:
                going_on()
                with self.database.write() as tx:
                    done += self._settle(tx, number)

    def forget(self, tx: Connection) -> None:
        """Forgets what was asked long ago."""
        store.delete_old(tx, self._now() - KEPT)

    def known(self, tx: Connection, request: AgentRequest) -> Status:
        """How far a request is, for who is told of it."""
        return self._status(tx, request, self._now())

    # -- inside --

    def _settle(self, tx: Connection, number: str) -> int:
        request = store.select_request(tx, number)
        if request is None or request.settled_at is not None:
            return 0
        values: dict[str, Any] = {"settled_at": self._now(), "sealed": None}
        if request.revoked_at is not None:
            self._take_back(tx, request)
        elif request.sealed is not None:
            plain = self.cases.parts.vault.open_for(tx, HOUSE, request.sealed, _place(number))
            values["case"] = self._opened(tx, request, json.loads(plain))
        store.update_request(tx, number, **values)
        return 1

    def _opened(self, tx: Connection, request: AgentRequest, claims: Mapping[str, str]) -> int | None:
        """The case, if it is plain who is meant."""
        person, kind = self._found(tx, claims), KINDS[request.exercise]
        if person is None:
            self._entry(tx, "agent-search", request.agent, self._now())
            return None
        mandate = people.mandate_for(tx, person, request.agent, kind, self._now())
        level, looked = (Level.CHECKED, "mandate") if mandate else (Level.NOBODY, None)
        asked = Asked(purposes=("sale",) if kind == "object" else ())
        more: dict[str, Any] = {"via": "agent", "level": level, "check": looked, "received": request.received}
        try:
            return self.cases.open(tx, Caller(request.agent), person, kind, asked, **more).id
        except (Conflict, NotFound):  # the same is under way already, or they are gone
            return None

    def _found(self, tx: Connection, claims: Mapping[str, str]) -> int | None:
        """The one person who has all that was told of them."""
        vault, among = self.cases.parts.vault, list[set[int]]()
        for name, kind in (("email", "email"), ("phone_number", "phone")):
            if name in claims:
                try:
                    among.append(set(people.listed(tx, vault.find(tx, kind, claims[name]))))
                except (RequestError, UnicodeError):
                    return None
        found = set.intersection(*among) if among else set()
        return next(iter(found)) if len(found) == 1 else None

    def _take_back(self, tx: Connection, request: AgentRequest) -> None:
        case = self._case(tx, request)
        if case is not None and not case.closed:
            self.cases.cancel(tx, Caller(request.agent), case.id)

    def _own(self, tx: Connection, agent: Voucher, number: str) -> AgentRequest:
        found = store.select_request(tx, number[:36])
        if found is None or found.agent != agent.id:
            raise Malformed(403, "it is no request of this agent")
        return found

    def _status(self, tx: Connection, request: AgentRequest, at: datetime) -> Status:
        case = self._case(tx, request)
        steps = case_store.steps_of(tx, case) if case else []
        return status_of(request, case, steps, at, self.cases.parts.place())

    def _case(self, tx: Connection, request: AgentRequest) -> Case | None:
        return case_store.case_by_id(tx, request.case or 0)  # asked for in either case, so that it takes as long

    def _entry(self, tx: Connection, act: str, agent: str, at: datetime) -> None:
        self.cases.parts.ledger.append(tx, Entry(act, at, None, {"actor": agent}))

    def _now(self) -> datetime:
        return self.cases.parts.clock()


def _kind(told: Mapping[str, Any]) -> CaseKind:
    kind = KINDS.get(str(told.get("exercise")))
    if kind is None:
        raise Malformed(400, f"no such right can be exercised here: {', '.join(KINDS)}", fatal=True)
    if told.get("regime") not in REGIMES:
        raise Malformed(400, "no such regime is served here: ccpa, or none", fatal=True)
    return kind


def _short(told: Any, most: int) -> str | None:
    if told is None:
        return None
    if not isinstance(told, str) or len(told) > most or "\0" in told:
        raise Malformed(400, "`agent-request-id` is no short text", fatal=True)
    return told


def _callback(told: Any, agent: Voucher) -> str | None:
    """Where the agent wants to be told, if it is where the register says that it may be (so that it can call no other
    place through us)."""
    registered = agent.about.get("callback")
    if not isinstance(told, str) or not registered or len(told) > 1000 or not told.startswith(registered):
        return None
    return told if told.isascii() and told.isprintable() else None


def _place(number: str) -> bytes:
    return b"agent request " + number.encode()
