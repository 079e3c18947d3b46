"""When the time of an item is over, by the `erase` duties of the policy it was collected under.

An item keeps what was promised when it was given: the duties of the version U it was collected under. A later version
may promise an earlier end, and that counts too, for every version from U to the one in force; it never lengthens. Of
several ends the earliest counts. What starts each clock:

account-closed   the person's account is not open, since the time it was closed (opened again: the clock stops)
known-minor      it is known that the person is under age, since that became known
collected        the item's own time of collection
purpose-done     all purposes that the item was collected for are done, since the last was; an item whose notice named
                 none, when a done purpose names the item's data
source-ended     the item's source has ended: told for the source's term; for what the person told us (of others),
                 the source is the person, who ends when the sweep has taken the data of their own; for what somebody
                 else told us of the person, it is that giver, who ends likewise, or when they are erased
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from troth.engine import Engine
from troth.language import Clause, Version
from troth.lifetimes.model import End
from troth.people import Event
from troth.vault import ItemFacts

MARKS = ("fact", "purpose-done", "source-ended", "erasing")  # kinds of events that clocks go by


@dataclass(frozen=True, slots=True)
class Rule:
    """One `erase` duty. `categories`: the terms it names and all below them."""

    version: Version
    clause: str
    categories: frozenset[str]
    when: str
    after: timedelta


@dataclass(frozen=True, slots=True)
class Marks:
    """What has happened to a person that starts clocks."""

    closed: datetime | None
    minor: datetime | None
    done: tuple[Event, ...]
    ended: tuple[Event, ...]
    erasing: datetime | None
    givers: Mapping[int, datetime]

    @classmethod
    def of(cls, events: Iterable[Event], at: datetime, givers: Mapping[int, datetime]) -> Marks:
        """From events of the kinds `MARKS`, as they stand at a time.

        `givers`: since when the giver of an act of collection has ended, by its number.
        """
        seen = [event for event in events if event.at <= at]
        begun = [event.at for event in seen if event.kind == "erasing"]
        return cls(
            _since(seen, "account-open", "false"),
            _since(seen, "known-minor", "true"),
            tuple(event for event in seen if event.kind == "purpose-done"),
            tuple(event for event in seen if event.kind == "source-ended"),
            min(begun, default=None),
            givers,
        )


def _since(events: list[Event], fact: str, value: str) -> datetime | None:
    """Since when the fact stands so without a break; None if it does not, or is contradicted."""
    dated = [(event.at, event.value == value) for event in events if event.kind == "fact" and event.about == fact]
    against = max((at for at, so in dated if not so), default=None)
    return min((at for at, so in dated if so and (against is None or at > against)), default=None)


class Schedule:
    """The ends that the policies promise. Pure: events and times are arguments."""

    def __init__(self, engine: Engine) -> None:
        self._policies = {policy.id: policy for policy in engine.policies}

    def ends_at(self, item: ItemFacts, marks: Marks, at: datetime) -> End | None:
        """The earliest end that any duty gives the item; None while nothing has started a clock."""
        ends = [
            End(start + rule.after, rule.version.policy, rule.version.version, rule.clause, rule.when)
            for rule in self.rules(item, at)
            if (start := _start(rule, item, marks)) is not None
        ]
        return min(ends, key=lambda end: (end.at, end.version, end.clause), default=None)

    def knows(self, item: ItemFacts) -> bool:
        """Whether the version that the item was collected under is here to be asked."""
        policy = self._policies.get(item.collection.policy)
        return policy is not None and policy.version(item.collection.version) is not None

    def rules(self, item: ItemFacts, at: datetime) -> list[Rule]:
        """The duties that the item is under: of its own version, and of those that took effect since."""
        policy = self._policies.get(item.collection.policy)
        if policy is None or (own := policy.version(item.collection.version)) is None:
            return []
        later = [v for v in policy.versions if v is own or own.effective <= v.effective <= at]
        return [rule for version in later for rule in rules_of(version) if item.category in rule.categories]

    def ages(self) -> dict[timedelta, frozenset[str]]:
        """Of all versions: the categories whose clock starts when they are collected, by its length."""
        found: dict[timedelta, frozenset[str]] = {}
        for policy in self._policies.values():
            for rule in (rule for version in policy.versions for rule in rules_of(version)):
                if rule.when == "collected":
                    found[rule.after] = found.get(rule.after, frozenset()) | rule.categories
        return found

    def rest(self, at: datetime) -> timedelta | None:
        """How long a person stays here, without any data, once their account is closed: as long as the longest
        duty of a version in force keeps data then. None: no duty speaks of closed accounts, so nobody goes."""
        lengths = []
        for policy in self._policies.values():
            version = next((v for v in reversed(policy.versions) if v.effective <= at), None)
            rules = rules_of(version) if version is not None else ()
            lengths += [rule.after for rule in rules if rule.when == "account-closed"]
        return max(lengths, default=None)


@lru_cache(maxsize=256)
def rules_of(version: Version) -> tuple[Rule, ...]:
    """The `erase` duties of a version."""
    return tuple(_rule(version, clause) for clause in version.duties("erase"))


def _rule(version: Version, clause: Clause) -> Rule:
    params = clause.duty.params if clause.duty is not None else {}
    data = frozenset[str]().union(*(version.terms.data.descendants(term) for term in params["data"]))
    after = params.get("after")
    return Rule(version, clause.id, data, params["when"], after.length if after is not None else timedelta())


def _start(rule: Rule, item: ItemFacts, marks: Marks) -> datetime | None:
    if rule.when == "account-closed":
        return marks.closed
    if rule.when == "known-minor":
        return marks.minor
    if rule.when == "purpose-done":
        return _done(rule, item, marks)
    if rule.when == "source-ended":
        return _ended(rule, item, marks)
    return item.collection.at


def _done(rule: Rule, item: ItemFacts, marks: Marks) -> datetime | None:
    """When the last of the item's purposes was done, counting only what was done after its collection."""
    tree, data = rule.version.terms.purposes, rule.version.terms.data
    collected = item.collection
    about = [
        event
        for event in marks.done
        if event.at >= collected.at
        and (event.scope.data is None or any(data.covers(term, item.category) for term in event.scope.data))
    ]
    if not collected.purposes:
        return min((event.at for event in about if event.scope.data is not None), default=None)
    dates = [
        min((event.at for event in about if tree.covers(event.about or "", purpose)), default=None)
        for purpose in collected.purposes
    ]
    known = [date for date in dates if date is not None]
    return max(known) if len(known) == len(dates) else None


def _ended(rule: Rule, item: ItemFacts, marks: Marks) -> datetime | None:
    tree, source = rule.version.terms.recipients, item.collection.source
    after = [
        event.at for event in marks.ended if event.at >= item.collection.at and tree.covers(event.about or "", source)
    ]
    giver = marks.givers.get(item.collection_id)
    return min(after if giver is None else [*after, giver], default=None)
