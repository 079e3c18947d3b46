"""The records in troth: each operation is the act that says the same.

| in GDPRbench | in troth |
|---|---|
| USR | a person |
| a record, its key | a datum of the person, its term |
| CAT, SRC, PUR | what it was collected as, from whom, under a notice of which purpose |
| TTL, ACL | the policy: an `erase` duty, a role in a condition, a category each |
| OBJ | the newest restriction that the person, or they for that datum, asked for |
| DEC | the person's choice on decisions by machine |
| SHR | the register: which recipient may get data for a purpose |

Who has a purpose, an objection, a choice is looked up in a directory in memory, as an application would keep it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.company import deployed, document, moved
from benchmarks.gdprbench.records import BASE, EACH, GROUPS, HOURS, META, OBJECTIONS, PURPOSES, Metadata, Op, Record
from troth import people
from troth.app import Troth
from troth.db import Connection
from troth.errors import NotFound
from troth.gate import Act, Intake
from troth.language import Action
from troth.ledger import Entry
from troth.parties import Entered, Recipient, get_recipient, list_recipients, put_recipient
from troth.vault import ItemFacts

MOST = 40  # records of one user
TOPIC = "decisions"
CELLS = sorted({(number % PURPOSES, number % GROUPS) for number in range(PURPOSES * GROUPS)})


def policy() -> dict[str, Any]:
    groups = {f"cat-{group}": None for group in range(GROUPS)}
    slots = {f"cat-{g}-{n}": {"is": [f"cat-{g}", "order"]} for g in range(GROUPS) for n in range(MOST)}
    words = [*(f"pur-{n}" for n in range(PURPOSES)), *(f"obj-{n}" for n in range(OBJECTIONS))]
    names = [f"{kind}-{n}" for kind in ("shr", "src") for n in range(GROUPS)]
    clauses: list[dict[str, Any]] = [
        {"id": "decisions", "must": {"offer-choice": {"topic": TOPIC, "default": "no"}}},
        {"id": "done", "must": {"erase": {"data": list(groups), "when": "purpose-done"}}},
    ]
    for group, hours in enumerate(HOURS):
        kept = {"data": [f"cat-{group}"], "when": "collected", "after": f"{hours}h"}
        clauses.append({"id": f"ttl-{group}", "must": {"erase": kept}})
    for purpose, group in CELLS:
        scope = {"data": f"cat-{group}", "for": f"pur-{purpose}"}
        clauses.append({"id": f"c-{purpose}-{group}", "may": "collect", **scope})
        clauses.append({"id": f"u-{purpose}-{group}", "may": "use", **scope, "when": [{"role": f"acl-{group}"}]})
    terms = {
        "data": {**groups, **slots},
        "purposes": dict.fromkeys(words),
        "recipients": dict.fromkeys(names),
    }
    return document(terms=terms, clauses=clauses)


@dataclass(slots=True)
class Clock:
    """What the operations say the time is; never twice the same."""

    at: datetime = BASE

    def __call__(self) -> datetime:
        return self.at


@dataclass(slots=True)
class Directory:
    """Whose records are under which value, and which person a user is. Kept by the application."""

    person: dict[int, int] = field(default_factory=dict)
    user: dict[int, int] = field(default_factory=dict)
    of: dict[str, dict[int, dict[int, None]]] = field(
        default_factory=lambda: {name: defaultdict(dict) for name in ("pur", "obj", "dec")}
    )

    def add(self, person: int, meta: Metadata) -> None:
        told = dict(zip(META, meta, strict=True))
        self.person[told["usr"]], self.user[person] = person, told["usr"]
        for name, whose in self.of.items():
            whose[told[name]][told["usr"]] = None


class Ours:
    """A deployment with the records in it."""

    name = "troth"

    def __init__(self, troth: Troth, clock: Clock, directory: Directory, users: int) -> None:
        self._troth, self._clock, self._directory, self._users = troth, clock, directory, users
        self._caller = replace(troth.caller, roles=frozenset(f"acl-{group}" for group in range(GROUPS)))
        self._verbs: dict[str, Callable[..., Any]] = {
            "read_data": self._read,
            "read_metadata": self._told,
            "update_data": self._rectify,
            "update_metadata": self._update,
            "delete_record": self._delete,
        }

    def load(self, records: Iterable[Record]) -> None:
        """They are in it from the start: see `built`."""

    def close(self) -> None:
        """Whoever opened the deployment closes it."""

    def do(self, op: Op) -> Any:
        name, *arguments = op
        if isinstance(arguments[-1], datetime):
            self._clock.at = max(self._clock.at, arguments.pop())
        verb, _, by = name.partition("_by_")
        if by:
            return self._verbs[verb](by, *arguments)
        if verb == "create_record":
            return self._create(arguments[0])
        if verb == "verify_deletion":
            return not self._there(arguments[0])
        return self._logs(arguments[0])

    # -- reading --

    def _read(self, by: str, value: int) -> list[tuple[int, str]]:
        if by == "key":
            return self._read_one(value)
        if by == "usr":
            return self._own(value)
        users = [user for user in self._directory.of[by][value] if user in self._directory.person]
        acts = [self._use(user, f"cat-{user % GROUPS}", user % PURPOSES) for user in users]
        with self._troth.database.write() as tx:
            outcomes = self._troth.gate.perform_many(tx, self._caller, acts)
        return [
            (self._number(user, held.category), held.value)
            for user, outcome in zip(users, outcomes, strict=True)
            for held in outcome.unwrap().held
        ]

    def _use(self, user: int, data: str, purpose: int) -> Act:
        return Act(Action.USE, self._directory.person[user], (data,), f"pur-{purpose}")

    def _read_one(self, number: int) -> list[tuple[int, str]]:
        user, term = self._slot(number)
        person = self._directory.person.get(user)
        if person is None:
            return []
        outcome = self._troth.gate.use(self._caller, person, [term], f"pur-{number % PURPOSES}")
        return [(number, held.value) for held in outcome.held]

    def _own(self, user: int) -> list[tuple[int, str]]:
        """What a person gets of their own: no clause decides."""
        person = self._directory.person.get(user)
        if person is None:
            return []
        with self._troth.database.read() as tx:
            return [(self._number(user, i.category), i.value.open()) for i in self._troth.vault.get(tx, person)]

    def _told(self, by: str, value: int) -> list[Metadata]:
        """The nine fields of a user's records, or of one."""
        user = value if by == "usr" else value % self._users
        person = self._directory.person.get(user)
        if person is None:
            return []
        with self._troth.database.read() as tx:
            items, events = self._troth.vault.items(tx, person), people.events(tx, person)
            if by == "key":
                items = [item for item in items if item.category == self._slot(value)[1]]
            shared = self._shared(tx) if items else {}
        return [_metadata(user, item, events, shared) for item in items]

    def _there(self, number: int) -> bool:
        user, term = self._slot(number)
        person = self._directory.person.get(user)
        if person is None:
            return False
        with self._troth.database.read() as tx:
            return any(item.category == term for item in self._troth.vault.items(tx, person))

    def _shared(self, tx: Connection) -> dict[str, int]:
        """Which recipient gets data for a purpose, by the register."""
        listed = list_recipients(tx, self._clock.at)
        return {purpose: int(each.id[4:]) for each in listed for purpose in each.purposes}

    def _logs(self, number: int) -> int:
        with self._troth.database.read() as tx:
            return len(self._troth.ledger.recent(tx, "company", f"u-{number % PURPOSES}-{number % 5}", limit=number))

    # -- writing --

    def _create(self, record: Record) -> int:
        user, term = self._slot(record.number)
        with self._troth.database.write() as tx:
            person = self._directory.person.get(user) or _join(self._troth, tx, self._directory, record.meta)
            _collect(self._troth, tx, self._caller, person, {term: record.data}, record.meta)
        return 1

    def _rectify(self, _by: str, number: int, data: str) -> int:
        user, term = self._slot(number)
        person = self._directory.person.get(user)
        if person is None or not self._there(number):
            return 0
        with self._troth.database.write() as tx:
            _collect(self._troth, tx, self._caller, person, {term: data}, _meta_of(number, user), replaces=True)
        return 1

    def _update(self, by: str, value: int, *more: Any) -> int | None:
        if by in ("pur", "shr"):
            self._share(by, value, more[0])
            return None
        user = value if by == "usr" else value % self._users
        person = self._directory.person.get(user)
        if person is None:
            return None
        troth, caller = self._troth, self._caller
        with troth.database.write() as tx:
            if by == "key":
                troth.tell.restrict(tx, caller, person, data=[self._slot(value)[1]], purposes=[f"obj-{more[0]}"])
            elif more[0] == "obj":
                troth.tell.restrict(tx, caller, person, purposes=[f"obj-{more[1]}"])
            else:
                troth.tell.choose(tx, caller, person, TOPIC, "yes" if more[1] else "no")
        return None

    def _share(self, by: str, value: int, to: int) -> None:
        """Purposes go from one recipient of the register to another, with an entry of each change."""
        at = self._clock.at
        with self._troth.database.write() as tx:
            moving = [f"pur-{value}"] if by == "pur" else list(_existing(tx, value, at).purposes)
            losing = self._shared(tx).get(moving[0], to) if moving else to
            if losing == to:
                return
            for number, gains in ((losing, False), (to, True)):
                before = _existing(tx, number, at)
                rest = [purpose for purpose in before.purposes if purpose not in moving]
                now = tuple(rest + moving) if gains else tuple(rest)
                put_recipient(tx, replace(before, purposes=now), at=at, entered=Entered(self._caller.id, at))
                details = {"recipient": before.id, "purposes": list(now), "actor": self._caller.id}
                self._troth.ledger.append(tx, Entry("recipient", at, None, details))

    # -- deleting --

    def _delete(self, by: str, value: int | None = None) -> int:
        if by == "ttl" or value is None:
            return self._troth.lifetimes.sweep_all(self._troth.database).items
        if by == "usr":
            return self._erase(value)
        users = [value % self._users] if by == "key" else list(self._directory.of["pur"][value])
        persons = [self._directory.person[user] for user in users if user in self._directory.person]
        data = [self._slot(value)[1]] if by == "key" else None
        gone = 0
        with self._troth.database.write() as tx:
            for person in persons:
                self._troth.tell.done(tx, self._caller, person, f"pur-{value % PURPOSES}", data=data)
                gone += self._troth.tell.sweep(tx, self._caller, person).items
        return gone

    def _erase(self, user: int) -> int:
        person = self._directory.person.pop(user, None)
        if person is None:
            return 0
        with self._troth.database.write() as tx:
            before: dict[str, int] = dict(self._troth.tell.erase(tx, self._caller, person).before)
        return before["item"]

    # -- names --

    def _slot(self, number: int) -> tuple[int, str]:
        return number % self._users, f"cat-{number % GROUPS}-{number // self._users}"

    def _number(self, user: int, category: str) -> int:
        return user + int(category.rsplit("-", 1)[1]) * self._users


def _existing(tx: Connection, number: int, at: datetime) -> Recipient:
    found = get_recipient(tx, f"shr-{number}", at)
    if found is None:
        raise NotFound("no such recipient")
    return found


def _metadata(user: int, item: ItemFacts, events: Sequence[people.Event], shared: dict[str, int]) -> Metadata:
    group, objection, decides = int(item.category.split("-")[1]), 0, 0
    for event in events:
        mine = event.scope.data is None or item.category in event.scope.data
        if event.kind == "restriction" and mine and event.scope.purposes:
            objection = int(event.scope.purposes[0][4:])
        elif event.kind == "choice" and event.about == TOPIC:
            decides = int(event.value == "yes")
    purpose, source = item.collection.purposes[0], int(item.collection.source[4:])
    number = int(purpose[4:])
    return number, HOURS[group], user, objection, decides, group, shared[purpose], source, group


def _meta_of(number: int, user: int) -> Metadata:
    group, purpose = number % GROUPS, number % PURPOSES
    return purpose, HOURS[group], user, 0, 0, group, 0, group, group


def _join(troth: Troth, tx: Connection, directory: Directory, meta: Metadata) -> int:
    """A person with what they said."""
    person = troth.tell.person(tx, troth.caller).id
    troth.tell.restrict(tx, troth.caller, person, purposes=[f"obj-{meta[3]}"])
    troth.tell.choose(tx, troth.caller, person, TOPIC, "yes" if meta[4] else "no")
    directory.add(person, meta)
    return person


def _collect(
    troth: Troth,
    tx: Connection,
    caller: Any,
    person: int,
    values: dict[str, str],
    meta: Metadata,
    *,
    replaces: bool = False,
) -> None:
    given: dict[str, Any] = {"notice": f"notice-{meta[0]}", "source": f"src-{meta[7]}", "replace": replaces}
    troth.gate.take(tx, caller, Intake(person, values, **given)).unwrap()


def built(held: ExitStack, folder: Path, users: int, records: Sequence[Record]) -> tuple[Troth, Clock, Directory]:
    """A deployment on SQLite with all the records in it."""
    clock, directory = Clock(), Directory()
    troth = held.enter_context(deployed(folder, policy=policy(), clock=clock))
    with troth.database.write() as tx:
        _register(tx)
    caller = replace(troth.caller, roles=frozenset(f"acl-{group}" for group in range(GROUPS)))
    for start in range(0, users, 100):
        with troth.database.write() as tx:
            for user in range(start, min(users, start + 100)):
                mine = [records[user + place * users] for place in range(EACH)]
                clock.at = mine[0].created
                person = _join(troth, tx, directory, mine[0].meta)
                by_purpose = defaultdict[int, list[Record]](list)
                for each in mine:
                    by_purpose[each.meta[0]].append(each)
                for some in by_purpose.values():
                    values = {f"cat-{each.meta[8]}-{each.number // users}": each.data for each in some}
                    _collect(troth, tx, caller, person, values, some[0].meta)
    clock.at = BASE
    troth.ledger.integrate()
    return troth, clock, directory


def _register(tx: Connection) -> None:
    at = BASE.replace(year=BASE.year - 1)
    entered, data = Entered("benchmark", at), tuple(f"cat-{group}" for group in range(GROUPS))
    for number in range(GROUPS):
        purposes = tuple(f"pur-{purpose}" for purpose in range(PURPOSES) if purpose % GROUPS == number)
        made = Recipient(f"shr-{number}", f"Recipient {number}", f"shr-{number}", data, purposes)
        put_recipient(tx, made, at=at, entered=entered)
    for purpose in range(PURPOSES):
        words = f"We keep this for purpose {purpose}."
        told: dict[str, Any] = {"policy": "company", "version": "1", "text": words, "purposes": [f"pur-{purpose}"]}
        people.keep_notice(tx, f"notice-{purpose}", at=at, **told)


def elsewhere(held: ExitStack, troth: Troth, clock: Clock, url: str) -> Troth:
    """The same deployment on PostgreSQL."""
    return held.enter_context(moved(troth, url, clock))
