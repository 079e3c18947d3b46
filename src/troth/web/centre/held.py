"""What we hold: each item in plain words, where it came from, since when, and until when it is kept."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from troth.cases import words
from troth.engine import Engine
from troth.language.plain_words import spaced
from troth.lifetimes import Life, Schedule
from troth.vault import ItemFacts, Kind, StoredFile
from troth.web.centre.words import source_words
from troth.web.tongues import _, marked, ngettext, spoken

AT_ONCE = 100  # items a page
Lines = tuple[tuple[str, str], ...]  # what a part of a value is called (or nothing), and the part

_HOLDS: Mapping[str, str] = {
    "legal-obligation": marked("a law obliges us to keep it"),
    "dispute": marked("there is a dispute that it is needed for"),
    "agreement": marked("an agreement that it is needed for still runs"),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """Until when, in words, and the rule that says so. `holds`: why longer."""

    until: str
    rule: str = ""
    path: str = ""
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """One item. `value` None: it was not asked for; a credential has none ever."""

    id: int
    kind: str
    source: str
    at: datetime
    version: str
    path: str
    kept: Kept
    value: Lines | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one category, the newest first."""

    title: str
    items: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Holdings:
    """A page of what is held. `first`: the number of its first item; `following`: of the next page's, if there is."""

    groups: tuple[Group, ...]
    count: int
    first: int
    following: int | None
    shown: bool


def page_of(lives: Sequence[Life], first: int) -> list[Life]:
    """Those of one page: category by category, in the order in which we first heard of each."""
    order: dict[str, int] = {}
    for life in sorted(lives, key=lambda life: (life.item.collection.at, life.item.category)):
        order.setdefault(life.item.category, len(order))
    newest = sorted(lives, key=lambda life: life.item.id)
    newest.sort(key=lambda life: life.item.collection.at, reverse=True)
    newest.sort(key=lambda life: order[life.item.category])
    return newest[first : first + AT_ONCE]


def holdings(
    lives: Sequence[Life],
    engine: Engine,
    at: datetime,
    first: int,
    values: Mapping[int, Any] | None = None,
    told: Collection[int] = (),
) -> Holdings:
    """The page that begins with that item. `values`: as they were opened for the person; `told`: the acts of
    collection by which somebody else told us of them."""
    page, schedule = page_of(lives, first), Schedule(engine)
    groups: dict[str, list[Held]] = {}
    for life in page:
        by_another = life.item.collection_id in told
        held = _held(life, schedule, at, values, by_another=by_another)
        groups.setdefault(title(life.item, told), []).append(held)
    following = first + AT_ONCE if first + AT_ONCE < len(lives) else None
    made = tuple(Group(name, tuple(items)) for name, items in groups.items())
    return Holdings(made, len(lives), first, following, values is not None)


def title_of(category: str) -> str:
    """A category as the head of its items: Your name."""
    return words.title_of(spoken(), category)


def title(item: ItemFacts, told: Collection[int]) -> str:
    """The head of an item, which somebody else may have told us of them."""
    return told_title(item.category) if item.collection_id in told else title_of(item.category)


def told_title(category: str) -> str:
    """A category of what somebody tells of somebody else, from neither's side: Beneficiary email."""
    words = spaced(category)
    return words[:1].upper() + words[1:]


def _held(life: Life, schedule: Schedule, at: datetime, values: Mapping[int, Any] | None, *, by_another: bool) -> Held:
    collected = life.item.collection
    path = f"/policy/{quote(collected.policy, safe='')}/{quote(collected.version, safe='')}"
    value = tuple(lines(values[life.item.id])) if values is not None and life.item.id in values else None
    return Held(
        life.item.id,
        "credential" if life.item.kind is Kind.CREDENTIAL else "value",
        _("from another person") if by_another else source_words(collected.source),
        collected.at,
        collected.version,
        path,
        _kept(life, schedule, at),
        value,
    )


def _kept(life: Life, schedule: Schedule, at: datetime) -> Kept:
    holds = tuple(_(_HOLDS[hold.kind]) if hold.kind in _HOLDS else spaced(hold.kind) for hold in life.holds)
    policy = life.item.collection.policy
    if life.end is not None:
        rule = _rule_path(policy, life.end.version, life.end.clause)
        if life.end.at <= at:
            return Kept(_("its time is over; it goes within a day"), life.end.clause, rule, holds)
        return Kept(_("until %(day)s", day=spoken().day(life.end.at)), life.end.clause, rule, holds)
    rules = schedule.rules(life.item, at)
    if not rules:
        return Kept(_("as long as we need it; the policy names no end"), holds=holds)
    ends = words.ends_words(spoken(), [(rule.when, rule.after) for rule in rules])
    last = min(rules, key=lambda rule: rule.after)
    path = _rule_path(policy, last.version.version, last.clause)
    return Kept(_("until %(ends)s", ends=ends), last.clause, path, holds)


def _rule_path(policy: str, version: str, clause: str) -> str:
    return f"/policy/{quote(policy, safe='')}/{quote(version, safe='')}?{urlencode({'clause': clause})}"


def lines(value: Any) -> Iterator[tuple[str, str]]:
    """A value as lines to read."""
    if isinstance(value, StoredFile):
        yield "", f"{value.name} ({value.media_type}, {_size(value.size)})"
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield spaced(str(name)) or "–", _plain(part)
    elif isinstance(value, list):
        for part in value:
            yield "", _plain(part)
    else:
        yield "", _plain(value)


def _plain(part: Any) -> str:
    if isinstance(part, bool):
        return _("yes") if part else _("no")
    if isinstance(part, list) and all(isinstance(each, str | int | float) for each in part):
        return _listed(part)
    return json.dumps(part, ensure_ascii=False) if isinstance(part, dict | list) else str(part)


def _listed(parts: Iterable[Any]) -> str:
    return ", ".join(_plain(part) for part in parts)


def _size(count: int) -> str:
    if count < 1000:
        return ngettext("%(num)s byte", "%(num)s bytes", count)
    for unit in ("kB", "MB"):
        count //= 1000
        if count < 1000:
            return f"{count} {unit}"
    count //= 1000
    return f"{count} GB"
