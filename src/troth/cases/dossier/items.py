"""The items of the document: each with where it came from, until when it is kept and why, and what is in it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from msgspec import UNSET, UnsetType

from troth.cases.dossier.places import SHUT
from troth.cases.dossier.things import Collected, Content, Item, Kept, Rule
from troth.engine import Engine
from troth.gate import Owned
from troth.language import Version
from troth.lifetimes import Hold
from troth.lifetimes.holds import holding
from troth.lifetimes.schedule import MARKS, Marks, Schedule
from troth.people import Event
from troth.people.ref import ref
from troth.vault import Collection, ItemFacts, Kind, StoredFile

SMALL: Final = 256 * 1024  # bytes of a file that goes into the document itself
MOST: Final = 8 * 1024 * 1024  # bytes of all of them
_OTHERS: Final = "third-person"
_WORKED_OUT: Final = "derived"
_KINDS: Final[Mapping[Kind, Literal["text", "json", "file", "credential"]]] = {
    Kind.TEXT: "text",
    Kind.JSON: "json",
    Kind.FILE: "file",
    Kind.CREDENTIAL: "credential",
}
_Terms = tuple[str, str, str]  # policy, version, category: what rules go by


@dataclass
class Shelf:
    """Writes items down. What many share is worked out once: the rules of a category, and an act of collection.

    `place`: where files can be fetched, ending in a slash.
    """

    engine: Engine
    at: datetime
    holds: Sequence[Hold]
    marks: Marks
    place: str
    _schedule: Schedule = field(init=False)
    _rules: dict[_Terms, tuple[Rule, ...]] = field(default_factory=dict, init=False)
    _about: dict[_Terms, Literal["person", "others"]] = field(default_factory=dict, init=False)
    _held: dict[_Terms, tuple[str, ...]] = field(default_factory=dict, init=False)
    _acts: dict[int, Collected] = field(default_factory=dict, init=False)
    _room: int = field(default=MOST, init=False)

    def __post_init__(self) -> None:
        self._schedule = Schedule(self.engine)

    @classmethod
    def of(
        cls,
        engine: Engine,
        at: datetime,
        holds: Iterable[Hold],
        events: Iterable[Event],
        givers: Mapping[int, datetime],
        place: str,
    ) -> Shelf:
        """`events`: all of the person's; `holds` as well, also those that have ended; `givers`: whose time is over."""
        marks = Marks.of((event for event in events if event.kind in MARKS), at, givers)
        return cls(engine, at, [hold for hold in holds if hold.at(at)], marks, place)

    def items(self, owned: Owned, sources: frozenset[str] | None = None) -> tuple[Item, ...]:
        """All of them, or those given by these sources, in the order in which they came.

        What a company worked out of what it was given was given by nobody, whatever source it is filed under.
        """
        values, facts = owned.values, [each.facts for each in owned.items]
        if sources is not None:
            facts = [each for each in facts if each.collection.source in sources and not self._is(_WORKED_OUT, each)]
        return tuple([self._item(each, values) for each in facts])

    def _item(self, facts: ItemFacts, values: Mapping[int, Any]) -> Item:
        under, kind = facts.collection, facts.kind
        terms = (under.policy, under.version, facts.category)
        if terms not in self._rules:
            self._learn(terms, facts)
        acts = self._acts
        collected = acts.get(facts.collection_id)
        if collected is None:
            collected = acts[facts.collection_id] = _collected(under)
        number = ref("i", facts.id)
        value: Any = UNSET
        file: Content | UnsetType = UNSET
        withheld: str | UnsetType = UNSET
        if kind is Kind.CREDENTIAL:
            withheld = SHUT
        elif kind is Kind.FILE:
            file = self._file(number, values[facts.id])
        else:
            value = values[facts.id]
        kept, about, holds = self._kept(facts, terms), self._about[terms], self._held[terms]
        return Item(number, facts.category, _KINDS[kind], about, collected, kept, holds, value, file, withheld)

    def _learn(self, terms: _Terms, facts: ItemFacts) -> None:
        """What holds of all items of a category that were collected under one version."""
        rules = self._schedule.rules(facts, self.at)
        self._rules[terms] = tuple(_rule(r.version, r.clause, r.when, r.after) for r in rules)
        held = holding(self.holds, facts, self._version(facts))
        self._held[terms] = tuple(ref("h", hold.id) for hold in held)
        self._about[terms] = "others" if self._is(_OTHERS, facts) else "person"

    def _is(self, term: str, facts: ItemFacts) -> bool:
        """Whether its category is under that term, in the version that it was collected under."""
        version = self._version(facts)
        return version is not None and version.terms.data.covers(term, facts.category)

    def _version(self, facts: ItemFacts) -> Version | None:
        under = facts.collection
        policy = next((each for each in self.engine.policies if each.id == under.policy), None)
        return policy.version(under.version) if policy is not None else None

    def _kept(self, facts: ItemFacts, terms: _Terms) -> Kept:
        rules = self._rules[terms]
        end = self._schedule.ends_at(facts, self.marks, self.at) if rules else None
        if end is None:
            return Kept(None, None, rules)
        return Kept(end.at, f"{end.policy}#{end.clause}", rules)

    def _file(self, number: str, file: StoredFile) -> Content:
        """Read piece by piece; held together only if it is small."""
        whole, digest, pieces = file.size <= min(SMALL, self._room), hashlib.sha256(), list[bytes]()
        for piece in file.chunks():
            digest.update(piece)
            if whole:
                pieces.append(piece)
        facts = (file.name, file.media_type, file.size, digest.hexdigest())
        if not whole:
            return Content(*facts, link=f"{self.place}me/file/{number}")
        self._room -= file.size
        return Content(*facts, content=base64.b64encode(b"".join(pieces)).decode())


def _collected(under: Collection) -> Collected:
    named = (under.policy, under.version, under.notice, under.property)
    return Collected(under.at, under.source, *named, under.purposes)


def _rule(version: Version, clause: str, when: str, after: Any) -> Rule:
    return Rule(version.policy, version.version, clause, when, after)


def by_category(items: Iterable[Item]) -> Iterator[tuple[str, int]]:
    """How many there are of each, by name."""
    counts: dict[str, int] = {}
    for item in items:
        counts[item.category] = counts.get(item.category, 0) + 1
    yield from sorted(counts.items())
