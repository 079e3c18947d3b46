"""All SQL of people. Every table of a person's data leads its key with the person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal_column,
    null,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from troth.db import Connection, Instant, PersonKey, Prepared, metadata
from troth.people.model import Event, Ground, Notice, Person, Proof, Realm, Scope

realms = Table(
    "store_realm",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("realm", String(8), nullable=False),
    CheckConstraint("one = 1", name="one"),
)

people = Table(
    "person",
    metadata,
    Column("id", PersonKey, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("realm", String(8), nullable=False),
    Column("made_at", Instant, nullable=False),
    # Counts the person's events. Recording locks the row of it and `erased_at`, so that no event can slip in
    # behind an erasure; what the two say is also in the events.
    Column("revision", Integer, nullable=False, default=0),
    Column("erased_at", Instant),
)

events = Table(
    "person_event",
    metadata,
    Column("person", PersonKey, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("about", Text),
    Column("value", String(16)),
    Column("channel", Text),
    Column("policy", Text),
    Column("until", Instant),
    Column("actions", Text),  # terms, with a space between: they have none inside
    Column("data", Text),
    Column("purposes", Text),
    Column("recipients", Text),
    Column("refers", Integer),
    Column("other", PersonKey),
    Column("recorded", Instant),
    Column("entered_by", Text),
    Column("via", Text),
    Column("notice", Text),
    Column("digest", String(64)),
)

grounds = Table(
    "ground",
    metadata,
    Column("id", PersonKey, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("start", Instant, nullable=False),
    Column("until", Instant),
    Column("once", Boolean, nullable=False),
    Column("data", Text, nullable=False),
    Column("recipients", Text, nullable=False),
    Column("everyone", Boolean, nullable=False),
    Column("reference", Text, nullable=False),
    Column("approver", Text, nullable=False),
    Column("recorded", Instant, nullable=False),
)

covered = Table(
    "ground_person",
    metadata,
    Column("person", PersonKey, primary_key=True),
    Column("ground", PersonKey, primary_key=True),
)

# One row a ground at the most: its key is what makes "once" hold when many ask at the same moment.
uses = Table(
    "ground_use",
    metadata,
    Column("ground", PersonKey, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
)

ends = Table(
    "ground_end",
    metadata,
    Column("ground", PersonKey, primary_key=True, autoincrement=False),
    Column("at", Instant, primary_key=True),
    Column("entered_by", Text, nullable=False),
    Column("recorded", Instant, nullable=False),
)

notices = Table(
    "notice",
    metadata,
    Column("id", Text, primary_key=True),
    Column("policy", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("purposes", Text, nullable=False),
    Column("required", Text, nullable=False),
    Column("optional", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
)

Index("ix_ground_person_ground", covered.c.ground, covered.c.person)


# -- people --


def select_realm(tx: Connection) -> Realm | None:
    kept: Realm | None = tx.execute(select(realms.c.realm)).scalar_one_or_none()
    return kept


def claim_realm(tx: Connection, realm: str) -> str:
    """The realm of this store: `realm` if it had none until now."""
    _insert_new(tx, realms, [{"one": 1, "realm": realm}])
    kept: str = tx.execute(select(realms.c.realm)).scalar_one()
    return kept


def insert_people(tx: Connection, rows: Sequence[Person]) -> None:
    names = ("id", "kind", "realm", "made_at", "erased_at", "revision")
    tx.execute(insert(people), [{name: getattr(row, name) for name in names} for row in rows])


_PERSON = select(people.c.id, people.c.kind, people.c.realm, people.c.made_at, people.c.erased_at, people.c.revision)
_ONE_PERSON = _PERSON.where(people.c.id == bindparam("person"))
_REVISION = select(people.c.revision).where(people.c.id == bindparam("person"), people.c.erased_at.is_(None))


def select_person(tx: Connection, person: int) -> Person | None:
    row = tx.execute(_ONE_PERSON, {"person": person}).one_or_none()
    return None if row is None else Person(*row)


def select_revision(tx: Connection, person: int) -> int | None:
    """None: there is no such person, or they were erased."""
    rows = _quick(tx, _REVISION, person)
    return rows[0][0] if rows else None


def select_people(tx: Connection, realms_: Sequence[str], after: int, limit: int) -> list[Person]:
    chosen = _PERSON.where(people.c.realm.in_(realms_), people.c.id > after, people.c.erased_at.is_(None))
    return [Person(*row) for row in tx.execute(chosen.order_by(people.c.id).limit(limit))]


# -- events --

_BUMP = (
    update(people)
    .where(people.c.id == bindparam("person"), people.c.erased_at.is_(None))
    .values(revision=people.c.revision + bindparam("count"))
)
_BUMP_BACK = _BUMP.returning(people.c.revision)


def bump(tx: Connection, person: int, count: int) -> int | None:
    """Locks the person and counts `count` more events; the new revision. None: no such person, or erased."""
    return tx.execute(_BUMP_BACK, {"person": person, "count": count}).scalar_one_or_none()


_HELD = Prepared(
    select(people.c.id)
    .where(people.c.id == bindparam("person"), people.c.erased_at.is_(None))
    .with_for_update(key_share=True)
)


def hold(tx: Connection, person: int) -> bool:
    """Locks the person until the end of `tx`. False: no such person, or erased."""
    return _HELD.row(tx, person=person) is not None


def bump_many(tx: Connection, counts: Mapping[int, int]) -> dict[int, int]:
    """As `bump`, for many; who is not there is left out. In one order, so that no two callers deadlock."""
    tx.execute(_BUMP, [{"person": person, "count": counts[person]} for person in sorted(counts)])
    there: dict[int, int] = {}
    for part in _parts(sorted(counts)):
        chosen = select(people.c.id, people.c.revision).where(people.c.id.in_(part), people.c.erased_at.is_(None))
        there.update((person, revision) for person, revision in tx.execute(chosen))
    return there


def insert_events(tx: Connection, numbered: Iterable[tuple[int, int, Event]]) -> None:
    """Rows of (person, seq, event), in one batch."""
    tx.execute(insert(events), [_event_row(person, seq, event) for person, seq, event in numbered])


_PLAIN = ("kind", "at", "about", "value", "channel", "policy", "until", "refers", "other")
_SCOPE = ("actions", "data", "purposes", "recipients")
_PROOF = ("recorded", "entered_by", "via", "notice", "digest")


def _event_row(person: int, seq: int, event: Event) -> dict[str, Any]:
    row = {name: getattr(event, name) for name in _PLAIN}
    row |= {name: _join(getattr(event.scope, name)) for name in _SCOPE}
    row |= {name: event.proof and getattr(event.proof, name) for name in _PROOF}
    return row | {"person": person, "seq": seq}


_LISTED = select(*[column for column in events.c if column.name != "person"])


def select_events(
    tx: Connection, person: int, kinds: Sequence[str] | None, after: int, limit: int | None
) -> list[Event]:
    chosen = _LISTED.where(events.c.person == person, events.c.seq > after).order_by(events.c.seq).limit(limit)
    if kinds is not None:
        chosen = chosen.where(events.c.kind.in_(kinds))
    return [_event(dict(row)) for row in tx.execute(chosen).mappings()]


def _event(row: Mapping[str, Any]) -> Event:
    plain = {name: row[name] for name in (*_PLAIN, "seq")}
    scope = Scope(**{name: split(row[name]) for name in _SCOPE})
    proof = Proof(**{name: row[name] for name in _PROOF}) if row["entered_by"] else None
    return Event(**plain, scope=scope, proof=proof)


# -- the hot path: a person's record in one statement, times as whole microseconds --

_TELLING = events.c.kind.not_in([literal_column(f"'{kind}'") for kind in ("notice", "contact", "wrong-try")])
_RECORD = (
    select(
        people.c.revision,
        events.c.kind,
        events.c.seq,
        type_coerce(events.c.at, BigInteger),
        events.c.about,
        events.c.value,
        events.c.channel,
        events.c.policy,
        type_coerce(events.c.until, BigInteger),
        events.c.refers,
        events.c.actions,
        events.c.data,
        events.c.purposes,
        events.c.recipients,
        people.c.realm,
    )
    .select_from(people.outerjoin(events, (events.c.person == people.c.id) & _TELLING))
    .where(people.c.id == bindparam("person"), people.c.erased_at.is_(None))
    .order_by(events.c.seq)
)


def select_record(tx: Connection, person: int) -> Sequence[tuple[Any, ...]]:
    """The revision beside each event that facts are made of, in order. No row: no such person, or erased."""
    return _quick(tx, _RECORD, person)


_texts: dict[tuple[str, int], str] = {}  # database and statement → SQL


def _quick(tx: Connection, statement: Select[Any], person: int) -> Sequence[tuple[Any, ...]]:
    """Runs a statement of one parameter on the driver itself, in the open transaction: half the time."""
    dialect, key = tx.dialect, (tx.dialect.name, id(statement))
    if key not in _texts:
        _texts[key] = str(statement.compile(dialect=dialect))
    cursor = tx.connection.cursor()
    try:
        cursor.execute(_texts[key], (person,) if dialect.positional else {"person": person})
        return cursor.fetchall()
    finally:
        cursor.close()


# -- erasure: the only place that deletes or changes events --


def strip_events(tx: Connection, person: int, kept: Sequence[int]) -> None:
    """Deletes all of the person's events but `kept`, and takes from those who entered them and over what."""
    tx.execute(delete(events).where(events.c.person == person, events.c.seq.not_in(kept)))
    bare = dict.fromkeys(_PROOF, null())
    tx.execute(update(events).where(events.c.person == person).values(bare))


def mark_erased(tx: Connection, person: int, at: datetime) -> None:
    """From now on there is no such person, and no ground names them."""
    tx.execute(delete(covered).where(covered.c.person == person))
    tx.execute(update(people).where(people.c.id == person).values(erased_at=at))


# -- grounds --


def insert_ground(tx: Connection, ground: Ground, people_: Sequence[int], recorded: datetime) -> None:
    row = {name: getattr(ground, name) for name in ("id", "kind", "start", "until", "once", "everyone")}
    row |= {"reference": ground.reference, "approver": ground.approver, "recorded": recorded}
    tx.execute(insert(grounds), row | {"data": _join(ground.data), "recipients": _join(ground.recipients)})
    if people_:
        tx.execute(insert(covered), [{"person": person, "ground": ground.id} for person in people_])


_ENDED = select(func.min(ends.c.at)).where(ends.c.ground == grounds.c.id).scalar_subquery()
_GROUND = select(
    grounds,
    type_coerce(_ENDED, Instant).label("ended"),
    exists().where(uses.c.ground == grounds.c.id).label("used"),
    exists().where(covered.c.ground == grounds.c.id, covered.c.person == bindparam("person")).label("covered"),
).where(grounds.c.id == bindparam("ground"))


def select_ground(tx: Connection, ground: int, person: int) -> tuple[Ground, bool, bool] | None:
    """The ground as it now stands, whether it is used up, and whether it names the person."""
    row = tx.execute(_GROUND, {"ground": ground, "person": person}).mappings().one_or_none()
    if row is None:
        return None
    until = min((end for end in (row["until"], row["ended"]) if end is not None), default=None)
    plain = {name: row[name] for name in ("id", "kind", "start", "once", "everyone", "reference", "approver")}
    plain |= {"data": split(row["data"]) or (), "recipients": split(row["recipients"]) or ()}
    return Ground(**plain, until=until), row["used"], row["covered"]


def select_covered(tx: Connection, ground: int) -> list[int]:
    return list(tx.execute(select(covered.c.person).where(covered.c.ground == ground)).scalars())


def insert_use(tx: Connection, ground: int, at: datetime) -> bool:
    return _insert_new(tx, uses, [{"ground": ground, "at": at}]) == 1


def insert_end(tx: Connection, ground: int, at: datetime, proof: Proof) -> None:
    _insert_new(tx, ends, [{"ground": ground, "at": at, "entered_by": proof.entered_by, "recorded": proof.recorded}])


# -- notices --

_NOTICE_LISTS = ("purposes", "required", "optional")


def insert_notice(tx: Connection, notice: Notice) -> bool:
    """Whether it is new; False: there is one of that id."""
    row = {name: getattr(notice, name) for name in Notice.__slots__}
    return _insert_new(tx, notices, [row | {name: _join(row[name]) for name in _NOTICE_LISTS}]) == 1


def select_notice(tx: Connection, notice: str) -> Notice | None:
    row = tx.execute(select(notices).where(notices.c.id == notice)).mappings().one_or_none()
    return None if row is None else Notice(**{**row, **{name: split(row[name]) or () for name in _NOTICE_LISTS}})


# -- inside --


def _insert_new(tx: Connection, table: Table, rows: list[dict[str, Any]]) -> int:
    """Inserts what has a new key, in one statement: of callers at the same moment, the first wins."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    first = next(iter(table.primary_key))
    made = dialect.insert(table).values(rows).on_conflict_do_nothing().returning(first)
    return len(tx.execute(made).all())


def _join(terms: Iterable[str] | None) -> str | None:
    return None if terms is None else " ".join(terms)


def split(terms: str | None) -> tuple[str, ...] | None:
    """The terms of a column; None: the part was left out."""
    return None if terms is None else tuple(terms.split())


def _parts(listed: Sequence[int], size: int = 500) -> Iterable[Sequence[int]]:
    return (listed[start : start + size] for start in range(0, len(listed), size))
