"""A message that goes out over SMTP and says how to stop it, and the answers to it, as `troth mail-in` takes them in.

Out goes what a mailing sends, by the sender that sends it; between the two lies only the person's own mail program.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final

from troth.controls.letter_box import LetterBox
from troth.controls.rehearsal import Within
from troth.controls.stage import Stage
from troth.db import Connection
from troth.language import Version
from troth.notices import MailIn, Mailing, Outbox, Places, Plan, Taken, Text, Undelivered, mail_server, message_to

FROM: Final = "drill@drill.example"
PLACES: Final = Places("https://drill.example/", "in.drill.example")
WORDS: Final = {"en": Text("Drill", "Drill.")}
AUTOMATIC: Final = {"Auto-Submitted": "auto-replied"}  # RFC 3834: somebody is away
_CONFIRMED: Final = "choice-confirmed"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A drill person's mail about a topic, inside the drill's transaction."""

    stage: Stage
    version: Version
    tx: Connection
    person: int
    topic: str

    @property
    def address(self) -> str:
        return f"drill-{self.person:x}@drill.example"

    def arrived(self) -> EmailMessage | None:
        """A message on the topic, as their mail server got it; None when it got none."""
        token = self.stage.tell.stop_link(self.tx, self.person, self.topic)
        plan = Plan("marketing", "", WORDS, self.topic)
        mailing = Mailing(0, plan, self.topic, "sending", self.stage.clock(), "drill")
        more = {"id_": secrets.token_hex(16), "address": self.address, "language": "en", "token": token}
        message = message_to(mailing, self.version.controller, PLACES, **more)
        with LetterBox() as box, mail_server(box.place, FROM) as deliver:
            try:
                deliver(message)
            except Undelivered:
                return None
        return box.letters[0] if box.letters else None

    def answer(self, to: str, **headers: str) -> bytes:
        """What their mail program writes to that address."""
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self.address, to, "Re: Drill"
        for name, value in headers.items():
            letter[name] = value
        letter.set_content("Please no more of it.")
        return letter.as_bytes()

    def elsewhere(self, to: str) -> bytes:
        """An answer of theirs to an address that was never given out."""
        mailbox, _, token = to.partition("+")
        return self.answer(f"{mailbox}+{'b' if token.startswith('a') else 'a'}{token[1:]}")

    def take(self, answer: bytes) -> Taken:
        """It comes in."""
        return self._mail_in.take(answer)

    def kept(self) -> list[bytes]:
        """The letters by which they said stop, as they came."""
        return [letter for topic, _, letter in self._mail_in.open(self.tx, self.person) if topic == self.topic]

    def confirmed(self) -> bool:
        """Whether a letter waits that tells them so."""
        waiting = self._outbox.listed(self.tx, "waiting")
        return any((each.person, each.template) == (self.person, _CONFIRMED) for each in waiting)

    @property
    def _mail_in(self) -> MailIn:
        own, stage = self._outbox, self.stage
        return MailIn(own.database, stage.vault, own.ledger, stage.tell, own, stage.clock, PLACES.mail_in)

    @property
    def _outbox(self) -> Outbox:
        """Letters to drill people are queued, and nobody sends them."""
        stage, database = self.stage, Within(self.tx)
        parts = (database, stage.vault, stage.ledger.on(database), stage.clock, lambda: self.version)
        return Outbox(*parts, realms=("drill",))
