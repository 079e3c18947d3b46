"""A program that acts through the gate until it is killed. For each "go" on its input it forks one that acts.

    python -m tests.journeys.acting FOLDER DATABASE SEED

The one that acts writes a line of JSON for each act, only after the act has committed. It has three threads: two act,
one puts entries into the ledger's tree. Its parent kills it with SIGKILL at a random moment and passes its lines on.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, NoReturn

from tests.gate.house import ANN, FACTS, NOW, House, warm
from troth.app.demo.clock import DemoClock
from troth.errors import NotFound, Refused
from troth.gate import Act, Caller, Intake
from troth.language import Action

END = "."
BEGIN = b"integrating\n"


class Actor:
    """One thread of acts on people of its own, and on one who is everybody's."""

    def __init__(self, troth: House, random: Random, say: Callable[[dict[str, Any]], None], shared: int) -> None:
        self.troth, self.random, self.say, self.people = troth, random, say, [shared]
        self.caller = Caller("a-actor")

    def run(self) -> None:
        acts = [self.order, self.address, self.use, self.disclose, self.choose, self.refused, self.together]
        while True:
            if len(self.people) < 3:
                self.join()
            person = self.random.choice(self.people)
            try:
                self.random.choice(acts)(person)
                if self.random.random() < 0.1:
                    self.erase(self.people[-1])
            except NotFound:  # the other thread erased the person who is everybody's
                self.people = [each for each in self.people if each != person]

    def join(self) -> None:
        person = self.troth.member()
        self.people.append(person)
        self.say({"act": "join", "person": person, "events": len(FACTS)})

    def order(self, person: int) -> None:
        done = self.troth.collects(person, {"order": {"goods": "lamp"}}, notice="order")
        self.say({"act": "collect", "person": person, "items": list(done.items.values()), "entry": done.entry})

    def address(self, person: int) -> None:
        done = self.troth.collects(person, {**ANN, "name": "Ann Birch"}, notice="sign-up")
        self.say({"act": "collect", "person": person, "items": [], "entry": done.entry})

    def use(self, person: int) -> None:
        done = self.troth.gate.use(self.caller, person, ["contact"], "support")
        self.say({"act": "use", "person": person, "entry": done.entry})

    def disclose(self, person: int) -> None:
        ground = self.troth.ordered(person, once=True)
        done = self.troth.gate.disclose(self.caller, person, ["name"], "delivery", "swiftfoot", ground=ground)
        self.say({"act": "disclose", "person": person, "disclosure": done.disclosure, "entry": done.entry})

    def choose(self, person: int) -> None:
        event = self.troth.told("choose", person, "newsletters", self.random.choice(("yes", "no")))
        self.say({"act": "choice", "person": person, "event": event})

    def refused(self, person: int) -> None:
        try:
            self.troth.gate.use(self.caller, person, ["email"], "sale")
        except Refused as refused:
            self.say({"act": "refuse", "person": person, "entry": refused.entry})

    def together(self, person: int) -> None:
        """Three acts in one transaction: all or none."""
        intake, act = Intake(person, {"order": "kite"}, notice="order"), Act(Action.USE, person, ("name",), "support")
        with self.troth.database.write() as tx:
            done = self.troth.gate.take(tx, self.caller, intake).unwrap()
            self.troth.gate.perform(tx, self.caller, act).unwrap()
            event = self.troth.tell.choose(tx, self.caller, person, "surveys", "no")
        self.say({"act": "collect", "person": person, "items": list(done.items.values()), "entry": done.entry})
        self.say({"act": "choice", "person": person, "event": event})

    def erase(self, person: int) -> None:
        self.troth.told("erase", person)
        self.say({"act": "erase", "person": person})
        self.people.remove(person)


def act(folder: str, database: str, seed: int, out: int) -> NoReturn:
    """Acts for ever."""
    troth = House.open(Path(folder), clock=DemoClock(NOW), database=database or None)
    assert isinstance(troth, House)

    def say(told: dict[str, Any]) -> None:
        os.write(out, json.dumps(told).encode() + b"\n")  # short of PIPE_BUF: lines of two threads never mix

    def integrate() -> NoReturn:
        while True:
            os.write(out, BEGIN)
            say({"act": "integrate", "size": troth.ledger.integrate().size})

    shared = troth.member()
    say({"act": "join", "person": shared, "events": len(FACTS)})
    for number in range(2):
        threading.Thread(target=Actor(troth, Random(seed + number), say, shared).run).start()
    integrate()


def killed(folder: str, database: str, seed: int) -> None:
    """One life: it acts, is killed after some lines and some moments more, and its lines are passed on.

    Every other one is killed when it has just begun to put entries into the tree.
    """
    random = Random(seed)
    read, write = os.pipe()
    if (child := os.fork()) == 0:
        os.close(read)
        act(folder, database, seed, write)
    os.close(write)
    with os.fdopen(read, "rb") as lines:
        said, wanted = [lines.readline()], random.randrange(1, 30)
        while sum(b"integrat" not in line for line in said) < wanted:
            said.append(lines.readline())
        while seed % 2 and said[-1] != BEGIN:
            said.append(lines.readline())
        time.sleep(random.random() / (200 if seed % 2 else 50))
        os.kill(child, signal.SIGKILL)
        said.append(lines.read())
    os.waitpid(child, 0)
    sys.stdout.write(b"".join(said).decode() + END + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    warm()
    for number, _ in enumerate(sys.stdin):
        killed(sys.argv[1], sys.argv[2], int(sys.argv[3]) + number)
