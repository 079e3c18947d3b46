"""Mailings: made, looked at, sent, stopped. What each person gets is decided one by one (`posting`, `export`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from troth.db import Connection, Database, new_id
from troth.errors import Conflict, NotFound, RequestError
from troth.gate import Caller, Gate, Telling
from troth.language import Version
from troth.ledger import Entry
from troth.notices.mailings import store
from troth.notices.mailings.footer import EXAMPLE, Places
from troth.notices.mailings.message import message_to
from troth.notices.mailings.model import Mailing, Plan, Progress, need_state, topic_for
from troth.notices.outbox.outbox import OpenMail
from troth.notices.sending import Message

AT_ONCE: Final = 1000  # people a transaction, when the list is made


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom a mailing may go to, as the policy and people's choices stand now. `told`: how many, and why not more."""

    told: Mapping[str, Any]
    people: Iterable[int] = field(default=(), repr=False)


Reach = Callable[[Mailing, bool], Reached]  # of a mailing, and whether ids are wanted too


@dataclass
class Mailings:
    """The mailings of a deployment. `version`: that in force at a property; `mail` None: no mail can be sent."""

    database: Database
    gate: Gate
    tell: Telling
    clock: Callable[[], datetime]
    reach: Reach
    places: Places
    mail: OpenMail | None = None

    def make(self, tx: Connection, caller: Caller, plan: Plan) -> Mailing:
        """Keeps a draft. NotAllowed for marketing as service; RequestError for a word that the policy does not know."""
        version = self.version(plan)
        topic, now = topic_for(version, plan), self.clock()
        mailing = Mailing(new_id(), plan, topic, "draft", now, caller.id, caller.roles)
        store.insert_mailing(tx, mailing)
        self.enter(tx, mailing, caller.id, "made")
        return mailing

    def get(self, tx: Connection, mailing: int) -> Mailing:
        """NotFound."""
        found = store.select_mailing(tx, mailing)
        if found is None:
            raise NotFound("there is no such mailing")
        return found

    def listed(self, tx: Connection, *, before: tuple[datetime, int] | None = None, limit: int = 200) -> list[Mailing]:
        """Newest first, from those made before that time (and of that time those of a smaller id)."""
        return store.select_mailings(tx, before=before, limit=limit)

    def progress(self, tx: Connection, mailing: Mailing) -> Progress:
        return Progress(store.counts(tx, mailing.id))

    def preview(self, mailing: Mailing, language: str = "en") -> Message:
        """What a person would get, with a link that stops nothing."""
        token = EXAMPLE if mailing.topic is not None else None
        more = {"id_": "preview", "address": "somebody@example.invalid", "language": language}
        return message_to(mailing, self.version(mailing.plan).controller, self.places, token=token, **more)

    def send(self, tx: Connection, caller: Caller, mailing: Mailing) -> None:
        """Has it sent, from now on by itself. Conflict unless it is a draft, and can be sent from here."""
        need_state(mailing, "draft")
        topic_for(self.version(mailing.plan), mailing.plan)
        self._can_be_sent(mailing)
        if store.set_state(tx, mailing.id, ("draft",), "starting", None):
            self.enter(tx, mailing, caller.id, "started")

    def stop(self, tx: Connection, caller: Caller, mailing: Mailing) -> None:
        """Who has not got it yet gets it no more. Conflict when it came to its end."""
        need_state(mailing, "draft", "starting", "sending")
        if store.set_state(tx, mailing.id, ("draft", "starting", "sending"), "stopped", self.clock()):
            self.enter(tx, mailing, caller.id, "stopped")

    def fill(self) -> None:
        """Lists whom each mailing that starts may go to. Broken off, it begins again, and lists nobody twice."""
        with self.database.read() as tx:
            starting = store.select_mailings(tx, ("starting",))
        for mailing in starting:
            page: list[int] = []
            for person in self.reach(mailing, True).people:
                page.append(person)
                if len(page) == AT_ONCE:
                    self._add(mailing, page)
                    page = []
            self._add(mailing, page)
            with self.database.write() as tx:
                store.set_state(tx, mailing.id, ("starting",), "sending", None)

    def end(self) -> None:
        """Notes which mailings are through."""
        with self.database.read() as tx:
            sending = store.select_mailings(tx, ("sending",))
            ended = [each for each in sending if not store.any_left(tx, each.id)]
        for mailing in ended:
            with self.database.write() as tx:
                if store.set_state(tx, mailing.id, ("sending",), "done", self.clock()):
                    self.enter(tx, mailing, mailing.by, "done")

    def version(self, plan: Plan) -> Version:
        """The version in force where the mailing speaks. RequestError when there is none."""
        found = self.gate.engine.version_at(plan.place or self.gate.property, self.clock())
        if found is None:
            raise RequestError("no version of a policy is in force there")
        return found

    def enter(self, tx: Connection, mailing: Mailing, actor: str, what: str) -> None:
        """What became of a mailing, of nobody in particular; each person has the entry of their own decision."""
        plan = mailing.plan
        details: dict[str, Any] = {"mailing": mailing.ref, "state": what, "kind": plan.kind, "purpose": plan.purpose}
        details |= {"channel": plan.channel, "digest": plan.digest, "actor": actor}
        if mailing.topic is not None:
            details["topic"] = mailing.topic
        if what in ("done", "stopped"):
            details["found"] = dict(store.counts(tx, mailing.id))
        self.gate.ledger.append(tx, Entry("mailing", self.clock(), None, details))

    def _add(self, mailing: Mailing, people: list[int]) -> None:
        with self.database.write() as tx:
            store.add_people(tx, mailing.id, people, self.clock())

    def _can_be_sent(self, mailing: Mailing) -> None:
        if mailing.plan.channel == "email" and self.mail is None:
            raise Conflict("no mail can be sent from here", help="set smtp, and controller.email in the policy")
        if mailing.topic is not None and not self.places.open_to_people:
            raise Conflict("nobody could open the link that stops it", help="set address to https://…")
