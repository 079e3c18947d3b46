"""All SQL of the lists of cases. Those of drill people are in none (SPEC 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select

from troth.cases.lists.model import GROUPS, OPEN, STATES_OF, Place, Refusal, Tally, Wanted
from troth.cases.model import CLOSED, Case, Level
from troth.cases.store import cases, steps
from troth.db import Connection
from troth.people.store import people

_CASE = tuple(cases.c[field.name] for field in fields(Case))
_LIVE = ~select(people.c.id).where(people.c.id == cases.c.person, people.c.realm == "drill").exists()
_paused = cases.c.state == "paused"
_stands = case((and_(_paused, cases.c.firm.is_(None)), 1), else_=0)  # a clock that stands is late never
_day = case((_paused, func.coalesce(cases.c.firm, cases.c.due)), else_=cases.c.due)


def select_open(tx: Connection, wanted: Wanted, at: datetime, after: Place | None, limit: int) -> list[Case]:
    """By the day they are due, so that what is late comes first; those that wait for the person at the end."""
    chosen = [*_wanted(wanted), cases.c.state.in_(STATES_OF[wanted.group] if wanted.group else OPEN)]
    if wanted.group == "late":
        chosen += [_day <= at, _stands == 0]
    if after is not None:
        stands, due, number = after
        later = or_(_day > due, and_(_day == due, cases.c.id > number))
        chosen.append(or_(_stands > stands, and_(_stands == stands, later)))
    listed = select(*_CASE).where(*chosen).order_by(_stands, _day, cases.c.id).limit(limit)
    return _cases(tx, listed)


def select_closed(tx: Connection, wanted: Wanted, after: Place | None, limit: int) -> list[Case]:
    """Those closed last come first; `after` has the time at which a case was closed for its day."""
    chosen = [*_wanted(wanted), cases.c.state.in_(sorted(CLOSED))]
    if after is not None:
        _, ended, number = after
        chosen.append(or_(cases.c.since < ended, and_(cases.c.since == ended, cases.c.id > number)))
    listed = select(*_CASE).where(*chosen).order_by(cases.c.since.desc(), cases.c.id).limit(limit)
    return _cases(tx, listed)


def count_open(tx: Connection, wanted: Wanted, at: datetime) -> Tally:
    """How many of the kind and the clause are open, whatever the group."""
    past = func.sum(case((and_(_day <= at, _stands == 0), 1), else_=0))
    counted = select(cases.c.state, func.count(), past).where(*_wanted(wanted), cases.c.state.in_(OPEN))
    rows = [tuple(row) for row in tx.execute(counted.group_by(cases.c.state))]
    found = {
        group: sum(late if group == "late" else n for state, n, late in rows if state in STATES_OF[group])
        for group in GROUPS
    }
    return Tally(sum(n for _, n, _ in rows), found)


def select_refusals(tx: Connection, after: Refusal | None = None, limit: int = 500) -> list[Refusal]:
    """The log book, in order: what was refused, whole or in part. `after`: the last one seen."""
    ends = and_(steps.c.person == cases.c.person, steps.c.case == cases.c.id, steps.c.kind.in_(("denied", "done")))
    whole = steps.c.kind == "denied"
    about = (cases.c.id, cases.c.person, cases.c.kind, cases.c.received)
    told = (steps.c.at, steps.c.code, whole, steps.c.by, steps.c.entry)
    chosen = [_LIVE, steps.c.code.is_not(None)]
    if after is not None:
        same = and_(steps.c.at == after.refused, cases.c.id > after.case)
        chosen.append(or_(steps.c.at > after.refused, same))
    listed = select(*about, *told).join(steps, ends).where(*chosen).order_by(steps.c.at, cases.c.id).limit(limit)
    return [Refusal(*row) for row in tx.execute(listed)]


def _wanted(wanted: Wanted) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = [_LIVE]
    if wanted.kind is not None:
        chosen.append(cases.c.kind == wanted.kind)
    if wanted.clause is not None:
        policy, clause = wanted.clause
        among = literal(" ") + cases.c.clauses + literal(" ")
        chosen += [cases.c.policy == policy, among.contains(f" {clause} ", autoescape=True)]
    return chosen


def _cases(tx: Connection, listed: Any) -> list[Case]:
    return [_case(row) for row in tx.execute(listed)]


def _case(row: Sequence[Any]) -> Case:
    named = dict(zip((field.name for field in fields(Case)), row, strict=True))
    named["clauses"], named["level"] = tuple(named["clauses"].split()), Level(named["level"])
    return Case(**named)
