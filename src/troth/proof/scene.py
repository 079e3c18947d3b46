"""A scene: one drill person with the circumstances of one act, arranged through the same doors as anyone's.

Only two things are put in place by hand, for no door offers them: the item that the act is about (with the version,
source and notice the drill needs) and the recipient's entry on the register.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from troth import parties, people
from troth.controls import Stage
from troth.db import Connection
from troth.engine import Output
from troth.gate import Act, Caller, Intake, Outcome
from troth.language import Action, Version
from troth.parties import Agreement, Entered, Recipient
from troth.review.cells import Cell
from troth.vault import Collection

DAY = timedelta(days=1)
EVERYTHING = ("data",)
PLANTED = "drill value"  # what a drill's items hold: so that what comes out can be compared


def planted(version: Version, datum: str, person: int) -> Any:
    """The value that a drill puts where the datum is kept, of a form that the datum can have."""
    if version.terms.data.covers("email", datum):
        return f"drill-{person:x}@drill.example"
    if version.terms.data.covers("phone", datum):
        return "+442079460123"
    return PLANTED


@dataclass(slots=True)
class Scene:
    """`at`: the time of the act. Times of the methods are days before it (negative) or after."""

    stage: Stage
    tx: Connection
    version: Version
    cell: Cell
    at: datetime
    person: int = 0
    roles: set[str] = field(default_factory=set)
    cited: int | None = None
    told: tuple[str, ...] = ()
    agreed: tuple[datetime, datetime | None] | None = None
    aggregated: Output | None = None

    def begin(self) -> None:
        """The drill person, who came long before."""
        self.stage.clock.set(self.at - 20 * DAY)
        self.person = self.stage.tell.person(self.tx, self.caller, realm="drill").id

    @property
    def caller(self) -> Caller:
        return Caller("drill", frozenset(self.roles))

    # -- circumstances --

    def fact(self, name: str, value: bool) -> None:
        self._then(-10)
        self.stage.tell.fact(self.tx, self.caller, self.person, name, value)

    def choose(self, topic: str, *said: tuple[Any, int]) -> None:
        """What the person said on a topic, each with the days before the act."""
        for value, days in said:
            self._then(-days)
            self.stage.tell.choose(self.tx, self.caller, self.person, topic, value)

    def signal(self, topic: str) -> None:
        """A yes, and then the browser's signal."""
        self.choose(topic, ("yes", 9))
        self._then(-5)
        self.stage.tell.signal(self.tx, self.caller, self.person)

    def consent(
        self,
        *,
        explicit: bool,
        withdrawn: bool = False,
        purpose: str | None = None,
        datum: str | None = None,
        recipient: str | None = None,
        another_action: bool = False,
    ) -> None:
        """A consent to the act, or to something next to it."""
        self._then(-9)
        cell, to = self.cell, recipient or self.cell.to
        other = next(action for action in Action if action is not cell.action)
        given = self.stage.tell.consent(
            self.tx,
            self.caller,
            self.person,
            actions=(other.value if another_action else cell.action.value,),
            data=(datum or cell.datum,),
            purposes=(purpose or cell.purpose,),
            recipients=(to,) if to else (),
            explicit=explicit,
        )
        if withdrawn:
            self._then(-2)
            self.stage.tell.withdraw(self.tx, self.caller, self.person, given)

    def notified(self, *purposes: str) -> None:
        self.told = purposes

    def ground(
        self,
        kind: str,
        *,
        start: int = -9,
        end: int | None = None,
        other_person: bool = False,
        datum: str | None = None,
        recipient: str | None = None,
        used: bool = False,
    ) -> None:
        """A registered ground that the act will cite, good for the act or only nearly."""
        self._then(start)
        to = recipient or self.cell.to
        whom = self.stage.tell.person(self.tx, self.caller, realm="drill").id if other_person else self.person
        ground = self.stage.tell.ground(
            self.tx,
            self.caller,
            kind,
            people=(whom,),
            data=(datum or self.cell.datum,),
            recipients=(to,) if to else (),
            until=None if end is None else self.at + end * DAY,
            once=used,
            reference="drill",
        )
        if used:
            people.use_ground(self.tx, ground, at=self.at - DAY)
        self.cited = ground.id

    def agree(self, start: int, end: int | None) -> None:
        self.agreed = (self.at + start * DAY, None if end is None else self.at + end * DAY)

    def own(self, recipient: str, *, back: bool = False) -> None:
        self._then(-9)
        self.stage.tell.own_recipient(self.tx, self.caller, self.person, recipient)
        if back:
            self._then(-2)
            self.stage.tell.own_recipient(self.tx, self.caller, self.person, recipient, named=False)

    def output(self, output: Output) -> None:
        self.aggregated = output

    def role(self, role: str) -> None:
        self.roles.add(role)

    # -- the act --

    def act(self) -> Outcome:
        """Tries the act, through the gate."""
        cell = self.cell
        if cell.action is Action.COLLECT:
            return self._collect()
        self._plant(cell.datum)
        if cell.other is not None and cell.other != cell.datum:
            self._plant(cell.other)
        recipient = self._register()
        self.stage.clock.set(self.at)
        act = Act(
            cell.action,
            self.person,
            (cell.datum,),
            cell.purpose,
            property=cell.property,
            to=recipient,
            other=cell.other,
            ground=self.cited,
            output=self.aggregated,
        )
        return self.stage.gate.perform(self.tx, self.caller, act)

    def _collect(self) -> Outcome:
        cell = self.cell
        notice = self._notice() if self.told else None
        self.stage.clock.set(self.at)
        intake = Intake(
            self.person,
            {cell.datum: planted(self.version, cell.datum, self.person)},
            purpose=cell.purpose,
            property=cell.property,
            source=cell.source or "person",
            notice=notice,
        )
        return self.stage.gate.take(self.tx, self.caller, intake)

    def _notice(self) -> str:
        words = f"drill: {', '.join(self.told)}"
        name = f"drill-{hashlib.sha256(words.encode()).hexdigest()[:12]}"
        version = self.version
        people.keep_notice(
            self.tx, name, policy=version.policy, version=version.version, text=words, purposes=self.told, at=self.at
        )
        return name

    def _plant(self, category: str) -> None:
        collection = Collection(
            policy=self.version.policy,
            version=self.version.version,
            source=self.cell.source or "person",
            at=self.at - 15 * DAY,
            property=self.cell.property,
            purposes=self.told,
        )
        number = self.stage.vault.record_collection(self.tx, self.person, collection)
        value = planted(self.version, category, self.person)
        credential = self.version.terms.data.covers("credential", category)
        self.stage.vault.put(self.tx, self.person, category, value, collection=number, credential=credential)

    def _register(self) -> str | None:
        """A recipient of that kind, with as much of an agreement as the scene says."""
        to = self.cell.to
        if to is None or self.cell.action is Action.PUBLISH:
            return to
        name = f"drill-{self.person:016x}"
        entered = Entered("drill", self.at - 20 * DAY)
        recipient = Recipient(name, "drill", to, EVERYTHING, ("purposes",))
        parties.put_recipient(self.tx, recipient, at=self.at - 20 * DAY, entered=entered)
        if self.agreed is not None:
            start, until = self.agreed
            agreement = Agreement("drill", start, until, "0" * 64)
            parties.add_agreement(self.tx, name, agreement, entered=entered)
        return name

    def _then(self, days: int) -> None:
        self.stage.clock.set(self.at + days * DAY)
