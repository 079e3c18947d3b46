"""People read from the store, each as the number of a kind: those of one kind get the same answer to every question.

A kind is a standing and what is held. Most people share the same few sequences of events, so what a sequence means is
worked out once (`people.record_of`, and `standing_of`), and found again by what it is made of: the words of its events
and the order of all its times, now among them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter, lt
from typing import Any, NamedTuple, cast

from troth.audience import store
from troth.audience.standing import Sieve, Standing, standing_of
from troth.db import Instant
from troth.people import record_of
from troth.people.visibility import OF_ITEM, Visibility

_FOREVER = 1 << 62  # later than every time that is kept
_LONG_AGO = -_FOREVER
_MICROSECOND = timedelta(microseconds=1)
_ONE_ITEM = f"visibility{store.BETWEEN}{OF_ITEM}"  # how the text of an event begins that is about one item
Row = Any  # a tuple, or a row as Core gives it
_NO_RECORD: Row = (0, "nothing", *[None] * 12, "live")


class Thing(NamedTuple):
    """What a decision asks of an item that is held."""

    category: str
    version: str
    source: str
    purposes: str  # as the vault keeps them: a JSON array
    seen: Visibility | None = None  # who may see it, where the person set that for it alone


class Person(NamedTuple):
    """A person who is there. Their kind holds from `since` up to, but not at, `until` (microseconds).

    `kind` None: nothing is held of them that could be used.
    """

    id: int
    kind: int | None
    since: int
    until: int


class Kind(NamedTuple):
    """The number of a standing and the number of what is held."""

    standing: int
    held: int


@dataclass(slots=True)
class Kinds:
    """Every kind that was met, and how to tell it from rows."""

    sieve: Sieve
    all: list[Kind] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)
    held: list[tuple[Thing, ...]] = field(default_factory=list)
    _kinds: dict[Kind, int] = field(default_factory=dict)
    _standings: dict[Standing, int] = field(default_factory=dict)
    _held: dict[tuple[Thing, ...], int] = field(default_factory=dict)
    _words: dict[str, int] = field(default_factory=dict)
    _sequences: dict[tuple[Any, ...], int] = field(default_factory=dict)
    _heaps: dict[tuple[str, ...], int] = field(default_factory=dict)
    _windows: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _items_alone: bool = False  # somebody set who may see a single item

    def __post_init__(self) -> None:
        for policy, windows in self.sieve.windows:
            self._windows[policy] = tuple(window // _MICROSECOND for window in windows)

    def read(self, rows: store.Read, at: datetime) -> Iterator[Person]:
        """Everyone who is there, in the order of ids, as of a time."""
        now = Instant.encode(at)
        by_person = itemgetter(0)
        events = _Following(groupby(rows.events, by_person))
        items = _Following(groupby(rows.items, by_person))
        nothing = self._standing([], now)
        for (person,) in rows.people:
            held = items.of(person)
            told = events.of(person)
            if held is None:
                yield Person(person, None, _LONG_AGO, _FOREVER)
            else:
                said = [] if told is None else list(told)
                standing, since, until = self._standing(said, now) if said else nothing
                own = self._own(said, now) if self._items_alone else {}
                texts = tuple([_text(row, own) for row in held] if own else [row[1] for row in held])
                yield Person(person, self._kind(standing, self._holding(texts)), since, until)

    def _own(self, rows: Iterable[Row], now: int) -> dict[int, Visibility]:
        """Who may see single items, where the person set that."""
        told = [_as_recorded(row) for row in rows if row[5].startswith(_ONE_ITEM)]
        said = record_of(0, told).said(Instant.decode(now)) if told else {}
        return {int(about.removeprefix(OF_ITEM)): value for about, value in said.items()}

    def _kind(self, standing: int, held: int) -> int:
        return _number(Kind(standing, held), self._kinds, self.all)

    def _holding(self, texts: tuple[str, ...]) -> int:
        found = self._heaps.get(texts)
        if found is None:
            things = tuple(_thing(*text.split(store.BETWEEN)) for text in sorted(set(texts)))
            found = self._heaps[texts] = _number(things, self._held, self.held)
        return found

    def _standing(self, rows: list[Row], now: int) -> tuple[int, int, int]:
        """The number of the standing, since and until when. The common case first: all is past, nothing ends."""
        words = self._words
        try:
            codes = tuple([words[row[5]] for row in rows])
        except KeyError:
            codes = tuple([words.get(row[5]) or self._word(row[5]) for row in rows])
        times = [row[2] for row in rows]
        if codes and (min(codes) < 0 or times[-1] > now or sorted(times) != times):
            return self._with_times(rows, codes, now)
        key = codes, tuple(map(lt, times, times[1:]))
        found = self._sequences.get(key)
        if found is None:
            found = self._sequences[key] = self._made(rows, now)
        return found, times[-1] if times else _LONG_AGO, _FOREVER

    def _with_times(self, rows: list[Row], codes: tuple[int, ...], now: int) -> tuple[int, int, int]:
        """As `_standing`, for any record: every instant at which something may change has its place in the order."""
        instants = [self._instants(row) for row in rows]
        order = sorted({instant for some in instants for instant in some})
        place = {instant: number for number, instant in enumerate(order)}
        past = bisect_right(order, now)
        seqs = {row[1]: number for number, row in enumerate(rows)}
        key = (
            codes,
            tuple(tuple(place[i] for i in some) for some in instants),
            past,
            tuple(seqs.get(r[4]) for r in rows),
        )
        found = self._sequences.get(key)
        if found is None:
            found = self._sequences[key] = self._made(rows, now)
        since = order[past - 1] if past else _LONG_AGO
        return found, since, order[past] if past < len(order) else _FOREVER

    def _instants(self, row: Row) -> list[int]:
        """When an event begins and ends, and when each window after a notification has passed."""
        at, until, text = row[2], row[3], row[5]
        found = [at] if until is None else [at, until]
        if self._words[text] < 0:
            found += [at + window for window in self._windows_of(text)]
        return found

    def _word(self, text: str) -> int:
        """A new number for the text of an event; below zero when there are more times to it than its own."""
        number = len(self._words) + 1
        self._items_alone = self._items_alone or text.startswith(_ONE_ITEM)
        timed = text.endswith(store.ENDING) or self._windows_of(text)
        self._words[text] = -number if timed else number
        return self._words[text]

    def _windows_of(self, text: str) -> tuple[int, ...]:
        kind, _, _, _, policy, *_ = text.split(store.BETWEEN)
        return self._windows.get(policy, ()) if kind == "notification" else ()

    def _made(self, rows: list[Row], now: int) -> int:
        record = record_of(0, [_as_recorded(row) for row in rows] or [_NO_RECORD])
        return _number(standing_of(record, Instant.decode(now), self.sieve), self._standings, self.standings)


class _Following:
    """Groups in the order of people, asked for in that order."""

    def __init__(self, groups: Iterator[tuple[int, Iterator[Row]]]) -> None:
        self._groups = groups
        self._next = next(groups, None)

    def of(self, person: int) -> Iterable[Row] | None:
        """The rows of the person; None when there are none."""
        while self._next is not None and self._next[0] < person:
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != person:
            return None
        return self._next[1]


def _number(thing: Any, numbers: dict[Any, int], things: list[Any]) -> int:
    """The number of a thing; a new one gets the next."""
    found = numbers.get(thing)
    if found is None:
        found = numbers[thing] = len(things)
        things.append(thing)
    return found


def _text(row: Row, own: Mapping[int, Visibility]) -> str:
    """The text of an item, with who may see it, where that was set for it alone."""
    seen = own.get(row[2])
    return str(row[1]) if seen is None else f"{row[1]}{store.BETWEEN}{seen}"


def _thing(category: str, version: str, source: str, purposes: str, seen: str | None = None) -> Thing:
    return Thing(category, version, source, purposes, cast("Visibility | None", seen))


def _as_recorded(row: Row) -> Row:
    """A row as `people.record_of` takes it."""
    _, seq, at, until, refers, text = row
    kind, *named, data, purposes, recipients, _ = text.split(store.BETWEEN)
    about, value, channel, policy, actions = (part or None for part in named)
    scope = (actions, *(None if part == store.ALL else part for part in (data, purposes)), recipients or None)
    return (0, kind, seq, at, about, value, channel, policy, until, refers, *scope, "live")
