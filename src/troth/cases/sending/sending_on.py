"""Telling recipients, each notice once.

1. Notices that are due are claimed, in one transaction: nobody else takes them until the lease is over.
2. Each is handed to the recipient's endpoint or, where there is none, to its mailbox; where there is neither, staff
   see it. A correction carries what is right only where the gate would disclose it now.
3. When it was taken, one transaction marks it sent, drops what was sealed for it, and enters it in the ledger; what
   carried values is a disclosure as well, and stands in the person's list.

Killed between 2 and 3, it goes out again when the lease is over, with the same number, by which a recipient knows that
it had it. Killed anywhere else, nothing is sent twice. What is not taken is tried again with growing pauses.
"""

from __future__ import annotations

import logging
import secrets
import ssl
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from troth import parties, people
from troth.cases.correct import open_right
from troth.cases.model import RecipientNotice
from troth.cases.parts import CLERK, Parts
from troth.cases.sending import store
from troth.cases.sending.message import NotTaken, body, letter, number_of, post
from troth.cases.sending.model import STAFF, NoticeState
from troth.db import Connection, Database, new_id
from troth.errors import Conflict, NotFound, SettingsError, TrothError
from troth.gate import Act, Caller, Gate, Outcome
from troth.language import Action
from troth.ledger import Entry, id_text
from troth.notices.guard import LIVE
from troth.notices.outbox.outbox import OpenMail
from troth.notices.sending import Message, Undelivered
from troth.parties import Disclosure, Recipient
from troth.people.model import Realm

log = logging.getLogger("troth.cases")
LEASE: Final = timedelta(minutes=15)
MARGIN: Final = timedelta(minutes=5)  # longer than an endpoint is waited for: nothing is begun in it
AT_ONCE: Final = 100
PAUSES: Final = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 480, 1440, 2880))  # then it is given up
NO_SERVER: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Right:
    """What is right now of a correction, and what permits that it goes out."""

    values: Mapping[str, Any] = field(repr=False)
    line: Disclosure  # of what was disclosed before
    outcome: Outcome


@dataclass
class SendingOn:
    """The notices of a deployment to recipients. `mail` None: no mail can be sent from here. `trust`: whom endpoints
    are vouched for by; None: the system's authorities. `realms`: notices about people of a drill go nowhere."""

    database: Database
    parts: Parts
    gate: Gate
    mail: OpenMail | None = None
    trust: ssl.SSLContext | None = None
    realms: tuple[Realm, ...] = LIVE

    def send_waiting(
        self, going_on: Callable[[], object] = lambda: None, *, only: Collection[int] | None = None
    ) -> int:
        """Sends what is due, or of `only`; the number of notices that were taken."""
        sent = 0
        while claimed := self._claim(only):
            sent += _Round(self, claimed).send(going_on)
        return sent

    def listed(
        self,
        tx: Connection,
        states: Iterable[NoticeState] = (),
        after: tuple[datetime, int] | None = None,
        limit: int = 100,
    ) -> list[RecipientNotice]:
        """The oldest first, those about people of a drill left out."""
        return store.listed(tx, states, self.realms, after, limit)

    def about(self, tx: Connection, person: int) -> list[RecipientNotice]:
        """All that recipients are told of one person, the oldest first."""
        return store.of_person(tx, person)

    def get(self, tx: Connection, notice: int) -> RecipientNotice:
        """NotFound."""
        found = store.by_id(tx, notice)
        if found is None:
            raise NotFound("there is no such notice to a recipient")
        return found

    def answer(self, tx: Connection, caller: Caller, notice: int) -> RecipientNotice:
        """The recipient answered, staff say; what was not sent yet was then told by staff. Conflict: it had before."""
        found, at = self._held(tx, notice), self.parts.clock()
        if found.answered_at is not None:
            raise Conflict("the recipient has answered already")
        if found.sent_at is None:
            store.mark(tx, notice, sent_at=at, by=STAFF, next_at=None, sealed=None)
        store.mark_answered(tx, notice, at)
        self.enter(tx, caller, found, by=STAFF, at=at, answered=True)
        return self.get(tx, notice)

    def again(self, tx: Connection, notice: int) -> RecipientNotice:
        """Tells it again, with the same number. Conflict when the recipient has answered."""
        self._held(tx, notice)
        if not store.begin_again(tx, notice, self.parts.clock()):
            raise Conflict("the recipient has answered already")
        return self.get(tx, notice)

    def enter(
        self, tx: Connection, caller: Caller, notice: RecipientNotice, *, by: str, at: datetime, answered: bool
    ) -> None:
        """The entry of a notice that the recipient has; once the person is erased it is nobody's."""
        details: dict[str, Any] = {
            "kind": notice.kind,
            "notice": number_of(notice),
            "recipient": notice.recipient,
            "data": list(notice.fields),
            "by": by,
            "answered": answered,
            "actor": caller.id,
        }
        details |= self.parts.drill_mark(tx, notice.person)
        self.parts.ledger.append(tx, Entry("recipient-notice", at, self._owner(tx, notice.person), details))

    # -- inside --

    def _held(self, tx: Connection, notice: int) -> RecipientNotice:
        self.get(tx, notice)
        found = store.by_id(tx, notice, lock=True)
        assert found is not None, "notices are never deleted"
        return found

    def _owner(self, tx: Connection, person: int) -> int | None:
        return person if self.parts.vault.to_open(tx, [person]) else None

    def _claim(self, only: Collection[int] | None) -> list[RecipientNotice]:
        with self.database.write() as tx:
            return store.claim(tx, self.realms, self.parts.clock(), LEASE, AT_ONCE, only)

    def right(self, notice: RecipientNotice) -> Right | None:
        """What is right now, if it may be disclosed at this moment as the old was; None: nothing goes out but words.

        The gate itself is asked, in a transaction that is undone: the record is made once it has arrived.
        """
        if notice.kind != "correction" or notice.sealed is None:
            return None
        with suppress(TrothError), _undone(self.database) as tx:
            line = self._line(tx, notice)
            wanted = open_right(self.parts, tx, notice.person, notice.sealed)
            if line is None or not wanted:
                return None
            more: dict[str, Any] = {"to": notice.recipient, "ground": line.ground}
            outcome = self.gate.perform(
                tx, CLERK, Act(Action.DISCLOSE, notice.person, tuple(wanted), line.purpose, **more)
            )
            values = {term: value for term, value in outcome.values.items() if term in wanted}
            return Right(values, line, outcome) if outcome.refusal is None and values else None
        return None

    def _line(self, tx: Connection, notice: RecipientNotice) -> Disclosure | None:
        """The newest disclosure that the notice is about."""
        found = parties.disclosures(tx, notice.person, limit=1000)
        return next((line for line in found if line.entry in notice.entries), None)

    def disclosed(self, tx: Connection, notice: RecipientNotice, right: Right, at: datetime) -> None:
        """What went out with the notice: an entry, and a line in the person's list."""
        answer, terms = right.outcome.answer, tuple(sorted(right.values))
        details = {
            "action": "disclose",
            "data": list(terms),
            "purpose": right.line.purpose,
            "recipient": notice.recipient,
            "ground": None if right.line.ground is None else f"{right.line.ground:016x}",
            "notice": number_of(notice),
            "policy": answer.policy,
            "version": answer.version,
            "clauses": list(answer.clauses),
            "drill": self.parts.is_drill(tx, notice.person) or None,
            "actor": CLERK.id,
        }
        told = {name: value for name, value in details.items() if value is not None}
        entry = id_text(self.parts.ledger.append(tx, Entry("disclose", at, notice.person, told)))
        made = (new_id(), notice.person, notice.recipient, right.line.purpose, terms, at, right.line.ground, entry)
        parties.record_disclosures(tx, [Disclosure(*made)])


@dataclass
class _Round:
    """Notices that were claimed together. `down`: recipients that did not take one of them."""

    on: SendingOn
    claimed: Sequence[RecipientNotice]
    down: set[str] = field(default_factory=set)

    def send(self, going_on: Callable[[], object]) -> int:
        """What is not reached while the lease runs is given back."""
        until, left, sent = self.on.parts.clock() + LEASE - MARGIN, [each.id for each in self.claimed], 0
        try:
            for told, recipient in self._addressed():
                going_on()
                if self.on.parts.clock() >= until:
                    break
                sent += self._tell(told, recipient)
                left = [number for number in left if number not in {each.id for each in told}]
        finally:
            if left:
                self._give_back(left, self.on.parts.clock())
        return sent

    def _addressed(self) -> Iterator[tuple[list[RecipientNotice], Recipient | None]]:
        """Each notice for an endpoint by itself; those of one kind for one mailbox together, in one letter."""
        with self.on.database.read() as tx:
            at = self.on.parts.clock()
            names = {each.recipient for each in self.claimed}
            there = {name: parties.get_recipient(tx, name, at) for name in names}
        letters: dict[tuple[str, str], list[RecipientNotice]] = {}
        for each in self.claimed:
            recipient = there[each.recipient]
            if recipient is not None and recipient.endpoint is None:
                letters.setdefault((each.recipient, each.kind), []).append(each)
            else:
                yield [each], recipient
        for (name, _), told in letters.items():
            yield told, there[name]

    def _tell(self, told: list[RecipientNotice], recipient: Recipient | None) -> int:
        if recipient is None or not (recipient.endpoint or (recipient.contact and self.on.mail and self._sender)):
            for each in told:
                self._end(each, next_at=None, by=STAFF)
            return 0
        if recipient.id in self.down:  # it would not take this one either: what is done for others goes first
            self._give_back([each.id for each in told], self.on.parts.clock() + PAUSES[0])
            return 0
        try:
            self._by_endpoint(told[0], recipient.endpoint) if recipient.endpoint else self._by_mail(told, recipient)
        except (NotTaken, Undelivered, SettingsError) as error:
            self.down.add(recipient.id)
            log.warning("a recipient was not told, and will be: %s", getattr(error, "by", type(error).__name__))
            for each in told:
                self._put_off(each)
            return 0
        return len(told)

    def _by_endpoint(self, notice: RecipientNotice, url: str) -> None:
        right = self.on.right(notice)
        content = body(notice, self._name, right.values if right else None)
        post(url, content, number_of(notice), self.on.trust)
        self._sent([notice], "endpoint", right)

    def _by_mail(self, told: list[RecipientNotice], recipient: Recipient) -> None:
        assert self.on.mail is not None and recipient.contact is not None, "looked at before"  # noqa: PT018
        with self.on.mail(self._sender) as deliver:
            words = letter(told, self._name, self._sender)
            deliver(Message(secrets.token_hex(16), recipient.contact, words))
        self._sent(told, "email", None)

    def _sent(self, told: Sequence[RecipientNotice], by: str, right: Right | None) -> None:
        """An endpoint that took it has answered."""
        with self.on.database.write() as tx:
            for each in told:
                at = self.on.parts.clock()
                answered = at if by == "endpoint" else None
                values = {"sent_at": at, "by": by, "next_at": None, "sealed": None, "answered_at": answered}
                if not store.mark(tx, each.id, **values):
                    continue
                self.on.enter(tx, CLERK, each, by=by, at=at, answered=answered is not None)
                if right is not None and self._here(tx, each.person):
                    self.on.disclosed(tx, each, right, at)

    def _here(self, tx: Connection, person: int) -> bool:
        """Whether the person, held now, is there still: who was erased meanwhile has no list."""
        with suppress(NotFound):
            people.hold_person(tx, person)
            return True
        return False

    def _put_off(self, notice: RecipientNotice) -> None:
        again = PAUSES[notice.tries] if notice.tries < len(PAUSES) else None
        self._end(notice, next_at=None if again is None else self.on.parts.clock() + again, tries=notice.tries + 1)

    def _end(self, notice: RecipientNotice, **values: Any) -> None:
        with self.on.database.write() as tx:
            store.mark(tx, notice.id, **values)

    def _give_back(self, ids: Sequence[int], at: datetime) -> None:
        with self.on.database.write() as tx:
            store.put_off(tx, ids, at)

    @property
    def _controller(self) -> Mapping[str, str]:
        version = self.on.parts.version(self.on.parts.clock())
        return {} if version is None else version.controller

    @property
    def _name(self) -> str:
        return self._controller.get("name", "")

    @property
    def _sender(self) -> str:
        return self._controller.get("email", "")


@contextmanager
def _undone(database: Database) -> Iterator[Connection]:
    """A transaction of which nothing stays."""
    with database.write() as tx, tx.begin_nested() as part:
        try:
            yield tx
        finally:
            part.rollback()
