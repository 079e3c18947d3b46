"""What a message that comes in does: a stop is recorded, an address from which ours came back is noted.

Whoever knows the token in the address got our message, so nothing else is asked of them. The letter by which somebody
said stop is kept as proof for three years, sealed under their key (Cap. 593 s.9(3)).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from troth.db import Connection, Database
from troth.errors import RequestError
from troth.gate import Telling
from troth.ledger import Entry, Ledger
from troth.notices.bounces import note_bounce
from troth.notices.holding import is_here
from troth.notices.mailings import read_mail_token
from troth.notices.mailings import store as mailings
from troth.notices.outbox import Outbox
from troth.notices.outbox import store as letters
from troth.notices.replies import store
from troth.notices.replies.reading import Ours, Report, head_of, is_automatic, ours_in, report_in
from troth.notices.stopping import stop_by_token
from troth.vault import Vault

KEPT: Final = timedelta(days=3 * 366)
LARGEST: Final = 256_000  # bytes of a letter that are kept
MOST: Final = 50  # letters of one person that are kept: who holds a token can fill no disk
PLACE: Final = b"stop-letter"

Taken = Literal["stopped", "bounced", "noted", "not-ours"]


@dataclass(frozen=True, slots=True)
class MailIn:
    """Takes in mail to `stop+…` and `bounce+…` at the domain."""

    database: Database
    vault: Vault
    ledger: Ledger
    tell: Telling
    outbox: Outbox
    clock: Callable[[], datetime]
    domain: str

    def take(self, content: bytes, to: str | None = None) -> Taken:
        """What came of it: `not-ours` when there is no token of ours in it, `noted` when nothing was to be done.

        `to`: the address it was delivered to, if the mail server tells it.
        """
        message = head_of(content)
        ours = ours_in(message, self.domain, to) if self.domain else None
        if ours is None:
            return "not-ours"
        if ours.kind == "bounce":
            report = report_in(content)
            return self._bounced(ours, report) if report is not None and report.gone else "noted"
        return "noted" if is_automatic(message) else self._stopped(ours, content)

    def _stopped(self, ours: Ours, content: bytes) -> Taken:
        """In force at the next decision, everywhere."""
        try:
            token = read_mail_token(ours.token)
        except RequestError:
            return "not-ours"
        with self.database.write() as tx:
            link = stop_by_token(tx, self.tell, self.outbox, token, via="email")
            if link is None:
                return "not-ours"
            self._keep(tx, link.person, link.topic, content[:LARGEST])
        return "stopped"

    def _keep(self, tx: Connection, person: int, topic: str, content: bytes) -> None:
        if store.count_stop_letters(tx, person) >= MOST:
            return
        id_, now = secrets.token_hex(16), self.clock()
        sealed = self.vault.seal_for(tx, person, content, PLACE + id_.encode())
        store.insert_stop_letter(tx, person, id_, topic, now, now + KEPT, sealed)

    def _bounced(self, ours: Ours, report: Report) -> Taken:
        """The address that the message went to; of a letter the newest one that is held."""
        now = self.clock()
        with self.database.write() as tx:
            went = mailings.select_message(tx, ours.token)
            person, item = went if went is not None else (letters.person_of(tx, ours.token), None)
            if person is None or not is_here(tx, person):
                return "not-ours"
            if item is None:
                item = self._newest(tx, person)
            if item is None:
                return "noted"
            note_bounce(tx, person, item, now, report.status)
            mailings.mark_bounced(tx, ours.token, now)
            letters.mark_bounced(tx, ours.token)
            details = {"status": report.status, "letter": ours.token, "actor": "mail-in"}
            self.ledger.append(tx, Entry("bounce", now, person, details))
        return "bounced"

    def _newest(self, tx: Connection, person: int) -> int | None:
        items = [item for item in self.vault.items(tx, person) if item.category == "email"]
        return items[-1].id if items else None

    def open(self, tx: Connection, person: int) -> list[tuple[str, datetime, bytes]]:
        """The letters by which a person said stop, as they came: (topic, received, letter)."""
        kept = store.select_stop_letters(tx, person)
        return [
            (topic, at, self.vault.open_for(tx, person, sealed, PLACE + id_.encode()))
            for id_, topic, at, sealed in kept
        ]
