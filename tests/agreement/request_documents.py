"""Requests by luck, aimed at the clauses of given policies and at the instants that matter to them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from tests.agreement.draw import Draw, some
from tests.agreement.mistakes import spoil
from tests.agreement.policy_documents import START, Document, Trees, known
from tests.agreement.words import (
    ACTIONS,
    BUILT_IN,
    CHANNELS,
    DAY,
    ELSEWHERE,
    FACTS,
    GROUNDS,
    PROPERTIES,
    ROLES,
    TOPICS,
    VISIBILITIES,
    WINDOWS,
)

SHIFTS = (
    0,
    -1,
    1,
    -DAY,
    -30 * DAY,
    40 * DAY,
    *(-length + near for length in WINDOWS.values() for near in (0, 1, -1)),
)
PAST = tuple(shift for shift in SHIFTS if shift <= 0)


class Aim:
    """What requests to a set of policies are aimed at: its permissions, words, versions and instants."""

    def __init__(self, documents: list[Document]) -> None:
        self.documents = documents
        self.instants = [seconds(document["effective"]) for document in documents]
        self.trees = [known(document) for document in documents]
        self.below = [{name: children(tree) for name, tree in trees.items()} for trees in self.trees]
        self.mays = [[each for each in document["clauses"] if "may" in each] for document in documents]

    def request(self, draw: Draw) -> Document:
        """One request; a few have a mistake in them."""
        index = draw.number(0, len(self.documents) - 1)
        made = Making(draw, self, index).request()
        return spoil(draw, made) if draw.chance(3) else made


def seconds(effective: date | datetime) -> int:
    """An effective date as seconds after the start of time here."""
    if not isinstance(effective, datetime):
        effective = datetime(effective.year, effective.month, effective.day, tzinfo=UTC)
    return int((effective.replace(tzinfo=effective.tzinfo or UTC) - START).total_seconds())


def children(tree: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """The tree from above: each term with those right under it."""
    below: dict[str, list[str]] = {term: [] for term in tree}
    for term, parents in tree.items():
        for parent in parents:
            below[parent].append(term)
    return below


@cache
def stamp(moment: int) -> str:
    """A time as requests write it, now and then in another zone."""
    at = START + timedelta(seconds=moment)
    if moment % 7 == 3:
        return (at + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%S+08:00")
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


class Making:
    """One request in the making, aimed at one version of one policy."""

    def __init__(self, draw: Draw, aim: Aim, index: int) -> None:
        self.draw = draw
        self.aim = aim
        self.document = aim.documents[index]
        self.trees: Trees = aim.trees[index]
        self.below = aim.below[index]
        self.at = aim.instants[index] + draw.pick((0, 1, DAY, 5 * DAY, 31 * DAY, -1))
        mays = aim.mays[index]
        self.target: Document = draw.pick(mays) if mays and draw.chance(94) else {}

    def request(self) -> Document:
        """The whole request, from what is asked to the facts."""
        draw = self.draw
        made: Document = {"action": self.action(), "data": self.data()}
        made["for"] = self.term("for", "purposes")
        made["in"] = self.place()
        made["at"] = stamp(self.at)
        self.add_to_and_with(made)
        if draw.chance(50):
            made["channel"] = draw.pick((None, *CHANNELS))
        if draw.chance(80):
            made["roles"] = some(draw, ROLES, 0, 2)
        for name, part in (("datum", self.datum), ("recipient", self.recipient), ("output", self.output)):
            self.add(made, name, part)
        self.add(made, "person", lambda: self.person(made))
        if draw.chance(60):
            made["ground"] = self.ground(made) if draw.chance(90) else None
        return made

    def add(self, made: Document, name: str, part: Any, left_out: int = 10) -> None:
        """Add a part; now and then leave it out, or say null."""
        if not self.draw.chance(left_out):
            made[name] = None if self.draw.chance(3) else part()

    def action(self) -> str:
        """One of the target's actions."""
        actions: Any = self.target.get("may", ACTIONS)
        return str(actions if isinstance(actions, str) else self.draw.pick(actions))

    def data(self) -> list[str]:
        """Mostly one datum, sometimes the same twice."""
        return [self.term("data", "data") for _ in range(self.draw.pick((1, 1, 1, 1, 2, 3)))]

    def term(self, dimension: str, tree: str) -> str:
        """A word of the target's dimension, or one further down; or any word."""
        if dimension not in self.target or self.draw.chance(5):
            return self.draw.pick(list(self.trees[tree]))
        words = self.target[dimension]
        return self.down(tree, words if isinstance(words, str) else self.draw.pick(words))

    def down(self, tree: str, word: str) -> str:
        """The word or one of its descendants."""
        while self.below[tree][word] and self.draw.chance(45):
            word = self.draw.pick(self.below[tree][word])
        return word

    def up(self, tree: str, word: str) -> str:
        """The word or one of its ancestors; at times any word of that tree."""
        if self.draw.chance(12):
            return self.draw.pick(list(BUILT_IN[tree]))
        while self.trees[tree].get(word) and self.draw.chance(45):
            word = self.draw.pick(self.trees[tree][word])
        return word

    def place(self) -> str:
        """A property: the target's, the version's, any, or one that nobody has."""
        if self.draw.chance(6):
            return self.draw.pick((*PROPERTIES, ELSEWHERE, "A.EXAMPLE"))
        named, properties = self.target.get("in", PROPERTIES), self.document["properties"]
        return str(self.draw.pick([each for each in properties if each in named] or properties))

    def add_to_and_with(self, made: Document) -> None:
        """A recipient and other data where the action needs them, or the target has them, or just so."""
        needed = {"disclose": "to", "link": "with"}.get(made["action"])
        for name, tree in (("to", "recipients"), ("with", "data")):
            if name == needed or self.draw.chance(80 if name in self.target else 25):
                made[name] = self.term(name, tree)
            elif self.draw.chance(10):
                made[name] = None

    def time(self, shifts: tuple[int, ...]) -> str:
        """A time near the request's: at it, a second off, or a window off."""
        return stamp(self.at + self.draw.pick(shifts))

    def interval(self) -> Document:
        """From before or about the request's time, to nowhere, or to about that time."""
        made: Document = {}
        self.add(made, "from", lambda: self.time(PAST if self.draw.chance(80) else SHIFTS), 8)
        if self.draw.chance(50):
            made["until"] = self.draw.pick((None, stamp(self.at + 1), stamp(self.at), stamp(self.at + DAY)))
        return made

    def datum(self) -> Document:
        """What is known of the datum, its version above all."""
        made: Document = {}
        self.add(made, "version", self.version_id, 20)
        self.add(made, "source", self.source, 15)
        purposes = list(self.trees["purposes"])
        self.add(made, "notified", lambda: some(self.draw, purposes, 0, 3), 15)
        self.add(made, "visibility", lambda: self.draw.pick(VISIBILITIES), 15)
        return made

    def version_id(self) -> str:
        """A version of the policies; seldom one that there is not."""
        if self.draw.chance(4):
            return "never-was"
        return str(self.draw.pick(self.aim.documents)["version"])

    def source(self) -> str:
        """The source of a datum."""
        if "from" in self.target and self.draw.chance(70):
            words = self.target["from"]
            word = words if isinstance(words, str) else self.draw.pick(words)
            return self.down("recipients", word) if word in self.below["recipients"] else word
        return self.draw.pick(("person", "person", "device", *self.trees["recipients"]))

    def recipient(self) -> Document:
        """What is known of the recipient."""
        made: Document = {}
        if not self.draw.chance(10):
            made["agreement"] = None if self.draw.chance(15) else self.interval()
        return made

    def output(self) -> Document:
        """What comes out."""
        made: Document = {}
        self.add(made, "aggregated", lambda: self.draw.pick((10, 4, 5, 9, 11, 40)), 12)
        self.add(made, "direct-identifiers", lambda: self.draw.chance(25), 12)
        return made

    def person(self, made: Document) -> Document:
        """What is known of the person."""
        draw, facts = self.draw, Document()
        for name in FACTS:
            self.add(facts, name, lambda name=name: draw.chance(30 if name == "known-minor" else 75))
        self.add(facts, "choices", lambda: [self.choice(made) for _ in range(draw.pick((0, 1, 2, 4)))])
        if not draw.chance(12):
            facts["gpc"] = self.time(SHIFTS) if draw.chance(45) else None
        self.add(facts, "consents", lambda: [self.consent(made) for _ in range(draw.pick((0, 1, 1, 2)))])
        if draw.chance(22):
            facts["restrictions"] = [self.restriction(made) for _ in range(draw.pick((0, 1, 1, 2)))]
        to = made.get("to") or "bank"
        recipients = list(BUILT_IN["recipients"])
        own = [to] if draw.chance(60) and to in self.trees["recipients"] else some(draw, recipients, 0, 2)
        self.add(facts, "own-recipients", lambda: own)
        self.add(facts, "notified", self.told, 25)
        self.add(facts, "decisions", lambda: [self.decision() for _ in range(draw.pick((0, 0, 1, 2)))], 25)
        return facts

    def choice(self, made: Document) -> Document:
        """A record of a choice."""
        draw = self.draw
        record: Document = {"topic": draw.pick(TOPICS), "value": draw.pick(("yes", "no"))}
        record["at"] = self.time(PAST if draw.chance(85) else SHIFTS)
        channel = made.get("channel") if draw.chance(40) else draw.pick((None, *CHANNELS))
        self.add(record, "channel", lambda: channel, 15)
        return record

    def consent(self, made: Document) -> Document:
        """A consent that mostly covers the request."""
        draw = self.draw
        record: Document = {
            "actions": [made["action"]] if draw.chance(75) else some(draw, ACTIONS, 0, 3),
            "data": [self.up("data", word) for word in made["data"]],
            "for": [self.up("purposes", made["for"])],
            "given": self.time(PAST if draw.chance(85) else SHIFTS),
        }
        to = made.get("to")
        self.add(record, "to", lambda: [self.up("recipients", to)] if to else [], 15)
        self.add(record, "explicit", lambda: draw.chance(70), 15)
        if draw.chance(40):
            record["withdrawn"] = draw.pick((None, self.time(SHIFTS)))
        return record

    def restriction(self, made: Document) -> Document:
        """A restriction that mostly covers some of the request."""
        record = self.interval()
        self.add(record, "data", lambda: [self.up("data", made["data"][0])] * self.draw.pick((1, 1, 1, 0)), 20)
        self.add(record, "for", lambda: [self.up("purposes", made["for"])] * self.draw.pick((1, 1, 1, 0)), 20)
        return record

    def told(self) -> dict[str, str]:
        """When the person was notified of which version."""
        shifts = PAST if self.draw.chance(80) else SHIFTS
        return {self.version_id(): self.time(shifts) for _ in range(self.draw.pick((0, 1, 2)))}

    def decision(self) -> Document:
        """A decision on a version."""
        answer, shifts = self.draw.pick(("agreed", "declined")), PAST if self.draw.chance(85) else SHIFTS
        return {"version": self.version_id(), "answer": answer, "at": self.time(shifts)}

    def ground(self, made: Document) -> Document:
        """A cited ground, mostly one that covers the request and that the target asks for."""
        draw = self.draw
        asked = [each["ground"] for each in self.target_conditions() if "ground" in each]
        kind = draw.pick(asked) if asked and draw.chance(80) else draw.pick(GROUNDS)
        record: Document = {"kind": kind, **self.interval()}
        self.add(record, "once", lambda: draw.chance(50), 40)
        self.add(record, "used", lambda: draw.chance(40), 40)
        self.add(record, "covers", lambda: self.scope(made), 5)
        return record

    def target_conditions(self) -> list[Document]:
        """The target's conditions that take an argument."""
        when = self.target.get("when", [])
        return [each for each in (when if isinstance(when, list) else [when]) if isinstance(each, dict)]

    def scope(self, made: Document) -> Document:
        """What a ground covers."""
        scope: Document = {}
        self.add(scope, "person", lambda: not self.draw.chance(8), 5)
        self.add(scope, "data", lambda: [self.up("data", word) for word in made["data"]], 5)
        to = made.get("to")
        self.add(scope, "to", lambda: [self.up("recipients", to)] if to else [], 8)
        return scope
