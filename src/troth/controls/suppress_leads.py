"""suppress-leads: somebody whose address came by way of another says no; then one tries to reach them again.

What keeps it is `troth.gate.suppressing`: no list of people, only digests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from troth.controls.attempt import Attempt, Found, all_tried, broken, kept
from troth.controls.guest import CALLER, word
from troth.controls.intruder import store as intruder
from troth.controls.lodger import ADDRESS
from troth.controls.model import Asked, Control, Drilled
from troth.controls.permitted import permitted
from troth.controls.rehearsal import rehearsed
from troth.controls.stage import Stage
from troth.db import Connection
from troth.gate import Intake, Outcome
from troth.language import Action
from troth.people import events
from troth.vault import Collection

GIVEN = "third-party"


@dataclass(frozen=True, slots=True)
class Leads:
    """`topic`: what they say no to; `address`: that of the first."""

    stage: Stage
    tx: Connection
    asked: Asked
    topic: str
    address: str = field(default_factory=lambda: f"{word()}@drill.example", repr=False)

    def lead(self, address: str | None = None, source: str = GIVEN) -> int:
        """Somebody of whom we have an address by way of another."""
        person = self.stage.tell.person(self.tx, CALLER, realm="drill").id
        version, vault = self.asked.version, self.stage.vault
        collection = Collection(version.policy, version.version, source, self.asked.at)
        number = vault.record_collection(self.tx, person, collection)
        vault.put(self.tx, person, ADDRESS, address or self.address, collection=number, index=ADDRESS)
        return person

    def says(self, person: int, value: Literal["yes", "no"]) -> None:
        self.stage.tell.choose(self.tx, CALLER, person, self.topic, value)

    def given(self, address: str | None = None, source: str = GIVEN) -> Outcome:
        """Somebody new is to be taken in with the address; through the gate."""
        person = self.stage.tell.person(self.tx, CALLER, realm="drill").id
        purpose, place = self._purpose()
        return self.stage.gate.take(
            self.tx, CALLER, Intake(person, {ADDRESS: address or self.address}, purpose, place, source)
        )

    def _purpose(self) -> tuple[str, str]:
        """For what an address may be collected, if for anything."""
        version = self.asked.version
        covers = version.terms.data.covers
        for _, raw in permitted(version, Action.COLLECT):
            (datum,) = raw["data"]
            if covers(ADDRESS, datum) or covers(datum, ADDRESS):
                return raw["for"], raw["in"]
        return min(version.terms.purposes.terms), version.properties[0]


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """All of it is rolled back."""
    each: dict[str, Callable[[Leads], Found]] = {
        "the address of who said no is given again, however it is written": _again,
        "an address of nobody who said no is kept out by nothing": _stranger,
        "who has the same address by way of another has said no too": _sharer,
        "who said no is erased, and given again": _erased,
        "nothing of the address is kept but a digest": _digest,
        "who says yes again is kept out no longer": _yes,
    }
    yield from all_tried(asked.at, {name: _on(stage, asked, attempt) for name, attempt in each.items()})


def _on(stage: Stage, asked: Asked, attempt: Callable[[Leads], Found]) -> Attempt:
    def do() -> Found:
        topics = [clause.duty.params["topic"] for clause in asked.version.duties("offer-choice") if clause.duty]
        if not topics:
            return broken("the policy has no topic that one can say no to")
        with rehearsed(stage) as (there, tx):
            there.clock.set(asked.at)
            return attempt(Leads(there, tx, asked, str(topics[0])))

    return do


def _out(done: Outcome) -> bool:
    """Kept out, and for that reason where it would else be permitted."""
    refusal = done.refusal
    return refusal is not None and (not done.answer.permitted or refusal.code == "suppressed")


def _again(leads: Leads) -> Found:
    leads.says(leads.lead(), "no")
    for written in (leads.address, leads.address.upper(), f" {leads.address} "):
        if not _out(leads.given(written)):
            return broken("it was taken in")
    return kept("refused each time")


def _stranger(leads: Leads) -> Found:
    leads.says(leads.lead(), "no")
    done = leads.given(f"{word()}@drill.example")
    if done.refusal is not None and done.refusal.code == "suppressed":
        return broken("somebody who said nothing is kept out")
    own = leads.given(source="person")
    if own.refusal is not None and own.refusal.code == "suppressed":
        return broken("who gives their address themselves is kept out")
    return kept("others are not concerned")


def _sharer(leads: Leads) -> Found:
    other, stranger = leads.lead(), leads.lead(f"{word()}@drill.example")
    leads.says(leads.lead(), "no")
    if not _said(leads, other):
        return broken("the other can be written to still")
    return broken("a stranger has said no with them") if _said(leads, stranger) else kept("both have said no")


def _said(leads: Leads, person: int) -> list[Any]:
    return [event for event in events(leads.tx, person, kinds=("choice",)) if event.value == "no"]


def _erased(leads: Leads) -> Found:
    lead = leads.lead()
    leads.says(lead, "no")
    leads.stage.tell.erase(leads.tx, CALLER, lead)
    return kept("still refused") if _out(leads.given()) else broken("the no was forgotten with them")


def _digest(leads: Leads) -> Found:
    before = len(intruder.rows(leads.tx, "suppression"))
    lead = leads.lead()
    leads.says(lead, "no")
    rows = intruder.rows(leads.tx, "suppression")
    if len(rows) <= before:
        return broken("nothing is remembered")
    if any("person" in row or leads.address in str(row) or lead in row.values() for row in rows):
        return broken("it says more than a digest does")
    return kept("a digest, a topic and a day")


def _yes(leads: Leads) -> Found:
    lead = leads.lead()
    leads.says(lead, "no")
    leads.says(lead, "yes")
    done = leads.given()
    out = done.refusal is not None and done.refusal.code == "suppressed"
    return broken("the no is held against them") if out else kept("the yes counts")


CONTROL = Control("suppress-leads", drills)
