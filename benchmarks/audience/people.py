"""Invented people for one question: newsletters by e-mail, that a consent, a version, a choice and a stop decide."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from troth.app import Troth
from troth.audience.store import ALL, BETWEEN
from troth.db import Connection, Database, Instant
from troth.engine import Engine, compile_policies
from troth.language import from_documents
from troth.people import Event, Proof, Scope, append_many, make_people
from troth.vault import Kind, Vault
from troth.vault.model import Collection
from troth.vault.store import NewItem, add_collection, add_items

NOW = datetime(2024, 6, 1, tzinfo=UTC)
TOPICS = ("newsletters", "own-offers", "surveys")
_SHARE = {
    "choice": (50, 20, 30),
    "consent": (60, 40),
    "carried": (50, 25, 25),
    "stopped": (95, 5),
    "topic": (60, 20, 20),
}


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of person. `carried`: the newest version, the one before and told of the new, or that and not told."""

    choice: str | None
    consent: bool
    carried: str
    stopped: bool
    others: tuple[str | None, str | None]  # what they chose on two topics that are not asked about

    @property
    def columns(self) -> tuple[int, int, int, int]:
        """The four facts as plain columns have them: 1 for what permits."""
        return (self.choice == "yes", self.consent, self.carried in ("new", "told"), not self.stopped)

    @property
    def permitted(self) -> bool:
        return all(self.columns)


def sorts() -> list[tuple[Sort, int]]:
    """Every sort with its weight."""
    found: list[tuple[Sort, int]] = []
    choices = list(zip((None, "yes", "no"), _SHARE["topic"], strict=True))
    for choice, consent, carried, stopped, one, two in product(
        zip(("yes", "no", None), _SHARE["choice"], strict=True),
        zip((True, False), _SHARE["consent"], strict=True),
        zip(("new", "told", "old"), _SHARE["carried"], strict=True),
        zip((False, True), _SHARE["stopped"], strict=True),
        choices,
        choices,
    ):
        parts = (choice, consent, carried, stopped, one, two)
        weight = 1
        for part in parts:
            weight *= part[1]
        found.append((Sort(choice[0], consent[0], carried[0], stopped[0], (one[0], two[0])), weight))
    return found


def drawn(number: int, seed: int = 1) -> list[int]:
    """The place of each person's sort in `sorts`."""
    listed = sorts()
    return random.Random(seed).choices(range(len(listed)), [weight for _, weight in listed], k=number)


def policies() -> Engine:
    return compile_policies(from_documents(_documents()))


def _documents() -> list[dict[str, Any]]:
    """Two versions: the newer permits newsletters with a consent and a choice; who is told and says nothing agrees."""
    topics = {"newsletters": {"is": "direct-marketing", "topic": "newsletters"}}
    head = {"policy": "shop", "properties": ["shop.example"], "terms": {"purposes": topics}}
    offers = [{"id": f"offer-{t}", "must": {"offer-choice": {"topic": t, "default": False}}} for t in TOPICS]
    ask = {"id": "ask", "must": {"give-choice": {"on": "material-change", "mode": "notice"}}}
    news = {"id": "news", "may": "use", "data": "email", "for": "newsletters"}
    news |= {"when": ["consent", {"choice": "newsletters"}]}  # type: ignore[dict-item]
    old = head | {"version": "1", "effective": "2020-01-01", "clauses": offers}
    new = head | {"version": "2", "effective": "2023-01-01", "supersedes": "1", "clauses": [*offers, ask, news]}
    return [old, new]


def deployed(folder: Path, url: str | None) -> Troth:
    """A fresh deployment of them, on PostgreSQL where a URL is given; its clock stands."""
    for document in _documents():
        place = folder / "policy" / document["version"]
        place.mkdir(parents=True)
        (place / "policy.md").write_text("We send newsletters.\n", encoding="utf-8")
        (place / "policy.yaml").write_text(json.dumps(document | {"text": "policy.md"}), encoding="utf-8")
    settings = {} if url is None else {"database": url}
    return Troth.create(folder / "house", [folder / "policy"], clock=lambda: NOW, **settings)


def events(sort: Sort, days: Iterator[int]) -> list[Event]:
    """What was recorded of a person of that sort, at times of their own."""
    proof = Proof("a-staff", NOW)

    def event(kind: str, **more: Any) -> Event:
        return Event(kind, NOW - timedelta(days=300 - next(days) % 290), proof, **more)

    found = [event("fact", about="registered", value="true")]
    chosen = zip(TOPICS, (sort.choice, *sort.others), strict=True)
    found += [event("choice", about=topic, value=value) for topic, value in chosen if value is not None]
    if sort.consent:
        scope = Scope(("use",), ("contact",), ("direct-marketing",), ())
        found.append(event("consent", value="explicit", scope=scope))
    if sort.stopped:
        found.append(event("restriction", scope=Scope(data=("contact",))))
    if sort.carried == "told":
        found.append(event("notification", about="2", channel="email", policy="shop"))
    return sorted(found, key=lambda each: each.at)


def told(recorded: Sequence[Event]) -> Iterator[tuple[int, None, None, str]]:
    """Events as the audience's own reading has them: when, no end, about no other, and their words."""
    for event in recorded:
        scope = event.scope
        data, purposes = (ALL if part is None else " ".join(part) for part in (scope.data, scope.purposes))
        named = (event.about, event.value, event.channel, event.policy, " ".join(scope.actions or ()))
        words = BETWEEN.join((event.kind, *(word or "" for word in named), data, purposes, "", ""))
        yield Instant.encode(event.at), None, None, words


def held(sort: Sort) -> str:
    return BETWEEN.join(("email", _version(sort), "person", "[]"))


def _version(sort: Sort) -> str:
    return "2" if sort.carried == "new" else "1"


def fill(database: Database, vault: Vault, kinds: Sequence[int], together: int = 5_000) -> list[int]:
    """A store with people of those sorts; gives their ids. The values are bytes that nobody opens."""
    listed, ids = [sort for sort, _ in sorts()], list[int]()
    rng = random.Random(2)
    days = iter(lambda: rng.randrange(290), None)
    for start in range(0, len(kinds), together):
        some = [listed[kind] for kind in kinds[start : start + together]]
        with database.write() as tx:
            people = [person.id for person in make_people(tx, len(some), at=NOW - timedelta(days=400))]
            told = [(p, event) for p, sort in zip(people, some, strict=True) for event in events(sort, days)]
            append_many(tx, told)
            _keep(tx, vault, people, some)
        ids += people
    return ids


def _keep(tx: Connection, vault: Vault, people: Sequence[int], some: Sequence[Sort]) -> None:
    vault.open_people(tx, people)
    for person, sort in zip(people, some, strict=True):
        add_collection(tx, person, 1, Collection("shop", _version(sort), "person", NOW - timedelta(days=350)))
    things = ("email", "name", "phone", "postal-address")
    add_items(
        tx, [NewItem(p, i + 1, thing, 1, Kind.TEXT, 1, bytes(60)) for p in people for i, thing in enumerate(things)]
    )
