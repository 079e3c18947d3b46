"""What follows when something that a person said, or that became known of them, ends a permission.

1. Where a clause promises to call data back (`recall {from}`), each recipient of that kind is told of what it may no
   longer have been given: one asks whether the disclosure would be permitted now.
2. Where it becomes known that somebody is under age, every recipient is told whose disclosure a clause now forbids, and
   every one of data that a clause erases for that reason. What went out on a ground of law stays where the clauses
   leave it: to help in an emergency, to government, to courts.

A ground that has run out, or was for once, carried its disclosure all the same: it is asked as if it still held. A role
is taken to be there: the data went to the recipient, whoever handed them over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from troth import parties, people
from troth.cases.parts import CLERK, Parts
from troth.cases.recall import every_disclosure, queue_notices, recipients_of
from troth.cases.sending.store import told_of
from troth.db import Connection, Database
from troth.engine import Reason, combined
from troth.errors import NotFound
from troth.gate import Act, Caller
from troth.gate.gathering import gather
from troth.language import Action, Version, atoms
from troth.language.model import Role
from troth.ledger import Entry
from troth.parties import Disclosure
from troth.people import cite_ground

AT_ONCE: Final = 100  # people a transaction


@dataclass(frozen=True, slots=True)
class Promised:
    """What a version promises. `kinds`: the recipients that data are called back from; `erased`: the data of minors
    that go."""

    kinds: frozenset[str]
    erased: frozenset[str]
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ended:
    """Looks, in the transaction in which it was told, which recipients have data that they would not get now."""

    parts: Parts

    def look_again(self, database: Database, report: Callable[..., object] = lambda *_: None) -> None:
        """Of everyone whose data went where a clause calls them back from: a permission also ends by time, with an
        agreement, or with a new version."""
        version = self.parts.version(self.parts.clock())
        kinds = promised(version).kinds if version is not None else frozenset[str]()
        with database.read() as tx:
            names = parties.of_kinds(tx, kinds) if kinds else []
        for name in names:
            last: int | None = 0
            while last is not None:
                last = self._some(database, name, last)
                report()

    def _some(self, database: Database, recipient: str, last: int) -> int | None:
        """Some people more; the last of them, or None."""
        with database.write() as tx:
            found = parties.people_sent(tx, recipient, after=last, limit=AT_ONCE)
            for person in found:
                with suppress(NotFound):  # erased at this very moment
                    people.hold_person(tx, person)
                    self(tx, CLERK, person, {})
        return found[-1] if found else None

    def __call__(self, tx: Connection, caller: Caller, person: int, told: Mapping[str, Any]) -> None:
        version = self.parts.version(self.parts.clock())
        minor = told.get("fact") == "known-minor" and told.get("value") is True
        if version is None or not (minor or promised(version).kinds):
            return
        look = _Look(self.parts, tx, version, minor, {})
        before = told_of(tx, person)
        lines = [each for each in every_disclosure(tx, person) if {(each.entry, f) for f in each.fields} - before]
        over = {line.id for line in lines if look.over(line)}
        made = queue_notices(self.parts, tx, person, "recall", lambda _: True, of=lambda line: line.id in over)
        if made:
            details: dict[str, Any] = {"recipients": recipients_of(made), "actor": caller.id}
            details |= {"policy": version.policy, "version": version.version}
            details |= self.parts.drill_mark(tx, person)
            self.parts.ledger.append(tx, Entry("recall", self.parts.clock(), person, details))


@lru_cache(maxsize=64)
def promised(version: Version) -> Promised:
    recipients, data = version.terms.recipients, version.terms.data
    duties = [clause.duty.params for clause in version.duties("recall") if clause.duty is not None]
    erasing = [clause.duty.params for clause in version.duties("erase") if clause.duty is not None]
    return Promised(
        frozenset[str]().union(*(recipients.descendants(term) for params in duties for term in params["from"])),
        frozenset[str]().union(
            *(data.descendants(t) for params in erasing if params["when"] == "known-minor" for t in params["data"])
        ),
        frozenset(
            condition.name
            for clause in version.clauses
            for condition in atoms(clause.conditions)
            if isinstance(condition, Role)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    parts: Parts
    tx: Connection
    version: Version
    minor: bool
    known: dict[Any, Reason | None]

    def over(self, line: Disclosure) -> bool:
        """Whether the recipient is to be told that it may keep the data no longer."""
        why, duties = self._why_not(line), promised(self.version)
        recipient = parties.last_known(self.tx, line.recipient, self.parts.clock())
        if why is not None and recipient is not None and recipient.kind in duties.kinds:
            return True
        if not self.minor:
            return False
        gone = not duties.erased.isdisjoint(line.fields) and (line.ground is None or why is not None)
        return gone or why is Reason.FORBIDDEN

    def _why_not(self, line: Disclosure) -> Reason | None:
        """Why the same would be refused now; None: it is permitted at one of our properties."""
        key = (line.recipient, line.purpose, line.fields, line.ground)
        if key not in self.known:
            reasons = [self._refused_at(line, place) for place in self.version.properties]
            self.known[key] = None if None in reasons else next(iter(reasons), Reason.OUT_OF_SCOPE)
        return self.known[key]

    def _refused_at(self, line: Disclosure, place: str) -> Reason | None:
        engine, at = self.parts.engine(), self.parts.clock()
        caller = Caller("recall", promised(self.version).roles)
        act = Act(Action.DISCLOSE, line.person, line.fields, line.purpose, place, line.recipient, ground=line.ground)
        try:
            found = gather(self.tx, engine, self.parts.vault, self.version, caller, act, at)
        except NotFound:  # who is off the register gets nothing any more
            return Reason.FORBIDDEN
        ground = None
        if line.ground is not None:
            ground = replace(cite_ground(self.tx, line.ground, line.person).facts(), until=None, used=False)
        answers = [engine.ask(replace(request, ground=ground)) for request in found.requests]
        answer = answers[0] if len(answers) == 1 else combined(answers, self.version)
        return None if answer.permitted else answer.reason
