"""Sending letters that wait, each once.

1. Letters that are due are claimed, in one transaction: nobody else takes them until the lease is over.
2. Each is written for its person, to their newest address, and handed to the mail server.
3. When the server has taken it, one transaction marks it sent and enters it in the ledger.

Killed between 2 and 3, it goes out again when the lease is over, with the same Message-ID, which mail programs use to
show it once. Killed anywhere else, nothing is sent twice. Who is not taken is tried again with growing pauses.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from troth import people
from troth.db import Connection, Database
from troth.errors import NotFound, SettingsError, TrothError
from troth.language import Version
from troth.ledger import Entry, Ledger
from troth.notices.guard import LIVE
from troth.notices.holding import is_here
from troth.notices.mail import bounce_address
from troth.notices.outbox import store
from troth.notices.outbox.letters import (
    about_of,
    content_of,
    last_addressee,
    newest_address,
    queue_last_letter,
    queue_letter,
    spoken_language,
)
from troth.notices.outbox.templates import letter
from troth.notices.sending import Deliver, Message, Undelivered
from troth.people.model import Realm
from troth.vault import Vault

log = logging.getLogger("troth.outbox")
LEASE: Final = timedelta(minutes=10)
MARGIN: Final = timedelta(minutes=2)  # longer than a mail server is waited for: nothing is begun in it
AT_ONCE: Final = 20
PAUSES: Final = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 480, 1440, 2880))  # then it is given up
NO_SERVER: Final = timedelta(minutes=1)
KEPT: Final = timedelta(days=90)  # how long it is listed that a letter was sent; the ledger says so for good
ACTOR: Final = "outbox"

OpenMail = Callable[[str], AbstractContextManager[Deliver]]  # from an address; SettingsError when there is no server


@dataclass
class Outbox:
    """The letters of a deployment. `version`: the one in force; `mail` None: no mail can be sent from here; `mail_in`:
    the domain that letters come back to.

    `realms`: whose letters are sent; nobody writes to people who were made for a drill.
    """

    database: Database
    vault: Vault
    ledger: Ledger
    clock: Callable[[], datetime]
    version: Callable[[], Version | None]
    mail: OpenMail | None = None
    mail_in: str = ""
    realms: tuple[Realm, ...] = LIVE
    woken: threading.Event = field(default_factory=threading.Event, repr=False)

    def letter(self, tx: Connection, person: int, template: str, about: Mapping[str, str]) -> str:
        """Queues a letter; gives its id.

        RequestError for an unknown template, or one that is not told all it names; KeyErased for who is gone.
        """
        self.woken.set()
        return queue_letter(tx, self.vault, person, template, about, at=self.clock())

    def last(self, tx: Connection, person: int) -> Callable[[str, Mapping[str, str]], str | None]:
        """What queues a last letter to somebody: their address is looked up now, and they may be erased meanwhile.

        It gives None where there is no address, or no policy says what one is: nobody stays for want of a letter.
        """
        version, now = self.version(), self.clock()
        whom = last_addressee(tx, self.vault, version, person) if version else None

        def queue(template: str, about: Mapping[str, str]) -> str | None:
            self.woken.set()
            return None if whom is None else queue_last_letter(tx, self.vault, whom, template, about, at=now)

        return queue

    def reaches(self, tx: Connection, person: int) -> bool:
        """Whether there is an address to write to them."""
        version = self.version()
        return version is not None and newest_address(tx, self.vault, version, person) is not None

    def send_waiting(self) -> int:
        """Sends what is due; the number of letters sent. SettingsError when the mail server cannot be used."""
        version = self.version()
        sender = version.controller.get("email") if version else None
        if version is None or not sender or self.mail is None or not self._due():
            return 0
        sent = 0
        while claimed := self._claim():
            sent += _Round(self, version, claimed).send(self.mail, sender)
        return sent

    def listed(self, tx: Connection, *states: str, limit: int = 500) -> list[store.Listed]:
        """Letters in any of these states (waiting, sent, no-address, failed, bounced), oldest first."""
        return store.select_letters(tx, states, self.realms, limit)

    def again(self, tx: Connection, id_: str) -> None:
        """Tries a letter again that failed, or for which there is an address by now. NotFound."""
        waiting = self._letter(tx, id_)
        store.mark(tx, waiting.person, id_, "waiting", 0, self.clock())
        self.woken.set()

    def print(self, tx: Connection, actor: str, id_: str) -> tuple[str, str]:
        """The postal address and the words of a letter that staff posts; it counts as sent. NotFound."""
        waiting, version = self._letter(tx, id_), self.version()
        people.hold_person(tx, waiting.person)
        address = newest_address(tx, self.vault, version, waiting.person, "postal-address") if version else None
        if version is None or address is None:
            raise NotFound("no postal address is held of whom the letter is for")
        language = spoken_language(tx, self.vault, version, waiting.person)
        words = letter(waiting.template, about_of(tx, self.vault, waiting), version.controller, language)
        self.enter(tx, waiting.person, waiting.id, waiting.template, by="post", actor=actor)
        store.mark_sent(tx, waiting.person, waiting.id, self.clock())
        return address, f"{words.subject}\n\n{words.body}"

    def forget_old(self, tx: Connection) -> int:
        """Rows of letters that were done with long ago."""
        return store.delete_old(tx, self.clock() - KEPT)

    def enter(self, tx: Connection, person: int | None, id_: str, template: str, *, by: str, actor: str) -> None:
        """The entry of a letter that is out."""
        details = {"template": template, "letter": id_, "by": by, "actor": actor}
        drill = {"drill": True} if self.realms == ("drill",) else {}
        self.ledger.append(tx, Entry("letter", self.clock(), person, details | drill))

    def _letter(self, tx: Connection, id_: str) -> store.Waiting:
        found = store.select_letter(tx, id_)
        if found is None or found.state == "sent":
            raise NotFound("no such letter waits", help="see those that do: troth letters")
        return found

    @property
    def _writes_last(self) -> bool:
        """A last letter is of no realm, and goes with those of real people."""
        return self.realms == LIVE

    def _due(self) -> bool:
        with self.database.read() as tx:
            return store.any_due(tx, self.realms, self.clock(), last=self._writes_last)

    def _claim(self) -> list[store.Waiting | store.Last]:
        now = self.clock()
        with self.database.write() as tx:
            claimed: list[store.Waiting | store.Last] = []
            claimed += store.claim_letters(tx, self.realms, now, LEASE, AT_ONCE)
            if self._writes_last:
                claimed += store.claim_last(tx, now, LEASE, AT_ONCE)
        return claimed


@dataclass
class _Round:
    """Letters that were claimed together."""

    outbox: Outbox
    version: Version
    claimed: Sequence[store.Waiting | store.Last]

    def send(self, mail: OpenMail, sender: str) -> int:
        """What is not reached while the lease runs, or for want of a server, is given back."""
        until, left, sent = self.outbox.clock() + LEASE - MARGIN, [each.id for each in self.claimed], 0
        try:
            with mail(sender) as deliver:
                for each in self.claimed:
                    if self.outbox.clock() >= until:
                        break
                    sent += self._one(each, deliver)
                    left.remove(each.id)
        except SettingsError:
            self._give_back(left, self.outbox.clock() + NO_SERVER)
            raise
        self._give_back(left, self.outbox.clock())
        return sent

    def _give_back(self, ids: Sequence[str], at: datetime) -> None:
        if ids:
            with self.outbox.database.write() as tx:
                store.release(tx, ids, at)

    def _one(self, each: store.Waiting | store.Last, deliver: Deliver) -> bool:
        try:
            message = self._last(each) if isinstance(each, store.Last) else self._written(each)
        except TrothError as error:  # it does not open, or has no template any more: no other waits for it
            log.error("a letter was not written: %s (%s)", error.message, error.code)
            self._put_off(each)
            return False
        if message is None:
            return False
        try:
            deliver(message)
        except Undelivered:
            self._put_off(each)
            return False
        self._sent(each)
        return True

    def _written(self, each: store.Waiting) -> Message | None:
        """None: the person left no address, and that is noted."""
        vault, version = self.outbox.vault, self.version
        with self.outbox.database.read() as tx:
            address = newest_address(tx, vault, version, each.person)
            about = about_of(tx, vault, each)
            language = spoken_language(tx, vault, version, each.person)
        if address is None:
            self._end(each, "no-address")
            return None
        words = letter(each.template, about, version.controller, language)
        return Message(each.id, address, words, bounces=bounce_address(each.id, self.outbox.mail_in))

    def _end(self, each: store.Waiting, state: str) -> None:
        with self.outbox.database.write() as tx:
            store.mark(tx, each.person, each.id, state, each.tries, None)

    def _last(self, each: store.Last) -> Message:
        found = content_of(self.outbox.vault, each)
        words = letter(each.template, found.about, self.version.controller, found.language)
        return Message(each.id, found.address, words)

    def _put_off(self, each: store.Waiting | store.Last) -> None:
        """Of a last letter that is given up nothing stays but the entry."""
        tries, now = each.tries + 1, self.outbox.clock()
        again = now + PAUSES[each.tries] if each.tries < len(PAUSES) else None
        with self.outbox.database.write() as tx:
            if isinstance(each, store.Waiting):
                store.mark(tx, each.person, each.id, "waiting" if again else "failed", tries, again)
            elif again:
                store.put_off_last(tx, each.id, tries, again)
            elif store.delete_last(tx, each.id):
                self.outbox.enter(tx, None, each.id, each.template, by="not-taken", actor=ACTOR)

    def _sent(self, each: store.Waiting | store.Last) -> None:
        outbox = self.outbox
        with outbox.database.write() as tx:
            if isinstance(each, store.Last):
                if store.delete_last(tx, each.id):
                    outbox.enter(tx, None, each.id, each.template, by="email", actor=ACTOR)
            elif is_here(tx, each.person) and store.mark_sent(tx, each.person, each.id, outbox.clock()):
                outbox.enter(tx, each.person, each.id, each.template, by="email", actor=ACTOR)
