"""A town of invented people, made by the agreement tests' generators: policies, a question, records and items."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from tests.agreement.draw import Draw, some
from tests.agreement.policy_documents import START, Document
from tests.agreement.request_documents import PAST, SHIFTS, Aim, Making
from tests.agreement.words import CHANNELS, DAY, ROLES, TOPICS
from troth.audience import Audiences, OneByOne, Question
from troth.audience.model import ABOUT_EVERYONE
from troth.db import Connection, Database, metadata
from troth.engine import Engine, compile_policies
from troth.engine.fields import as_time
from troth.language import Action, from_documents
from troth.ledger import Ledger
from troth.parties import Agreement, Entered, Recipient, add_agreement, put_recipient
from troth.people import Event, Proof, Scope, append, erase_person, make_person, of_item, withdraw_consent
from troth.vault import Collection, MasterKeys, Vault

LATER = (1, DAY, 5 * DAY, 31 * DAY, 400 * DAY)
RECIPIENT = "swiftfoot"
KINDS = ("fact", "choice", "gpc", "consent", "restriction", "own-recipient", "decision", "notification")


@dataclass(slots=True)
class Town:
    """The store, the policies and the clock. Everything is drawn, also the times: near those that matter."""

    database: Database
    draw: Draw
    documents: list[Document]
    vault: Vault = field(default_factory=lambda: Vault(MasterKeys.generate()))
    people: list[int] = field(default_factory=list)
    seeing: random.Random = field(default_factory=lambda: random.Random(5))
    engine: Engine = field(init=False)
    making: Making = field(init=False)
    now: datetime = field(init=False)
    asked: Document = field(init=False)

    def __post_init__(self) -> None:
        self.engine = compile_policies(from_documents(self.documents))
        aim = Aim(self.documents)
        self.making = Making(self.draw, aim, self.draw.number(0, len(self.documents) - 1))
        self.now = moment(self.making.at)
        self.asked = self._asked()
        with self.database.write() as tx:
            for table in reversed(metadata.sorted_tables):
                tx.execute(delete(table))
            self._recipient(tx)

    def audiences(self) -> Audiences:
        """As another process would have it: knowing nothing yet."""
        return Audiences(self.database, lambda: self.engine, _NO_LEDGER, lambda: self.now)

    def one_by_one(self) -> OneByOne:
        return OneByOne(self.database, lambda: self.engine, self.vault, lambda: self.now)

    def question(self) -> Question:
        """The same matter each time, for one channel or another and in one role or another."""
        asked, draw = self.asked, self.draw
        return Question(
            Action(asked["action"]),
            tuple(asked["data"]),
            asked["for"],
            draw.pick((None, *CHANNELS)),
            RECIPIENT if asked["action"] == "disclose" else None,
            asked["in"],
            frozenset(some(draw, ROLES, 0, 2)),
        )

    def join(self) -> None:
        """Someone new: mostly with data, at times a drill person."""
        drill = self.draw.chance(8)
        with self.database.write() as tx:
            person = make_person(tx, at=self.now, realm="drill" if drill else "live").id
            self.vault.open_person(tx, person)
            self.people.append(person)
            for kind in KINDS:
                self._tell(tx, person, kind)
            for _ in range(self.draw.pick((1, 1, 2, 0))):
                self._keep(tx, person)
            self._show(tx, person)

    def change(self) -> None:
        """Something happens to someone."""
        if not self.people:
            return
        person = self.draw.pick(self.people)
        with self.database.write() as tx:
            self._show(tx, person)
            if self.draw.chance(15):
                erase_person(tx, person, at=self.now, proof=PROOF)
                self.vault.erase(tx, person)
                self.people.remove(person)
            elif self.draw.chance(20):
                self._drop(tx, person)
            elif self.draw.chance(25):
                self._keep(tx, person)
            else:
                self._tell(tx, person, self.draw.pick(KINDS))

    def wait(self) -> None:
        """Time passes."""
        self.now += timedelta(seconds=self.draw.pick(LATER))
        self.making.at = int((self.now - START).total_seconds())

    def _asked(self) -> Document:
        made = self.making
        mays = [each for each in made.aim.mays[made.aim.documents.index(made.document)] if _actions(each)]
        made.target = self.draw.pick(mays) if mays and self.draw.chance(95) else {}
        asked: Document = {"action": self.draw.pick(_actions(made.target) or ABOUT_EVERYONE), "data": made.data()}
        asked |= {"for": made.term("for", "purposes"), "in": made.place()}
        if asked["action"] == "disclose":
            asked["to"] = made.term("to", "recipients")
        return asked

    def _recipient(self, tx: Connection) -> None:
        if "to" not in self.asked:
            return
        fields = ("data",) if self.draw.chance(90) else ("contact",)
        recipient = Recipient(RECIPIENT, "Swiftfoot", self.asked["to"], fields, ("purposes",))
        entered = Entered("a-staff", self.now)
        put_recipient(tx, recipient, at=self.now - timedelta(days=90), entered=entered)
        if self.draw.chance(60):
            start, until = self._when(PAST), self.now + timedelta(days=3) if self.draw.chance(30) else None
            add_agreement(tx, RECIPIENT, Agreement("no. 1", start, until, "0" * 64), entered=entered)

    def _keep(self, tx: Connection, person: int) -> None:
        datum = self.making.datum() or {}
        word = self.draw.pick(self.asked["data"])
        category = self.making.down("data", word) if self.draw.chance(85) else self.making.term("data", "data")
        collection = Collection(
            str(self.making.document["policy"]),
            datum.get("version") or str(self.making.document["version"]),
            datum.get("source") or "person",
            self.now,
            purposes=tuple(datum.get("notified") or ()),
        )
        number = self.vault.record_collection(tx, person, collection)
        self.vault.put(tx, person, category, "a value", collection=number, credential=self.draw.chance(5))

    def _drop(self, tx: Connection, person: int) -> None:
        items = self.vault.items(tx, person)
        if items:
            self.vault.delete_item(tx, person, self.draw.pick(items).id)

    def _show(self, tx: Connection, person: int) -> None:
        """Who may see some of it; drawn apart from all else."""
        abouts = [*self.asked["data"], "data", *(of_item(item.id) for item in self.vault.items(tx, person))]
        for about in abouts:
            if self.seeing.random() < 0.3:
                at = self.now + timedelta(seconds=self.seeing.choice(SHIFTS))
                value = self.seeing.choice(("public", "contacts", "private"))
                append(tx, person, Event("visibility", at, PROOF, about=about, value=value))

    def _tell(self, tx: Connection, person: int, kind: str) -> None:
        for event in self._events(kind):
            seq = append(tx, person, event)
            if kind == "consent" and self.draw.chance(20):
                withdraw_consent(tx, person, seq, at=self._when(SHIFTS), proof=PROOF)

    def _events(self, kind: str) -> list[Event]:
        draw, made = self.draw, self.making
        times = PAST if draw.chance(85) else SHIFTS
        if kind == "fact":
            facts = ("registered", "customer", "account-open", "verified", "adult", "known-minor")
            return [
                self._event("fact", times, about=f, value=draw.pick(("true", "false")))
                for f in facts
                if draw.chance(60)
            ]
        if kind == "choice":
            count = draw.pick((0, 1, 2, 4))
            return [
                self._event("choice", times, about=draw.pick(TOPICS), value=draw.pick(("yes", "no")), channel=channel)
                for channel in [draw.pick((None, *CHANNELS)) for _ in range(count)]
            ]
        if kind == "gpc":
            return [self._event("gpc", times, value=v) for v in ("seen", "cleared") if draw.chance(30)]
        if kind == "own-recipient":
            own = self.asked.get("to") or "bank"
            return (
                [self._event(kind, times, about=own, value=draw.pick(("named", "removed")))] if draw.chance(50) else []
            )
        if kind in ("decision", "notification"):
            answer = draw.pick(("agreed", "declined")) if kind == "decision" else None
            policy = str(made.document["policy"])
            about = [made.version_id() for _ in range(draw.pick((0, 1, 2)))]
            return [self._event(kind, times, about=each, value=answer, policy=policy) for each in about]
        return self._scoped(kind, times)

    def _scoped(self, kind: str, times: tuple[int, ...]) -> list[Event]:
        """Consents and restrictions that mostly cover the question."""
        draw, made, asked = self.draw, self.making, self.asked
        found: list[Event] = []
        for _ in range(draw.pick((1, 0, 2) if kind == "consent" else (0, 0, 1))):
            data = tuple(made.up("data", word) for word in asked["data"])
            purposes = (made.up("purposes", asked["for"]),)
            until = self._when(SHIFTS) if draw.chance(30) else None
            if kind == "consent":
                to = (made.up("recipients", asked["to"]),) if asked.get("to") and draw.chance(80) else ()
                scope = Scope((asked["action"],), data, purposes, to)
                value = draw.pick(("explicit", "implied"))
            else:
                scope = Scope(None, draw.pick((data, None)), draw.pick((purposes, None)))
                value = None
            found.append(self._event(kind, times, value=value, scope=scope, until=until))
        return found

    def _event(self, kind: str, times: tuple[int, ...], **more: Any) -> Event:
        return Event(kind, self._when(times), PROOF, **more)

    def _when(self, shifts: tuple[int, ...]) -> datetime:
        return self.now + timedelta(seconds=self.draw.pick(shifts))


def _actions(may: Document) -> list[str]:
    """Those of a permission that can be asked of everyone."""
    actions = may.get("may", ())
    return [each for each in ABOUT_EVERYONE if each == actions or each in actions]


def moment(second: int) -> datetime:
    return START + timedelta(seconds=second)


PROOF = Proof("a-staff", as_time("2014-03-01", ""))
_NO_LEDGER: Ledger = None  # type: ignore[assignment]  # only looked at, never entered
