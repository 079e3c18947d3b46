"""Sending what is due of the mailings, to each person at most once what is marketing.

1. People whose message is due are claimed, in one transaction: nobody else takes them until the lease is over.
2. For each, in one transaction: the use of their address is decided at the gate, with the choice as it stands at this
   moment; the decision is entered in the ledger; the link that stops it is made; the row says `handing`.
3. The message is handed to the mail server.
4. One transaction marks it sent.

Killed between 2 and 4, nobody can say whether the server took it. Marketing is then not sent again, and is shown as
`unsure`; a service message goes out again under the same Message-ID, which mail programs show once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from troth.db import Connection
from troth.errors import SettingsError, TrothError
from troth.gate import Act, Caller, Outcome
from troth.language import Action, Version
from troth.notices.bounces import bouncing, note_bounce
from troth.notices.holding import is_here
from troth.notices.mailings import store
from troth.notices.mailings.mailings import Mailings
from troth.notices.mailings.message import message_to
from troth.notices.mailings.model import DATA, Mailing, is_marketing
from troth.notices.sending import Deliver, Message, Undelivered

log = logging.getLogger("troth.mailings")
LEASE: Final = timedelta(minutes=10)
MARGIN: Final = timedelta(minutes=2)  # longer than a mail server is waited for: nothing is begun in it
AT_ONCE: Final = 50
PAUSES: Final = tuple(timedelta(minutes=m) for m in (5, 60, 480))  # then it is given up
NO_SERVER: Final = timedelta(minutes=1)
LANGUAGE: Final = "language"


def work(mailings: Mailings, report: Callable[[int], object] = lambda _: None) -> int:
    """Sends what is due; the number of messages sent, which is reported as it grows.

    SettingsError when the mail server cannot be used.
    """
    mailings.fill()
    sent = 0
    if mailings.mail is not None:
        while claimed := _claim(mailings):
            sent += _Round(mailings, claimed).send()
            report(sent)
    mailings.end()
    return sent


def _claim(mailings: Mailings) -> list[store.Waiting]:
    with mailings.database.read() as tx:
        if not store.any_due(tx, mailings.clock()):
            return []
    with mailings.database.write() as tx:
        return store.claim(tx, mailings.clock(), LEASE, AT_ONCE)


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of deciding for one person: the outcome, and the newest address when it is permitted."""

    outcome: Outcome
    address: str | None = None
    item: int | None = None
    language: str = "en"


def decide(mailings: Mailings, tx: Connection, mailing: Mailing, version: Version, person: int) -> Decided:
    """Decides the use of a person's address at this moment, and enters it. The language only where that may be used."""
    plan, caller = mailing.plan, Caller(mailing.by, mailing.roles)
    act = Act(Action.USE, person, (DATA[plan.channel],), plan.purpose, plan.place, channel=plan.channel)
    spoken = replace(act, data=(*act.data, LANGUAGE))
    if len(plan.texts) > 1 and _speaks(mailings, tx, version, person) and mailings.gate.ask(caller, spoken).permitted:
        act = spoken
    outcome = mailings.gate.perform(tx, caller, act)
    addresses, languages = (_texts(outcome, version, term) for term in (DATA[plan.channel], LANGUAGE))
    if not addresses:
        return Decided(outcome)
    item, address = addresses[-1]
    return Decided(outcome, address, item, languages[-1][1] if languages else version.controller.get("language", "en"))


def _speaks(mailings: Mailings, tx: Connection, version: Version, person: int) -> bool:
    """Whether a language of the person is held; nothing is opened to see that."""
    covers = version.terms.data.covers
    return any(covers(LANGUAGE, item.category) for item in mailings.gate.vault.items(tx, person))


def _texts(outcome: Outcome, version: Version, term: str) -> list[tuple[int, str]]:
    """The texts of that kind that the gate gave out, each with its item, oldest first."""
    covers = version.terms.data.covers
    held = [(each.item, each.value) for each in outcome.held if covers(term, each.category)]
    return [(item, value.strip()) for item, value in held if isinstance(value, str) and value.strip()]


@dataclass
class _Round:
    """People who were claimed together."""

    mailings: Mailings
    claimed: Sequence[store.Waiting]

    def send(self) -> int:
        """What is not reached while the lease runs, or for want of a server, is given back."""
        with self.mailings.database.read() as tx:
            there = {number: self.mailings.get(tx, number) for number in {each.mailing for each in self.claimed}}
        until = self.mailings.clock() + LEASE - MARGIN
        left, sent = list(self.claimed), 0
        try:
            for mailing in there.values():
                version = self.mailings.version(mailing.plan)
                if mailing.plan.kind == "service" and is_marketing(version, mailing.plan.purpose):
                    self._halt(mailing)  # the policy makes it marketing by now
                    continue
                sent += self._all_of(mailing, version, left, until)
        finally:
            self._give_back(left)
        return sent

    def _all_of(self, mailing: Mailing, version: Version, left: list[store.Waiting], until: datetime) -> int:
        sent, open_mail = 0, self.mailings.mail
        sender = version.controller.get("email")
        if open_mail is None or not sender:
            raise SettingsError("no mail can be sent", help="set smtp, and controller.email in the policy")
        with open_mail(sender) as deliver:
            for each in [each for each in left if each.mailing == mailing.id]:
                if self.mailings.clock() >= until:
                    break
                left.remove(each)
                sent += self._one(mailing, version, each, deliver)
        return sent

    def _give_back(self, left: Sequence[store.Waiting]) -> None:
        if left:
            with self.mailings.database.write() as tx:
                store.release(tx, [each.message for each in left], self.mailings.clock() + NO_SERVER)

    def _halt(self, mailing: Mailing) -> None:
        with self.mailings.database.write() as tx:
            self.mailings.stop(tx, Caller(mailing.by), mailing)

    def _one(self, mailing: Mailing, version: Version, each: store.Waiting, deliver: Deliver) -> bool:
        message = self._ready(mailing, version, each)
        if message is None:
            return False
        try:
            deliver(message)
        except Undelivered as problem:
            self._put_off(each, gone=problem.gone)
            return False
        with self.mailings.database.write() as tx:
            store.mark(tx, each, "sent", ended_at=self.mailings.clock())
        return True

    def _ready(self, mailing: Mailing, version: Version, each: store.Waiting) -> Message | None:
        """The message, decided and entered; None when there is none to send, and the row says why."""
        now = self.mailings.clock()
        with self.mailings.database.write() as tx:
            if not is_here(tx, each.person) or not store.is_open(tx, each):
                return None
            if each.state == "handing" and mailing.plan.kind == "marketing":
                store.mark(tx, each, "unsure", ended_at=now)
                return None
            try:
                return self._decided(tx, mailing, version, each)
            except TrothError as error:
                log.error("a message of a mailing was not sent: %s (%s)", error.message, error.code)
                store.mark(tx, each, "failed", ended_at=now)
                return None

    def _decided(self, tx: Connection, mailing: Mailing, version: Version, each: store.Waiting) -> Message | None:
        mailings, now = self.mailings, self.mailings.clock()
        if _bounces(mailings, tx, version, each.person):
            store.mark(tx, each, "bounced", ended_at=now)
            return None
        found = decide(mailings, tx, mailing, version, each.person)
        if found.address is None:
            refused = found.outcome.refusal is not None
            state = "refused" if refused else "no-address"
            store.mark(tx, each, state, entry=found.outcome.entry, ended_at=now)
            return None
        token = mailings.tell.stop_link(tx, each.person, mailing.topic) if mailing.topic is not None else None
        store.mark(tx, each, "handing", now + LEASE, item=found.item, entry=found.outcome.entry)
        more = {"id_": each.message, "address": found.address, "language": found.language}
        return message_to(mailing, version.controller, mailings.places, token=token, **more)

    def _put_off(self, each: store.Waiting, *, gone: bool) -> None:
        now = self.mailings.clock()
        again = None if gone or each.tries >= len(PAUSES) else now + PAUSES[each.tries]
        with self.mailings.database.write() as tx:
            if not is_here(tx, each.person):
                return
            if gone and (went := store.select_message(tx, each.message)) is not None and went[1] is not None:
                note_bounce(tx, each.person, went[1], now, "refused")
            state = "waiting" if again else ("bounced" if gone else "failed")
            store.mark(tx, each, state, again, tries=each.tries + 1, ended_at=None if again else now)


def _bounces(mailings: Mailings, tx: Connection, version: Version, person: int) -> bool:
    """Whether messages to the newest address come back; nothing is opened to see that."""
    covers = version.terms.data.covers
    items = [item for item in mailings.gate.vault.items(tx, person) if covers(DATA["email"], item.category)]
    return bool(items) and bouncing(tx, person, items[-1].id)
