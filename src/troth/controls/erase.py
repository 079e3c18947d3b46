"""erase: clocks are let run out on drill people, and then one looks what is there, down to the database's bytes.

What keeps it is `troth.lifetimes`. The drills know of the schedule only what the clause says: its data, what starts the
clock, and how long after. Where another clause ends the same data sooner, the drill names it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from troth.controls.attempt import Attempt, Found, all_tried, broken, kept
from troth.controls.guest import CALLER
from troth.controls.intruder import store as intruder
from troth.controls.lodger import ADDRESS, Lodger, lodging
from troth.controls.model import Asked, Control, Drilled
from troth.controls.stage import Stage
from troth.errors import NotFound
from troth.language import Version
from troth.lifetimes import rows_of, rules_of

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
_HANGING = ("lookup", "item_chunk", "idempotency")


@dataclass(frozen=True, slots=True)
class Case:
    """What a clause says, and the times of its drills: `start` starts the clock, at `end` it has run out."""

    stage: Stage
    asked: Asked
    data: tuple[str, ...]
    when: str
    came: datetime
    start: datetime
    end: datetime
    purpose: str
    source: str

    @classmethod
    def of(cls, stage: Stage, asked: Asked) -> Case:
        when, length = str(asked.params["when"]), asked.params.get("after")
        came = asked.at - 15 * DAY
        start = came if when == "collected" else asked.at
        terms = asked.version.terms
        return cls(
            stage,
            asked,
            tuple(asked.params["data"]),
            when,
            came,
            start,
            start + (length.length if length is not None else timedelta()),
            min(terms.purposes.terms.keys() - {terms.purposes.name}),
            min(terms.recipients.terms.keys() - {terms.recipients.name}) if when == "source-ended" else "person",
        )

    def begun(self, lodger: Lodger, *more: str) -> None:
        """The clause's data are there, and an address to be found by if it is among them; the clock has started."""
        covers = self.asked.version.terms.data.covers
        address = [ADDRESS] if any(covers(term, ADDRESS) for term in self.data) else []
        purposes = (self.purpose,) if self.when == "purpose-done" else ()
        lodger.bring([*self.data, *address, *more], self.came, source=self.source, purposes=purposes)
        lodger.start(self.when, self.start, purpose=self.purpose, source=self.source)


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """Each with a drill person of its own, who is erased in the end."""
    case = Case.of(stage, asked)
    tried: dict[str, Attempt] = {
        "the data are there until the last second": lambda: _before(case),
        "the data are gone when their time is over, from every table": lambda: _after(case),
        "no byte of what was stored is left in the database": lambda: _bytes(case),
        "the ledger says what was erased and why, and verifies": lambda: _entry(case),
        "the sweep that comes again finds nothing": lambda: _again(case),
        "an erased person cannot be found, used or brought back": lambda: _person(case),
    }
    if (other := _unconcerned(asked.version, case)) is not None:
        tried["other data stay"] = lambda: _others(case, other)
    if case.when != "collected":
        tried["nothing goes while the clock has not started"] = lambda: _unstarted(case)
    if case.when == "account-closed":
        tried["an account opened again stops the clock"] = lambda: _reopened(case)
        tried["nothing else is kept: the person goes, key and all"] = lambda: _whole(case)
    closing = [rule.after for rule in rules_of(asked.version) if rule.when == "account-closed"]
    if case.when == "source-ended" and closing:
        tried["what a person told of others goes after their own data"] = lambda: _told(case, max(closing))
    yield from all_tried(asked.at, tried)


def _told(case: Case, own: timedelta) -> Found:
    """The person is the source; they end when the sweep has taken their own data,
    which it does when their account is closed."""
    with lodging(case.stage, case.asked, case.came - DAY) as lodger:
        lodger.bring(["name", *case.data], case.came)
        lodger.start("account-closed", case.start, purpose="", source="")
        gone = case.start + own
        lodger.sweep(gone)
        if not set(case.data) <= lodger.there():
            return broken("it went with the person's own data")
        lodger.sweep(gone + (case.end - case.start) - SECOND)
        early = set(case.data) - lodger.there()
        lodger.sweep(gone + (case.end - case.start))
        left = lodger.there() & set(case.data)
        return broken("it went too soon" if early else "it is still there") if early or left else kept("in its time")


def _unconcerned(version: Version, case: Case) -> str | None:
    """Data that no clause ends in the time of the drill: the clocks of those that end them do not run."""
    running = {case.when, "collected"}
    busy = frozenset[str]().union(*(rule.categories for rule in rules_of(version) if rule.when in running))
    tree = version.terms.data
    return min((term for term in tree.terms if term not in busy and not tree.covers("credential", term)), default=None)


def _before(case: Case) -> Found:
    with lodging(case.stage, case.asked, case.came - DAY) as lodger:
        case.begun(lodger)
        lodger.sweep(case.end - SECOND)
        missing = set(lodger.items) - lodger.there()
        if not missing:
            return kept("all were there a second before")
        named = _clauses(case, lodger) - {case.asked.clause.id}
        if named:
            return kept(f"went sooner, by {', '.join(sorted(named))}")
        return broken(f"went before their time: {', '.join(sorted(missing))}")


def _clauses(case: Case, lodger: Lodger) -> set[str]:
    """The clauses, other versions' included, that the person's entries of erasures name."""
    with case.stage.database.read() as tx:
        entries = case.stage.ledger.entries_of(tx, lodger.person)
    found = [e.entry.details for e in entries if e.entry is not None and e.entry.act == "erase"]
    own = case.asked.version.version
    return {
        clause if details.get("version") == own else f"{clause} of {details.get('version')}"
        for details in found
        for clause in details.get("clauses", ())
    }


def _after(case: Case) -> Found:
    with lodging(case.stage, case.asked, case.came - DAY) as lodger:
        case.begun(lodger)
        _remember(case, lodger)
        lodger.sweep(case.end)
        if left := lodger.there():
            return broken(f"still there: {', '.join(sorted(left))}")
        if hanging := lodger.rows(*_HANGING, "collection"):
            return broken(f"rows are left in {', '.join(sorted(hanging))}")
        return broken("the address still finds the person") if lodger.found() else kept("none is there")


def _remember(case: Case, lodger: Lodger) -> None:
    """An answer about the person is remembered, as for an idempotency key."""
    row = {"account": "drill", "key": lodger.person.to_bytes(32, "big"), "person": lodger.person}
    with case.stage.database.write() as tx:
        intruder.put(tx, "idempotency", {**row, "sealed": b"drill", "at": case.came})


def _bytes(case: Case) -> Found:
    with lodging(case.stage, case.asked, case.came - DAY) as lodger:
        case.begun(lodger)
        needles = lodger.sealed(*lodger.items)
        if not lodger.leaves(needles):
            return broken("what was stored could not be found before, so its absence would show nothing")
        lodger.sweep(case.end)
        places = lodger.leaves(needles)
        return broken(f"still in {', '.join(places)}") if places else kept("none of the stored bytes is left")


def _entry(case: Case) -> Found:
    other = _unconcerned(case.asked.version, case)
    with lodging(case.stage, case.asked, case.came - DAY) as lodger:
        case.begun(lodger, *([other] if other else []))
        lodger.sweep(case.end)
        report = case.stage.ledger.verify(openings=False)
        if not report.sound:
            return broken(report.findings[0].message)
        if other is None:
            return kept("the ledger verifies")
        named = _clauses(case, lodger)
        return kept(f"it names {', '.join(sorted(named))}") if named else broken("no entry names a clause")


def _again(case: Case) -> Found:
    with lodging(case.stage, case.asked, case.came - DAY) as lodger:
        case.begun(lodger)
        lodger.sweep(case.end)
        with case.stage.database.read() as tx:
            before = len(case.stage.ledger.entries_of(tx, lodger.person, limit=200))
        done = lodger.sweep(case.end)
        with case.stage.database.read() as tx:
            after = len(case.stage.ledger.entries_of(tx, lodger.person, limit=200))
        if done.items or done.erased or after != before:
            return broken(f"it erased {done.items} items again, with {after - before} entries")
        return kept("nothing happened")


def _person(case: Case) -> Found:
    with lodging(case.stage, case.asked, case.came - DAY) as lodger:
        case.begun(lodger)
        needles = lodger.sealed(*lodger.items)
        found = lodger.asks_to_be_erased(case.start)
        with case.stage.database.read() as tx:
            left = {name: count for name, count in rows_of(tx, lodger.person).items() if count}
        if left or not found.complete:
            return broken(f"rows are left in {', '.join(sorted(left)) or 'what it counted itself'}")
        if lodger.found() or lodger.leaves(needles):
            return broken("the person can be found still")
        return _gone(case, lodger)


def _gone(case: Case, lodger: Lodger) -> Found:
    try:
        with case.stage.database.write() as tx:
            case.stage.tell.fact(tx, CALLER, lodger.person, "account-open", True)
    except NotFound:
        return kept("there is no such person")
    return broken("something was recorded of a person who is erased")


def _others(case: Case, other: str) -> Found:
    with lodging(case.stage, case.asked, case.came - DAY) as lodger:
        case.begun(lodger, other)
        lodger.sweep(case.end)
        there = lodger.there()
        if lodger.found() or lodger.rows(*_HANGING):
            return broken(f"something hangs on what went: {', '.join(lodger.rows(*_HANGING))}")
        if there == {other}:
            return kept(f"{other} was left, and nothing else")
        return broken(f"{other} went too" if other not in there else "not all that is over went")


def _unstarted(case: Case) -> Found:
    with lodging(case.stage, case.asked, case.came - DAY) as lodger:
        lodger.bring(case.data, case.came, source=case.source, purposes=(case.purpose,))
        lodger.sweep(case.end)
        missing = set(lodger.items) - lodger.there()
        named = _clauses(case, lodger)
        if missing and not named - {case.asked.clause.id}:
            return broken(f"went without a reason: {', '.join(sorted(missing))}")
        return kept(f"went by {', '.join(sorted(named))} alone" if missing else "all stayed")


def _reopened(case: Case) -> Found:
    with lodging(case.stage, case.asked, case.came - DAY) as lodger:
        case.begun(lodger)
        case.stage.clock.set(case.start + SECOND)
        with case.stage.database.write() as tx:
            case.stage.tell.fact(tx, CALLER, lodger.person, "account-open", True)
        lodger.sweep(case.end)
        missing = set(lodger.items) - lodger.there()
        named = _clauses(case, lodger)
        if missing and not named - {case.asked.clause.id}:
            return broken(f"went though the account is open: {', '.join(sorted(missing))}")
        return kept("all stayed")


def _whole(case: Case) -> Found:
    lengths = [rule.after for rule in rules_of(case.asked.version) if rule.when == "account-closed"]
    with lodging(case.stage, case.asked, case.came - DAY) as lodger:
        case.begun(lodger)
        lodger.sweep(case.start + max(lengths))
        with case.stage.database.read() as tx:
            left = {name: count for name, count in rows_of(tx, lodger.person).items() if count}
        return broken(f"rows are left in {', '.join(sorted(left))}") if left else _gone(case, lodger)


CONTROL = Control("erase", drills)
