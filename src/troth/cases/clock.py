"""By when a case must be answered: the policy's own word, and the law's; whichever is sooner.

The policy in force at receipt decides, not the one in force when somebody gets round to it. Days run from the receipt
(GDPR Art. 12(3) with Regulation 1182/71: a month ends with the same date of the next, or its last day); of working
days those count that are neither a public holiday of the place nor of what is the weekend there, and those of a weekend
on which people work all the same (China makes up for long holidays; in Hong Kong a Saturday counts, Cap. 593 s.2).
deadlines.csv holds the law; that of a country binds in its states too.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from dateutil.relativedelta import relativedelta

from troth.cases.model import CaseKind, Due
from troth.language import Clause, Version

if TYPE_CHECKING:
    from holidays import HolidayBase

COURTESY: Final = timedelta(days=30)  # where neither policy nor law names a day
REMINDERS: Final = (timedelta(days=7), timedelta(days=2))  # before the day
_EU: Final = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO"  # and the EEA
EU: Final = frozenset(_EU.split(" "))
_DUTIES: Final = {"complaint": "handle-complaints", "security-report": "take-security-reports"}
_LENGTH = re.compile(r"P(\d+)([DMB])")


@dataclass(frozen=True, slots=True)
class Law:
    """A term that an article sets for some kinds of cases; `more`: how much longer it may take, with a reason.

    `pauses`: whether the days do not count on which one waits for the person. So it is held of GDPR Art. 12(6); the
    rules of California count the days of finding out who asks (11 CCR 7021(b)), and Hong Kong's laws know no pause.
    """

    place: str
    name: str
    kinds: frozenset[str]
    length: str
    more: str
    pauses: bool


def due(kind: CaseKind, received: datetime, version: Version | None, countries: Iterable[str]) -> Due:
    """The earliest of all days that bind. `countries`: ISO 3166 codes of places whose law binds (`US-CA` a state)."""
    promised = [_promised(clause, received) for clause in promises(kind, version)]
    legal = [
        _set_by(law, received, place)
        for place in countries
        for law in _laws()
        if law.place in (place, jurisdiction(place)) and kind in law.kinds
    ]
    first = min([*promised, *legal], key=lambda each: each.at, default=Due(received + COURTESY, "courtesy"))
    limits = [law.most or law.at for law in legal]
    put_off = limits and any(law.most for law in legal) and min(limits) > first.at
    firm = min((law.firm for law in legal if law.firm is not None), default=None)
    return Due(first.at, first.source, min(limits) if put_off else None, firm)


def promises(kind: CaseKind, version: Version | None) -> tuple[Clause, ...]:
    """The clauses of the version that promise an answer to such a case."""
    if version is None:
        return ()
    if kind in _DUTIES:
        return version.duties(_DUTIES[kind])
    return tuple(c for c in version.duties("answer") if c.duty is not None and kind in c.duty.params["rights"])


def reminders(due_at: datetime, after: datetime) -> datetime | None:
    """The next time at which somebody is reminded: before the day, and when it has passed."""
    return min((at for at in (*(due_at - before for before in REMINDERS), due_at) if at > after), default=None)


def jurisdiction(country: str) -> str:
    """Whose law it is, of a country or of a part of one."""
    whole = country.partition("-")[0]
    return "EU" if whole in EU else whole


def _promised(clause: Clause, received: datetime) -> Due:
    within = clause.duty.params.get("within") if clause.duty is not None else None
    return Due(received + (within.length if within is not None else COURTESY), clause.id)


def _set_by(law: Law, received: datetime, place: str) -> Due:
    at, most = _after(received, law.length, place), None
    if law.more:
        most = _after(received, law.length + law.more, place)
    return Due(at, law.name, most, None if law.pauses else at)


def _after(start: datetime, lengths: str, place: str) -> datetime:
    for number, unit in _LENGTH.findall(lengths):
        count = int(number)
        if unit == "B":
            start = _working(start, count, place)
        else:
            start += relativedelta(months=count) if unit == "M" else timedelta(days=count)
    return start


def _working(start: datetime, days: int, place: str) -> datetime:
    calendar = _holidays(place)
    while days:
        start += timedelta(days=1)
        days -= calendar.is_working_day(start.date())
    return start


@lru_cache(maxsize=16)
def _holidays(place: str) -> HolidayBase:
    from holidays import country_holidays  # slow to load, and few laws count working days

    country, _, part = place.partition("-")
    return country_holidays(country, subdiv=part or None)


@lru_cache(maxsize=1)
def _laws() -> tuple[Law, ...]:
    return tuple(_read())


def _read() -> Iterator[Law]:
    text = (files("troth.cases") / "deadlines.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        kinds = frozenset(row["kinds"].split())
        name, pauses = f"{row['law']} {row['article']}", row["pauses"] == "yes"
        yield Law(row["jurisdiction"], name, kinds, row["length"], row["more"], pauses)
