"""A stand-in: a drill person who lives in the circumstances of a request as JSON (SPEC 10), on the stage's store.

A search over the policy finds a request that shows something (a witness); the stand-in makes it true of somebody,
through the doors that everyone's circumstances come through. Put in by hand are only the item, whose version and
notice the drill needs, and the recipient's entry on the register.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from troth import parties
from troth.controls.stage import Stage
from troth.db import Connection
from troth.engine import Output
from troth.gate import Act, Caller, Intake, Outcome, visibility
from troth.language import FACTS, Action, Version
from troth.parties import Agreement, Entered, Recipient
from troth.people import Visibility
from troth.vault import Collection

Raw = Mapping[str, Any]
DAY = timedelta(days=1)
BEFORE = 20  # days that a stand-in is there before the act


def planted(version: Version, datum: str, person: int) -> Any:
    """The value that a drill puts where the datum is kept, of a form that the datum can have."""
    if version.terms.data.covers("email", datum):
        return f"drill-{person:x}@drill.example"
    return "+442079460123" if version.terms.data.covers("phone", datum) else "drill value"


@dataclass(slots=True)
class StandIn:
    """`raw`: the request that is to come true; `at`: the time of the act; `under`: the version of its data."""

    stage: Stage
    version: Version
    raw: Raw
    at: datetime
    under: Version | None = None
    person: int = 0
    recipient: str | None = None
    ground: int | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    item: int | None = None  # the act is on this item alone

    @property
    def caller(self) -> Caller:
        return Caller("drill", self.roles)

    def enter(self, tx: Connection, *, since: datetime | None = None) -> StandIn:
        """Comes into the store long before the act, or `since`, with all that the request says of them."""
        self.stage.clock.set(since or self.at - BEFORE * DAY)
        self.person = self.stage.tell.person(tx, self.caller, realm="drill").id
        self.roles = frozenset(self.raw.get("roles") or ())
        self.stage.clock.set(self.at - 10 * DAY)
        self._facts(tx)
        self._consents(tx)
        self._ground(tx)
        self._register(tx)
        self._visibility(tx)
        if self.raw["action"] != Action.COLLECT:
            self._plant(tx, since or self.at - 15 * DAY)
        self.stage.clock.set(self.at)
        return self

    def choose(self, tx: Connection, topic: str, value: Literal["yes", "no"], *, at: datetime, **more: Any) -> None:
        """What the stand-in says on a topic; `more`: channel, via."""
        self.stage.clock.set(at)
        self.stage.tell.choose(tx, self.caller, self.person, topic, value, **more)

    def act(self, tx: Connection, *, at: datetime | None = None, channel: str | None = None) -> Outcome:
        """Tries what the request asks for, at the gate."""
        self.stage.clock.set(at or self.at)
        if self.raw["action"] == Action.COLLECT:
            return self.stage.gate.take(tx, self.caller, self._intake())
        return self.stage.gate.perform(tx, self.caller, self._act(channel))

    def _act(self, channel: str | None) -> Act:
        raw, output = self.raw, self.raw.get("output")
        action = Action(raw["action"])
        return Act(
            action,
            self.person,
            tuple(raw["data"]),
            raw["for"],
            property=raw["in"],
            to=self.recipient,
            other=raw.get("with"),
            channel=channel,
            ground=self.ground,
            output=Output(output["aggregated"], output["direct-identifiers"]) if output else None,
            item=self.item,
        )

    def _intake(self) -> Intake:
        values = {datum: planted(self.version, datum, self.person) for datum in self.raw["data"]}
        return Intake(self.person, values, self.raw["for"], self.raw["in"], self._source)

    @property
    def _source(self) -> str:
        return str((self.raw.get("datum") or {}).get("source") or "person")

    def _said(self) -> Mapping[str, Any]:
        return self.raw.get("person") or {}

    def _facts(self, tx: Connection) -> None:
        tell, said = self.stage.tell, self._said()
        for name in FACTS:
            if said.get(name) is not None:
                tell.fact(tx, self.caller, self.person, name, bool(said[name]))
        for recipient in said.get("own-recipients") or ():
            tell.own_recipient(tx, self.caller, self.person, recipient)
        for choice in said.get("choices") or ():
            tell.choose(tx, self.caller, self.person, choice["topic"], choice["value"])

    def _consents(self, tx: Connection) -> None:
        for consent in self._said().get("consents") or ():
            self.stage.tell.consent(
                tx,
                self.caller,
                self.person,
                actions=consent["actions"],
                data=consent["data"],
                purposes=consent["for"],
                recipients=consent.get("to") or (),
                explicit=consent["explicit"],
            )

    def _visibility(self, tx: Connection) -> None:
        """Who may see the data, where that is not what counts while nobody says anything."""
        seen: Visibility | None = (self.raw.get("datum") or {}).get("visibility")
        for datum in self.raw["data"]:
            if seen is not None and seen != visibility(self.under or self.version, datum):
                self.stage.tell.set_visibility(tx, self.caller, self.person, seen, data=datum)

    def _ground(self, tx: Connection) -> None:
        cited = self.raw.get("ground")
        if cited is None:
            return
        covers = cited.get("covers") or {}
        self.ground = self.stage.tell.ground(
            tx,
            self.caller,
            cited["kind"],
            people=(self.person,),
            data=covers.get("data") or (),
            recipients=covers.get("to") or (),
            reference="drill",
        ).id

    def _register(self, tx: Connection) -> None:
        """The recipient, entered on the register with or without an agreement; an audience needs none."""
        self.recipient = to = self.raw.get("to")
        if to is None or self.raw["action"] == Action.PUBLISH:
            return
        since = self.at - BEFORE * DAY
        self.recipient, entered = f"drill-{self.person:016x}", Entered("drill", since)
        recipient = Recipient(self.recipient, "drill", to, ("data",), ("purposes",))
        parties.put_recipient(tx, recipient, at=since, entered=entered)
        if (self.raw.get("recipient") or {}).get("agreement"):
            parties.add_agreement(tx, self.recipient, Agreement("drill", since, None, "0" * 64), entered=entered)

    def _plant(self, tx: Connection, at: datetime) -> None:
        told = tuple((self.raw.get("datum") or {}).get("notified") or ())
        under = self.under or self.version
        collection = Collection(under.policy, under.version, self._source, at, property=self.raw["in"], purposes=told)
        number = self.stage.vault.record_collection(tx, self.person, collection)
        for datum in dict.fromkeys((*self.raw["data"], *filter(None, (self.raw.get("with"),)))):
            self.stage.vault.put(tx, self.person, datum, planted(under, datum, self.person), collection=number)


def came_out(outcome: Outcome) -> bool:
    """Whether it happened: values were given out or stored."""
    return bool(outcome.held or outcome.items)


def reason(outcome: Outcome) -> str:
    """Why it was refused, in a word."""
    if outcome.refusal is None:
        return "nothing"
    found = outcome.answer.reason
    return found.value if found is not None else outcome.refusal.code
