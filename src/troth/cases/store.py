"""All SQL of cases. Each table leads its key with the person; what they wrote is sealed under their key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    func,
    insert,
    null,
    or_,
    select,
    update,
)

from troth.cases.model import Case, Level, Package, RecipientNotice, Step
from troth.db import Connection, Instant, PersonKey, Prepared, metadata
from troth.people.store import people

cases = Table(
    "person_case",
    metadata,
    Column("person", PersonKey, primary_key=True, autoincrement=False),
    Column("id", PersonKey, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("via", String(16), nullable=False),
    Column("state", String(12), nullable=False),
    Column("level", Integer, nullable=False),
    Column("received", Instant, nullable=False),
    Column("due", Instant, nullable=False),
    Column("most", Instant),
    Column("source", Text, nullable=False),
    Column("policy", Text),
    Column("version", Text),
    Column("clauses", Text, nullable=False),  # ids, with a space between
    Column("entered_by", Text, nullable=False),
    Column("act_at", Instant),
    Column("since", Instant),
    Column("asked", LargeBinary),
    Column("revision", Integer, nullable=False),
    Column("firm", Instant),
    Index("ix_person_case_id", "id", unique=True),
    Index("ix_person_case_act_at", "act_at"),
    Index("ix_person_case_due", "state", "due"),
)
steps = Table(
    "person_case_step",
    metadata,
    Column("person", PersonKey, primary_key=True, autoincrement=False),
    Column("case", PersonKey, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("code", Text),
    Column("level", Integer),
    Column("until", Instant),
    Column("entry", Text),
    Column("note", Text),  # what was signed, such as a certificate: no value of anybody
    Column("sealed", LargeBinary),
)

packages = Table(
    "case_package",
    metadata,
    Column("person", PersonKey, primary_key=True, autoincrement=False),
    Column("case", PersonKey, primary_key=True, autoincrement=False),
    Column("part", String(8), primary_key=True),  # json or pdf
    Column("made_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False, index=True),
    Column("fetched_at", Instant),
    Column("digest", String(64), nullable=False),  # SHA-256 of what is inside, hexadecimal
    Column("sealed", LargeBinary, nullable=False),
)
notices = Table(
    "recipient_notice",
    metadata,
    Column("person", PersonKey, primary_key=True, autoincrement=False),
    Column("id", PersonKey, primary_key=True, autoincrement=False),
    Column("recipient", Text, nullable=False),
    Column("kind", String(16), nullable=False),  # correction, erasure, restriction, recall
    Column("case", PersonKey),
    Column("fields", Text, nullable=False),  # terms, with a space between
    Column("entries", Text, nullable=False),  # of the disclosures it is about, by which the recipient knows them
    Column("queued_at", Instant, nullable=False),
    Column("next_at", Instant, index=True),  # when it is tried (again); null: no more
    Column("tries", Integer, nullable=False),
    Column("sent_at", Instant),
    Column("by", String(16)),  # endpoint, email, staff
    Column("answered_at", Instant),
    Column("sealed", LargeBinary),  # what is right now, until it is sent
    Index("ix_recipient_notice_id", "id", unique=True),
)

_CASE = tuple(cases.c[field.name] for field in fields(Case))
_MOVING = frozenset(("state", "level", "due", "most", "firm", "act_at", "since", "revision"))  # what steps change
_STEP = tuple(steps.c[field.name] for field in fields(Step))


def insert_case(tx: Connection, made: Case) -> None:
    tx.execute(insert(cases), _row(made))


def update_case(tx: Connection, case: Case, before: int) -> bool:
    """Keeps the new standing. False: somebody else was first (its revision is no longer `before`)."""
    own = and_(cases.c.person == case.person, cases.c.id == case.id, cases.c.revision == before)
    row = {name: value for name, value in _row(case).items() if name in _MOVING}
    return tx.execute(update(cases).where(own).values(row)).rowcount == 1


def insert_step(tx: Connection, person: int, case: int, step: Step) -> None:
    row = {field.name: getattr(step, field.name) for field in fields(Step)}
    tx.execute(insert(steps), row | {"person": person, "case": case, "level": _number(step.level)})


def case_by_id(tx: Connection, number: int, *, lock: bool = False) -> Case | None:
    chosen = select(*_CASE).where(cases.c.id == number)
    row = tx.execute(chosen.with_for_update() if lock else chosen).one_or_none()
    return None if row is None else _case(row)


def cases_of(tx: Connection, person: int) -> list[Case]:
    """Newest first."""
    chosen = select(*_CASE).where(cases.c.person == person).order_by(cases.c.received.desc(), cases.c.id)
    return [_case(row) for row in tx.execute(chosen)]


def steps_of(tx: Connection, case: Case) -> list[Step]:
    chosen = select(*_STEP).where(steps.c.person == case.person, steps.c.case == case.id).order_by(steps.c.seq)
    return [_step(row) for row in tx.execute(chosen)]


def select_cases(
    tx: Connection, states: Sequence[str], kinds: Sequence[str], after: tuple[datetime, int] | None, limit: int
) -> list[Case]:
    """By the day they are due. Those of drill people are in no list (SPEC 8)."""
    wanted = [_LIVE]
    if states:
        wanted.append(cases.c.state.in_(states))
    if kinds:
        wanted.append(cases.c.kind.in_(kinds))
    if after is not None:
        due, number = after
        wanted.append(or_(cases.c.due > due, and_(cases.c.due == due, cases.c.id > number)))
    chosen = select(*_CASE).where(*wanted).order_by(cases.c.due, cases.c.id).limit(limit)
    return [_case(row) for row in tx.execute(chosen)]


def count_states(tx: Connection, at: datetime) -> dict[str, int]:
    """How many there are in each state; `late` counts those past their day as well."""
    counted = select(cases.c.state, func.count()).where(_LIVE).group_by(cases.c.state)
    found: dict[str, int] = {row[0]: row[1] for row in tx.execute(counted)}
    late = select(func.count()).where(
        _LIVE, cases.c.due <= at, cases.c.state.in_(("unverified", "undo", "open", "staff"))
    )
    return found | {"late": tx.execute(late).scalar_one()}


def due_to_act(tx: Connection, at: datetime, limit: int) -> list[tuple[int, int]]:
    """Person and number of those the clockwork has to look at, the longest waiting first."""
    chosen = select(cases.c.person, cases.c.id).where(cases.c.act_at <= at).order_by(cases.c.act_at).limit(limit)
    return [(person, number) for person, number in tx.execute(chosen)]


# -- what was put together, and what recipients are told --


def unfetched_until(tx: Connection, person: int) -> datetime | None:
    """Until when something that was put together for the person and not fetched can be; None: nothing is."""
    chosen = select(func.max(packages.c.ends_at)).where(packages.c.person == person, packages.c.fetched_at.is_(None))
    found = tx.execute(chosen).scalar_one()
    return None if found is None else found


def put_package(tx: Connection, made: Package) -> None:
    tx.execute(insert(packages), {column.name: getattr(made, column.name) for column in packages.c})


def packages_of(tx: Connection, person: int, case: int) -> list[Package]:
    chosen = select(packages).where(packages.c.person == person, packages.c.case == case).order_by(packages.c.part)
    return [Package(**row._mapping) for row in tx.execute(chosen)]


def mark_fetched(tx: Connection, person: int, case: int, at: datetime) -> None:
    """Of all parts: who has one has what they asked for."""
    mine = and_(packages.c.person == person, packages.c.case == case, packages.c.fetched_at.is_(None))
    tx.execute(update(packages).where(mine).values(fetched_at=at))


def delete_packages(tx: Connection, before: datetime) -> int:
    return tx.execute(delete(packages).where(packages.c.ends_at <= before)).rowcount


# -- what any table knows of a person --


def tables_of_people() -> list[str]:
    """Every table that knows people."""
    return [name for name, table in metadata.tables.items() if "person" in table.c]


def insert_notices(tx: Connection, made: Sequence[RecipientNotice]) -> None:
    if made:
        tx.execute(insert(notices), [_notice_row(each) for each in made])


def select_due_to_act(tx: Connection, number: int) -> datetime | None:
    """When the clockwork has to look at a case next."""
    found: datetime | None = tx.execute(select(cases.c.act_at).where(cases.c.id == number)).scalar_one()
    return found


_STRIP = (
    Prepared(update(cases).where(cases.c.person == bindparam("of")).values(asked=null())),
    Prepared(update(steps).where(steps.c.person == bindparam("of")).values(sealed=null())),
    Prepared(update(notices).where(notices.c.person == bindparam("of")).values(sealed=null())),
    Prepared(delete(packages).where(packages.c.person == bindparam("of"))),
)


def strip(tx: Connection, person: int) -> None:
    """Takes away what the person wrote; that there was a case stays (PDPO s.27; CCPA regs 7101)."""
    for statement in _STRIP:
        statement.run(tx, of=person)


def delete_closed(tx: Connection, before: datetime) -> int:
    """Forgets cases whose last step is older; how many there were."""
    last = select(func.max(steps.c.at)).where(steps.c.case == cases.c.id, steps.c.person == cases.c.person)
    old = and_(cases.c.state.in_(("done", "denied", "cancelled")), last.scalar_subquery() < before)
    gone = [tuple(row) for row in tx.execute(select(cases.c.person, cases.c.id).where(old))]
    for person, number in gone:
        tx.execute(delete(steps).where(steps.c.person == person, steps.c.case == number))
        tx.execute(delete(cases).where(cases.c.person == person, cases.c.id == number))
    return len(gone)


_LIVE = ~select(people.c.id).where(people.c.id == cases.c.person, people.c.realm == "drill").exists()


def _row(case: Case) -> dict[str, Any]:
    row = {field.name: getattr(case, field.name) for field in fields(Case)}
    return row | {"clauses": " ".join(case.clauses), "level": int(case.level)}


def _notice_row(made: RecipientNotice) -> dict[str, Any]:
    row = {field.name: getattr(made, field.name) for field in fields(made)}
    return row | {"fields": " ".join(made.fields), "entries": " ".join(made.entries)}


def _number(level: Level | None) -> int | None:
    return None if level is None else int(level)


def _case(row: Iterable[Any]) -> Case:
    named = dict(zip((field.name for field in fields(Case)), row, strict=True))
    named["clauses"], named["level"] = tuple(named["clauses"].split()), Level(named["level"])
    return Case(**named)


def _step(row: Iterable[Any]) -> Step:
    named = dict(zip((field.name for field in fields(Step)), row, strict=True))
    named["level"] = None if named["level"] is None else Level(named["level"])
    return Step(**named)
