"""All SQL of people. Every table of a person's data leads its key with the person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    literal_column,
    not_,
    null,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from troth.db import Connection, Insert, Instant, PersonKey, Prepared, among, metadata
from troth.people.model import Event, Notice, Person, Proof, Realm, Scope

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


# -- people --


def select_realm(tx: Connection) -> Realm | None:
    kept: Realm | None = tx.execute(select(realms.c.realm)).scalar_one_or_none()
    return kept


def claim_realm(tx: Connection, realm: str) -> str:
    """The realm of this store: `realm` if it had none until now."""
    insert_new(tx, realms, [{"one": 1, "realm": realm}])
    kept: str = tx.execute(select(realms.c.realm)).scalar_one()
    return kept


def insert_people(tx: Connection, rows: Sequence[Person]) -> None:
    names = ("id", "kind", "realm", "made_at", "erased_at", "revision")
    tx.execute(insert(people), [{name: getattr(row, name) for name in names} for row in rows])
    changing(tx)


_PERSON = select(people.c.id, people.c.kind, people.c.realm, people.c.made_at, people.c.erased_at, people.c.revision)
_ONE_PERSON = Prepared(_PERSON.where(people.c.id == bindparam("person")))
_REVISION = Prepared(
    select(people.c.revision, people.c.realm).where(people.c.id == bindparam("person"), people.c.erased_at.is_(None))
)


def select_person(tx: Connection, person: int) -> Person | None:
    row = _ONE_PERSON.row(tx, person=person)
    if row is None:
        return None
    number, kind, realm, made_at, erased_at, revision = row
    erased = None if erased_at is None else Instant.decode(erased_at)
    return Person(number, kind, realm, Instant.decode(made_at), erased, revision)


def select_revision(tx: Connection, person: int) -> tuple[int, Realm] | None:
    """The revision and the realm. None: there is no such person, or they were erased."""
    row = _REVISION.row(tx, person=person)
    return None if row is None else (row[0], row[1])


def select_people(tx: Connection, realms_: Sequence[str], after: int, limit: int) -> list[Person]:
    chosen = _PERSON.where(people.c.realm.in_(realms_), people.c.id > after, people.c.erased_at.is_(None))
    return [Person(*row) for row in tx.execute(chosen.order_by(people.c.id).limit(limit))]


# -- events --


def changing(tx: Connection) -> None:
    """Notes that people change in this transaction: what is read of them until its end may never come to be."""
    tx.info["troth_people_changed"] = tx.get_transaction()


def changed(tx: Connection) -> bool:
    """Whether people were changed in this transaction."""
    return tx.info.get("troth_people_changed") is tx.get_transaction()


_BUMP = (
    update(people)
    .where(people.c.id == bindparam("person"), people.c.erased_at.is_(None))
    .values(revision=people.c.revision + bindparam("count"))
)
_BUMP_BACK = Prepared(_BUMP.returning(people.c.revision))


def bump(tx: Connection, person: int, count: int) -> int | None:
    """Locks the person and counts `count` more events; the new revision. None: no such person, or erased."""
    rows = _BUMP_BACK.rows(tx, person=person, count=count)
    changing(tx)
    return rows[0][0] if rows else None


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
    changing(tx)
    there: dict[int, int] = {}
    for part in parts(sorted(counts)):
        chosen = select(people.c.id, people.c.revision).where(people.c.id.in_(part), people.c.erased_at.is_(None))
        there.update((person, revision) for person, revision in tx.execute(chosen))
    return there


def insert_events(tx: Connection, numbered: Iterable[tuple[int, int, Event]]) -> None:
    """Rows of (person, seq, event), in one batch."""
    _ADD_EVENTS.put(tx, [_event_row(person, seq, event) for person, seq, event in numbered])


_ADD_EVENTS = Insert(events)
_PLAIN = ("kind", "at", "about", "value", "channel", "policy", "until", "refers", "other")
_SCOPE = ("actions", "data", "purposes", "recipients")
_PROOF = ("recorded", "entered_by", "via", "notice", "digest")


def _event_row(person: int, seq: int, event: Event) -> tuple[Any, ...]:
    """As the table has its columns."""
    scope, proof = event.scope, event.proof
    until = None if event.until is None else Instant.encode(event.until)
    said = (event.kind, Instant.encode(event.at), event.about, event.value, event.channel, event.policy, until)
    terms = [join(part) for part in (scope.actions, scope.data, scope.purposes, scope.recipients)]
    entered: tuple[Any, ...] = (None,) * len(_PROOF)
    if proof is not None:
        entered = (Instant.encode(proof.recorded), proof.entered_by, proof.via, proof.notice, proof.digest)
    return (person, seq, *said, *terms, event.refers, event.other, *entered)


_LISTED = (
    select(*[column for column in events.c if column.name != "person"])
    .where(events.c.person == bindparam("person"), events.c.seq > bindparam("after"))
    .order_by(events.c.seq)
    .limit(bindparam("most"))
)
_EVENTS = Prepared(_LISTED)
_SOME_EVENTS = Prepared(_LISTED.where(among(events.c.kind, "kinds")))
_ALL = (1 << 31) - 1


def select_events(
    tx: Connection, person: int, kinds: Sequence[str] | None, after: int, limit: int | None
) -> list[Event]:
    most = _ALL if limit is None else limit
    if kinds is None:
        return [_event(row) for row in _EVENTS.rows(tx, person=person, after=after, most=most)]
    return [_event(row) for row in _SOME_EVENTS.rows(tx, person=person, after=after, most=most, kinds=kinds)]


def _event(row: tuple[Any, ...]) -> Event:
    seq, kind, at, about, value, channel, policy, until = row[:8]
    refers, other, recorded, entered_by, via, notice, digest = row[12:]
    return Event(
        kind,
        Instant.decode(at),
        Proof(entered_by, Instant.decode(recorded), via, notice, digest) if entered_by else None,
        about,
        value,
        channel,
        policy,
        None if until is None else Instant.decode(until),
        Scope(*map(split, row[8:12])),
        refers,
        other,
        seq,
    )


# -- the hot path: a person's record in one statement, times as whole microseconds --

_TELLING = events.c.kind.not_in(
    [literal_column(f"'{kind}'") for kind in ("notice", "contact", "own-contact", "wrong-try")]
)
_TOLD = (
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
        people.c.id,
    )
    .select_from(people.outerjoin(events, (events.c.person == people.c.id) & _TELLING))
    .where(people.c.erased_at.is_(None))
)
_RECORD = Prepared(_TOLD.where(people.c.id == bindparam("person")).order_by(events.c.seq))
_RECORDS = Prepared(_TOLD.where(among(people.c.id, "people")).order_by(people.c.id, events.c.seq))


def select_record(tx: Connection, person: int) -> Sequence[tuple[Any, ...]]:
    """The revision beside each event that facts are made of, in order. No row: no such person, or erased."""
    return _RECORD.rows(tx, person=person)


def select_records(tx: Connection, people_: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
    """As `select_record`, for many: person to rows."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    for row in _RECORDS.rows(tx, people=people_):
        found.setdefault(row[-1], []).append(row)
    return found


# -- erasure: the only place that deletes or changes events --


_DELETE_BUT = Prepared(delete(events).where(events.c.person == bindparam("of"), not_(among(events.c.seq, "kept"))))
_STRIP = Prepared(update(events).where(events.c.person == bindparam("of")).values(dict.fromkeys(_PROOF, null())))
_MARK = Prepared(update(people).where(people.c.id == bindparam("of")).values(erased_at=bindparam("erased_at")))


def strip_events(tx: Connection, person: int, kept: Sequence[int]) -> None:
    """Deletes all of the person's events but `kept`, and takes from those who entered them and over what."""
    _DELETE_BUT.run(tx, of=person, kept=kept)
    _STRIP.run(tx, of=person)


def mark_erased(tx: Connection, person: int, at: datetime) -> None:
    """From now on there is no such person."""
    _MARK.run(tx, of=person, erased_at=at)


# -- notices --

_NOTICE_LISTS = ("purposes", "required", "optional")


def insert_notice(tx: Connection, notice: Notice) -> bool:
    """Whether it is new; False: there is one of that id."""
    row = {name: getattr(notice, name) for name in Notice.__slots__}
    return insert_new(tx, notices, [row | {name: join(row[name]) for name in _NOTICE_LISTS}]) == 1


_NOTICE = Prepared(select(*(notices.c[name] for name in Notice.__slots__)).where(notices.c.id == bindparam("notice")))


def select_notice(tx: Connection, notice: str) -> Notice | None:
    row = _NOTICE.row(tx, notice=notice)
    if row is None:
        return None
    id_, policy, version, words, digest, *lists, language, made_at = row
    purposes, required, optional = (tuple(terms.split()) for terms in lists)
    shown = (id_, policy, version, words, digest)
    return Notice(*shown, purposes, required, optional, language, Instant.decode(made_at))


# -- inside --


def insert_new(tx: Connection, table: Table, rows: list[dict[str, Any]]) -> int:
    """Inserts what has a new key, in one statement: of callers at the same moment, the first wins."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    first = next(iter(table.primary_key))
    made = dialect.insert(table).values(rows).on_conflict_do_nothing().returning(first)
    return len(tx.execute(made).all())


def join(terms: Iterable[str] | None) -> str | None:
    return None if terms is None else " ".join(terms)


def split(terms: str | None) -> tuple[str, ...] | None:
    """The terms of a column; None: the part was left out."""
    return None if terms is None else tuple(terms.split())


def parts(listed: Sequence[int], size: int = 500) -> Iterable[Sequence[int]]:
    return (listed[start : start + size] for start in range(0, len(listed), size))
