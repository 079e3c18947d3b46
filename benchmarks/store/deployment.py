"""A deployment of the example with people in it: what is measured, and nothing taken away from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks.company import bytes_of
from benchmarks.store.plain import Plain
from troth.app import Troth
from troth.app.demo.script import Script, keep_notices
from troth.db import Connection
from troth.gate import Intake

EXAMPLE = Path(__file__).parents[2] / "examples" / "lantern-market"
EARNED = ("account-balance", "commission", "bank-account")
ORDERED = ("order", "payment-card", "transaction-record", "billing-address")
TEXT = "ninety-nine bottles of ink on the shelf, and a letter to be written with each of them before the day "
TOPICS = ("newsletters", "own-offers", "partner-offers", "surveys", "fitting-pages")
TOGETHER = 100


def deployed(folder: Path, dialect: str, url: str) -> Troth:
    """A fresh deployment of the example, its notices kept."""
    given: dict[str, Any] = {"database": url} if dialect == "postgresql" else {}
    troth = Troth.create(folder, [EXAMPLE], **given)
    script = Script.read(EXAMPLE)
    with troth.database.write() as tx:
        keep_notices(tx, script, troth.engine.policies[0].id, troth.clock() - timedelta(days=1))
    return troth


@dataclass(slots=True)
class Beside:
    """The same people, with the same data, here and in the bare database."""

    troth: Troth
    plain: Plain
    people: list[int]

    def join(self, number: int) -> list[int]:
        """More people: four values each, registered."""
        joined: list[int] = []
        while len(joined) < number:
            with self.troth.database.write() as tx, self.plain.together():
                joined += [self._one(tx, place) for place in range(min(TOGETHER, number - len(joined)))]
        self.people += joined
        return joined

    def _one(self, tx: Connection, number: int) -> int:
        troth, caller = self.troth, self.troth.caller
        person = troth.tell.person(tx, caller).id
        values = {
            "name": f"Person {number}",
            "email": f"person.{person}@mail.example",
            "phone": f"+1 202 555 01{number % 100:02}",
            "postal-address": TEXT[:60],
        }
        troth.gate.take(tx, caller, Intake(person, values, notice="sign-up")).unwrap()
        troth.tell.fact(tx, caller, person, "registered", True)
        for category, value in values.items():
            self.plain.write(person, category, value.encode())
        return person

    def add(self, people: Sequence[int], terms: Sequence[str], purpose: str, size: int) -> None:
        """A value of that many bytes of each term, in one act of collection a person."""
        text = TEXT[:size].ljust(size, ".")
        for start in range(0, len(people), TOGETHER):
            with self.troth.database.write() as tx, self.plain.together():
                for person in people[start : start + TOGETHER]:
                    intake = Intake(person, dict.fromkeys(terms, text), purpose=purpose)
                    self.troth.gate.take(tx, self.troth.caller, intake).unwrap()
                    for term in terms:
                        self.plain.write(person, term, text.encode())

    def choose(self, person: int, times: int) -> None:
        """That many choices, recorded one after the other."""
        since = datetime(2014, 3, 1, tzinfo=UTC)
        with self.troth.database.write() as tx, self.plain.together():
            for number in range(times):
                topic, value = TOPICS[number % len(TOPICS)], ("yes", "no")[number % 2]
                at = since + timedelta(days=number)
                self.troth.tell.choose(tx, self.troth.caller, person, topic, value, at=at)  # type: ignore[arg-type]
                self.plain.add_event(person, number, topic, value)

    def turns(self) -> Iterator[int]:
        return cycle(self.people)

    def size(self) -> int:
        """Bytes of all of troth's tables and indices."""
        return bytes_of(self.troth)
