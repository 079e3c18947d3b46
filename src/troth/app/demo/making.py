"""Making a demo: every datum of it is collected, used and disclosed through the gate, on the demo's own clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Literal

from troth.app.demo.clock import DemoClock
from troth.app.demo.invention import invented
from troth.app.demo.script import Joining, Scene, Script, enter_parties, keep_notices
from troth.app.house import Troth
from troth.controls.attestations import enter_file
from troth.db import Connection
from troth.gate import Act, Intake
from troth.language import Action, Policy
from troth.parties import Entered, receivers
from troth.people import list_people

Report = Callable[[str, int, int], None]
LOOKED_AT = 200  # people among whom one is chosen to be shown
TOGETHER = 100  # people whose joining is one transaction


def make(folder: Path, example: Path, people: int, report: Report, **settings: Any) -> Troth:
    """A demo store in `folder`, filled, its clock running on from the end of the month. `report`: progress."""
    script = Script.read(example)
    clock = DemoClock(script.joinings[0].at)
    troth = Troth.create(folder, [example], realm="demo", clock=clock, **settings)
    return Life(troth, script, clock, Random(1)).live(example, people, report)  # noqa: S311  the same month each time


def invitation(troth: Troth, address: str, link: str) -> str:
    """What to print when the demo is up."""
    policy, me = troth.engine.policies[0], f"{address.rstrip('/')}/me"
    return f"""
{policy.id} is up at {address}   (in the demo it is {troth.clock():%-d %B %Y}; stop with Ctrl-C)
sign in once:  {link}

four things to try
  1. open the page: each sentence of the policy is marked; choose one to see its rule and what happened under it
  2. “try a request”: let a courier ask for an e-mail address, and read why not
  3. in another terminal:  .venv/bin/troth ask {_shown(troth)} --action collect --data precise-location --for delivery
  4. be one of its people: open {me} and give {somebody(troth)}
     no mail leaves the demo: the letter with the link is printed here
"""


def somebody(troth: Troth) -> str:
    """The e-mail address of an invented person of whom there is something to see: one whose data went to many."""
    with troth.database.read() as tx:
        first = sorted(list_people(tx, limit=LOOKED_AT), key=lambda person: person.made_at)
        chosen = max(first, key=lambda person: len(receivers(tx, person.id)))
        held = troth.vault.get(tx, chosen.id, ["email"])
        return str(held[-1].value.open()) if held else "an address of one of them"


def _shown(troth: Troth) -> str:
    path = Path(troth.settings.policies[0])
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


class Life:
    """One telling of the script. `random` decides who does what; nothing else is left to chance."""

    def __init__(self, troth: Troth, script: Script, clock: DemoClock, random: Random) -> None:
        self.troth, self.script, self.clock, self.random = troth, script, clock, random
        self.people: list[int] = []
        self.grounds: dict[int, int] = {}

    def live(self, example: Path, people: int, report: Report) -> Troth:
        policy = self.troth.engine.policies[0]
        self._prepare(example, policy)
        for done in self._join(people, policy):
            report("people join", done, people)
        for day in range(self.script.days):
            self._day(self.script.start + timedelta(days=day))
            report("days pass", day + 1, self.script.days)
        self.troth.ledger.integrate()
        self.clock.start()
        return self.troth

    def _prepare(self, example: Path, policy: Policy) -> None:
        since = self.clock()
        with self.troth.database.write() as tx:
            enter_parties(tx, example, Entered(self.troth.caller.id, since), since)
            keep_notices(tx, self.script, policy.id, since)
            enter_file(tx, example, policy.versions)

    def _join(self, people: int, policy: Policy) -> Iterator[int]:
        total = sum(joining.share for joining in self.script.joinings)
        for joining in sorted(self.script.joinings, key=lambda joining: joining.at):
            self.clock.set(joining.at)
            self.troth.refresh()  # a version that waited until all were told of it
            wanted = len(self.people) + round(people * joining.share / total)
            while len(self.people) < wanted:
                with self.troth.database.write() as tx:
                    for _ in range(min(TOGETHER, wanted - len(self.people))):
                        self._one_joins(tx, joining, policy)
                yield len(self.people)

    def _one_joins(self, tx: Connection, joining: Joining, policy: Policy) -> None:
        troth, number, caller = self.troth, len(self.people), self.troth.caller
        self.clock.set(joining.at + timedelta(minutes=number))
        person = troth.tell.person(tx, caller).id
        self.people.append(person)
        notice = self.script.notices[joining.notice]
        values = {term: invented(term, number, self.random) for term in (*notice["required"], *notice["optional"])}
        troth.gate.take(tx, caller, Intake(person, values, notice=joining.notice)).unwrap()
        for fact in self.script.facts:
            troth.tell.fact(tx, caller, person, fact, True)
        for topic, share in self.script.choices.items():
            answer: Literal["yes", "no"] = "yes" if self._chance(share) else "no"
            troth.tell.choose(tx, caller, person, topic, answer, at=joining.at, via="web")
        told = self.script.told
        if joining.notice == told["of"] and self._chance(told["share"]):
            self.clock.set(max(told["at"], self.clock()))
            troth.tell.notify(tx, caller, person, policy.id, told["version"], by="email")

    def _day(self, day: datetime) -> None:
        """A day's scenes, in one transaction."""
        self.grounds.clear()
        with self.troth.database.write() as tx:
            for scene in self.script.scenes:
                for person in self._some(scene.share):
                    self.clock.set(day + timedelta(seconds=self.random.randrange(8 * 3600, 20 * 3600)))
                    self._play(tx, scene, person)

    def _play(self, tx: Connection, scene: Scene, person: int) -> None:
        troth, caller = self.troth, self.troth.caller
        if scene.act == "collect":
            number = self.people.index(person)
            values = {term: invented(term, number, self.random) for term in scene.data}
            about, giver = (troth.tell.person(tx, caller).id, person) if scene.of else (person, None)
            intake = Intake(about, values, scene.purpose, source=scene.source, notice=scene.notice, given_by=giver)
            outcome = troth.gate.take(tx, caller, intake)
            if scene.fact and outcome.refusal is None:
                troth.tell.fact(tx, caller, person, scene.fact, True)
            return
        ground = self._ground(tx, scene, person) if scene.ground else None
        act = Act(Action(scene.act), person, scene.data, scene.purpose or "", to=scene.to, ground=ground)
        troth.gate.perform(tx, caller, act)  # refused or not: the ledger has it

    def _ground(self, tx: Connection, scene: Scene, person: int) -> int:
        """A ground of the day for the person: their order, which the parcel is sent for."""
        if person not in self.grounds:
            made = self.troth.tell.ground(
                tx,
                self.troth.caller,
                scene.ground or "",
                people=(person,),
                data=("data",),
                recipients=("recipients",),
                reference=f"order-{self.random.randrange(10**9)}",
            )
            self.grounds[person] = made.id
        return self.grounds[person]

    def _some(self, share: float) -> list[int]:
        count = len(self.people) * share / 100
        whole = int(count) + (self.random.random() < count - int(count))
        return self.random.sample(self.people, min(whole, len(self.people)))

    def _chance(self, share: float) -> bool:
        return self.random.random() * 100 < share
