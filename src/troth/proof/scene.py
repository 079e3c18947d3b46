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
from troth.language import GROUND_KINDS, Action, GroundOf, Version, atoms
from troth.parties import Agreement, Entered, Recipient
from troth.people import Visibility
from troth.review.cells import Cell
from troth.vault import Collection

DAY = timedelta(days=1)
EVERYTHING = ("data",)
ALL = ("purposes",)
PLANTED = "drill value"  # what a drill's items hold: so that what comes out can be compared


def planted(version: Version, datum: str, person: int) -> Any:
    """The value that a drill puts where the datum is kept, of a form that the datum can have."""
    if version.terms.data.covers("email", datum):
        return f"drill-{person:x}@drill.example"
    if version.terms.data.covers("phone", datum):
        return f"+442079460{person % 1000:03d}"
    return f"{PLANTED} {person:x}"


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
    channel: str | None = None
    spent: bool = False  # the act is done once before
    given: int = 0  # disclosures that there were before the act
    made: Act | Intake | None = None  # the act, once it is ready
    listed: tuple[str, ...] = ()  # the data that the notice asks for; empty: it does not say
    fields: tuple[str, ...] = EVERYTHING  # what the recipient is registered for
    purposes: tuple[str, ...] = ALL
    alone: Visibility | None = None  # who may see the item of the act, set for it alone

    def begin(self) -> None:
        """The drill person, who came long before."""
        self.stage.clock.set(self.at - 20 * DAY)
        self.person = self.stage.tell.person(self.tx, self.caller, realm="drill").id

    @property
    def asked(self) -> list[str]:
        """The data that the act names, on both its sides."""
        return [term for term in (self.cell.datum, self.cell.other) if term is not None]

    @property
    def caller(self) -> Caller:
        return Caller("drill", frozenset(self.roles))

    # -- circumstances --

    def fact(self, name: str, value: bool) -> None:
        self._then(-10)
        self.stage.tell.fact(self.tx, self.caller, self.person, name, value)

    def choose(self, topic: str, *said: tuple[Any, int], channel: str | None = None) -> None:
        """What the person said on a topic, each with the days before the act."""
        for value, days in said:
            self._then(-days)
            self.stage.tell.choose(self.tx, self.caller, self.person, topic, value, channel=channel)

    def choose_otherwise(self, topic: str) -> None:
        """A no, and after it a yes on another topic, if the policy has one."""
        self.choose(topic, ("no", 9))
        topics = {str(c.duty.params.get("topic")) for c in self.version.duties("offer-choice") if c.duty is not None}
        for other in sorted(topics - {topic})[:1]:
            self.choose(other, ("yes", 5))

    def choose_by_channel(self, topic: str, value: str, otherwise: str) -> None:
        """Something for the channel of the act, and later something else for all channels."""
        self.channel = "email"
        self.choose(topic, (value, 9), channel=self.channel)
        self.choose(topic, (otherwise, 5))

    def choose_elsewhere(self, topic: str, value: str, otherwise: str) -> None:
        """Something for all channels, and later something else for another channel than the act's."""
        self.channel = "email"
        self.choose(topic, (value, 9))
        self.choose(topic, (otherwise, 5), channel="post")

    def signal(self, topic: str) -> None:
        """A yes, and then the browser's signal."""
        self.choose(topic, ("yes", 9))
        self._then(-5)
        self.stage.tell.signal(self.tx, self.caller, self.person)

    def consent(
        self,
        *,
        explicit: bool,
        withdrawn: int | None = None,
        purpose: str | None = None,
        datum: str | None = None,
        recipient: str | None = None,
        another_action: bool = False,
    ) -> None:
        """A consent to the act, or to something next to it. `recipient` empty: it names none."""
        self._then(-9)
        cell, to = self.cell, self.cell.to if recipient is None else recipient
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
        if withdrawn is not None:
            self._then(-withdrawn)
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
        once: bool = False,
        used: bool = False,
    ) -> None:
        """A registered ground that the act will cite, good for the act or only nearly."""
        self._then(-9)
        to = recipient or self.cell.to
        whom = self.stage.tell.person(self.tx, self.caller, realm="drill").id if other_person else self.person
        ground = self.stage.tell.ground(
            self.tx,
            self.caller,
            kind,
            people=(whom,),
            data=(datum or self.cell.datum,),
            recipients=(to,) if to else (),
            start=self.at + start * DAY,
            until=None if end is None else self.at + end * DAY,
            once=once or used,
            reference="drill",
        )
        if used:
            people.use_ground(self.tx, ground, at=self.at - DAY)
        self.cited = ground.id

    def other_ground(self, kind: str) -> None:
        """A ground of a kind that no clause asks for."""
        asked = {a.kind for c in self.version.clauses for a in atoms(c.conditions) if isinstance(a, GroundOf)}
        self.ground(next(each for each in GROUND_KINDS if each not in {kind, *asked}))

    def spend(self, kind: str) -> None:
        """A ground that is good once, and by which the very act was done before."""
        self.ground(kind, once=True)
        self.spent = True

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

    def restrict(self, *, lifted: bool = False, other: bool = False) -> None:
        """The person restricts just this use of just this datum; or of the `other`, that it would be linked with."""
        self._then(-6)
        told, cell = self.stage.tell, self.cell
        datum = cell.other if other and cell.other is not None else cell.datum
        made = told.restrict(self.tx, self.caller, self.person, data=(datum,), purposes=(cell.purpose,))
        if lifted:
            self._then(-2)
            told.lift(self.tx, self.caller, self.person, made)

    def notice_lists(self, *data: str) -> None:
        self.listed = data

    def registered_for(self, *, fields: tuple[str, ...] = EVERYTHING, purposes: tuple[str, ...] = ALL) -> None:
        self.fields, self.purposes = fields, purposes

    @property
    def fewer(self) -> Visibility:
        """A visibility that does not take in the act's audience, but may take in another."""
        return "contacts" if self.cell.to == "public" else "private"

    def show(self, *said: tuple[Any, int], alone: Any = None) -> None:
        """Who may see such data, each with the days before the act; `alone`: the item of the act, said before that."""
        for value, days in said:
            self._then(-days)
            self.stage.tell.set_visibility(self.tx, self.caller, self.person, value, data=self.cell.datum)
        self.alone = alone

    # -- the act --

    def act(self) -> Outcome:
        """Tries the act, through the gate."""
        ready = self.prepare()
        if isinstance(ready, Intake):
            return self.stage.gate.take(self.tx, self.caller, ready)
        return self.stage.gate.perform(self.tx, self.caller, ready)

    def act_among_many(self) -> Outcome:
        """Tries the act as one of many, which are read and recorded together."""
        ready, gate = self.prepare(), self.stage.gate
        if isinstance(ready, Intake):
            return gate.take_many(self.tx, self.caller, [ready])[0]
        return gate.perform_many(self.tx, self.caller, [ready])[0]

    def prepare(self) -> Act | Intake:
        """The act, with everything in place for it; the clock stands at its time."""
        self.made = self._intake() if self.cell.action is Action.COLLECT else self._act()
        return self.made

    def _act(self) -> Act:
        cell = self.cell
        item = self._plant(cell.datum)
        if self.alone is not None:
            self._then(-9)
            self.stage.tell.set_visibility(self.tx, self.caller, self.person, self.alone, item=item)
        if cell.other is not None and cell.other != cell.datum:
            self._plant(cell.other)
        self._plant_beside()
        recipient = self._register()
        self.stage.clock.set(self.at)
        act = Act(
            cell.action,
            self.person,
            (cell.datum,),
            cell.purpose,
            property=cell.property,
            to=recipient,
            channel=self.channel,
            other=cell.other,
            ground=self.cited,
            output=self.aggregated,
        )
        if self.spent:
            self.stage.gate.perform(self.tx, self.caller, act)
            self.given = len(parties.disclosures(self.tx, self.person))
        return act

    def _intake(self) -> Intake:
        cell = self.cell
        notice = self._notice() if self.told or self.listed else None
        self.stage.clock.set(self.at)
        return Intake(
            self.person,
            {cell.datum: planted(self.version, cell.datum, self.person)},
            purpose=cell.purpose,
            property=cell.property,
            source=cell.source or "person",
            notice=notice,
        )

    def _notice(self) -> str:
        version = self.version
        words = f"drill of {version.ref}: {', '.join(self.told)}; {', '.join(self.listed)}"
        name = f"drill-{hashlib.sha256(words.encode()).hexdigest()[:12]}"
        people.keep_notice(
            self.tx,
            name,
            policy=version.policy,
            version=version.version,
            text=words,
            purposes=self.told,
            required=self.listed,
            at=self.at,
        )
        return name

    def _plant(self, category: str, value: Any = None) -> int:
        collection = Collection(
            policy=self.version.policy,
            version=self.version.version,
            source=self.cell.source or "person",
            at=self.at - 15 * DAY,
            property=self.cell.property,
            purposes=self.told,
        )
        number = self.stage.vault.record_collection(self.tx, self.person, collection)
        value = value or planted(self.version, category, self.person)
        credential = self.version.terms.data.covers("credential", category)
        return self.stage.vault.put(self.tx, self.person, category, value, collection=number, credential=credential)

    def _plant_beside(self) -> None:
        """Something else of the person's, which the act does not ask for and must not bring out."""
        tree = self.version.terms.data
        beside = [term for term in ("aggregate", "testimonial") if not any(tree.covers(a, term) for a in self.asked)]
        for term in beside[:1]:
            self._plant(term, f"beside {self.person:x}")

    def _register(self) -> str | None:
        """A recipient of that kind, with as much of an agreement as the scene says."""
        to = self.cell.to
        if to is None or self.cell.action is Action.PUBLISH:
            return to
        name = f"drill-{self.person:016x}"
        entered = Entered("drill", self.at - 20 * DAY)
        recipient = Recipient(name, "drill", to, self.fields, self.purposes)
        parties.put_recipient(self.tx, recipient, at=self.at - 20 * DAY, entered=entered)
        if self.agreed is not None:
            start, until = self.agreed
            agreement = Agreement("drill", start, until, "0" * 64)
            parties.add_agreement(self.tx, name, agreement, entered=entered)
        return name

    def _then(self, days: int) -> None:
        self.stage.clock.set(self.at + days * DAY)
