"""All SQL of parties: the register of recipients, and who received what of whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError

from troth.db import Connection, Instant, PersonKey, Prepared, among, metadata
from troth.errors import Conflict
from troth.parties.model import Agreement, Disclosure, Entered, Recipient

# Each row is the whole of a recipient from `at` on; the newest of them holds. Rows are only ever added.
states = Table(
    "recipient_state",
    metadata,
    Column("recipient", String(64), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("fields", Text, nullable=False),  # terms, with a space between: they have none inside
    Column("purposes", Text, nullable=False),
    Column("endpoint", Text),
    Column("policy_link", Text),
    Column("contact", Text),
    Column("active", Boolean, nullable=False),
    Column("entered_by", Text, nullable=False),
    Column("recorded", Instant, nullable=False),
)

agreements = Table(
    "recipient_agreement",
    metadata,
    Column("recipient", String(64), primary_key=True),
    Column("reference", String(128), primary_key=True),
    Column("start", Instant, nullable=False),
    Column("until", Instant),
    Column("digest", String(64), nullable=False),
    Column("entered_by", Text, nullable=False),
    Column("recorded", Instant, nullable=False),
)

agreement_ends = Table(
    "recipient_agreement_end",
    metadata,
    Column("recipient", String(64), primary_key=True),
    Column("reference", String(128), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("entered_by", Text, nullable=False),
    Column("recorded", Instant, nullable=False),
)

disclosures = Table(
    "disclosure",
    metadata,
    Column("person", PersonKey, primary_key=True),
    Column("id", PersonKey, primary_key=True),
    Column("recipient", String(64), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("fields", Text, nullable=False),
    Column("ground", PersonKey),
    Column("entry", Text),
    Column("at", Instant, nullable=False),
)
Index("ix_disclosure_person_at", disclosures.c.person, disclosures.c.at, disclosures.c.id)
Index("ix_disclosure_recipient_person", disclosures.c.recipient, disclosures.c.person)


# -- the register --


def insert_state(tx: Connection, recipient: Recipient, at: datetime, entered: Entered) -> None:
    names = ("name", "kind", "endpoint", "policy_link", "contact", "active")
    row = {name: getattr(recipient, name) for name in names}
    row |= {"fields": " ".join(recipient.fields), "purposes": " ".join(recipient.purposes)}
    row |= {"recipient": recipient.id, "at": at, **_entered(entered)}
    following = select(func.coalesce(func.max(states.c.seq), 0) + 1).where(states.c.recipient == recipient.id)
    _add(tx, states, row | {"seq": tx.execute(following).scalar_one()})


_WORDS = ("recipient", "name", "kind", "fields", "purposes", "endpoint", "policy_link", "contact", "active")
_STATE = Prepared(
    select(*(states.c[name] for name in _WORDS))
    .where(states.c.recipient == bindparam("recipient"), states.c.at <= bindparam("at"))
    .order_by(states.c.at.desc(), states.c.seq.desc())
    .limit(1)
)
_RANK = func.row_number().over(partition_by=states.c.recipient, order_by=(states.c.at.desc(), states.c.seq.desc()))
_RANKED = (
    select(states, _RANK.label("rank"))
    .where(states.c.at <= bindparam("at"), states.c.recipient > bindparam("after"))
    .subquery()
)
_STATES = Prepared(
    select(*(_RANKED.c[name] for name in _WORDS))
    .where(_RANKED.c.rank == 1, _RANKED.c.active, _RANKED.c.entered_by != "drill")
    .order_by(_RANKED.c.recipient)
    .limit(bindparam("most"))
)


def select_state(tx: Connection, recipient: str, at: datetime) -> Recipient | None:
    """Without its agreement."""
    row = _STATE.row(tx, recipient=recipient, at=at)
    return None if row is None else _recipient(row)


def select_known(tx: Connection, recipient: str) -> bool:
    """Whether the register has ever had it, also from a time to come."""
    return bool(tx.execute(select(exists().where(states.c.recipient == recipient))).scalar_one())


def select_of_kinds(tx: Connection, kinds: Iterable[str]) -> list[str]:
    """The ids of all that were ever of one of the kinds, those that drills entered left out."""
    real = states.c.entered_by != "drill"
    chosen = select(states.c.recipient).where(states.c.kind.in_(list(kinds)), real)
    return list(tx.execute(chosen.distinct().order_by(states.c.recipient)).scalars())


def select_states(tx: Connection, at: datetime, after: str, limit: int) -> list[Recipient]:
    """The recipients at a time, by id, without their agreements; and without those that drills entered."""
    return [_recipient(row) for row in _STATES.rows(tx, at=at, after=after, most=limit)]


def _recipient(row: tuple[Any, ...]) -> Recipient:
    id_, name, kind, fields, purposes, endpoint, policy_link, contact, active = row
    terms = tuple(fields.split()), tuple(purposes.split())
    return Recipient(id_, name, kind, *terms, endpoint, policy_link, contact, bool(active))


# -- agreements --


def insert_agreement(tx: Connection, recipient: str, agreement: Agreement, entered: Entered) -> None:
    row = {name: getattr(agreement, name) for name in Agreement.__slots__}
    _add(tx, agreements, row | {"recipient": recipient, **_entered(entered)})


def insert_agreement_end(tx: Connection, recipient: str, reference: str, at: datetime, entered: Entered) -> None:
    key = {"recipient": recipient, "reference": reference}
    mine = (agreement_ends.c.recipient == recipient) & (agreement_ends.c.reference == reference)
    following = tx.execute(select(func.coalesce(func.max(agreement_ends.c.seq), 0) + 1).where(mine)).scalar_one()
    _add(tx, agreement_ends, key | {"seq": following, "at": at, **_entered(entered)})


_ENDED = (
    select(func.min(agreement_ends.c.at))
    .where(
        agreement_ends.c.recipient == agreements.c.recipient,
        agreement_ends.c.reference == agreements.c.reference,
    )
    .scalar_subquery()
)
_AGREED = ("recipient", "reference", "digest", "start", "until")
_AGREEMENTS = Prepared(
    select(*(agreements.c[name] for name in _AGREED), _ENDED.label("ended"))
    .where(among(agreements.c.recipient, "recipients"))
    .order_by(agreements.c.start, agreements.c.reference)
)


def select_agreements(tx: Connection, recipients: Sequence[str]) -> list[tuple[str, Agreement]]:
    """The agreements of recipients, each with the end that came first."""
    found: list[tuple[str, Agreement]] = []
    for recipient, reference, digest, start, *ends in _AGREEMENTS.rows(tx, recipients=recipients):
        until = min((Instant.decode(end) for end in ends if end is not None), default=None)
        found.append((recipient, Agreement(reference, Instant.decode(start), until, digest)))
    return found


# -- disclosures --


def insert_disclosures(tx: Connection, made: Iterable[Disclosure]) -> None:
    rows = [
        {name: getattr(each, name) for name in Disclosure.__slots__} | {"fields": " ".join(each.fields)}
        for each in made
    ]
    if rows:
        tx.execute(insert(disclosures), rows)


def select_disclosures(
    tx: Connection, person: int, before: tuple[datetime, int] | None, limit: int
) -> list[Disclosure]:
    chosen = select(disclosures).where(disclosures.c.person == person)
    if before is not None:
        at, last = before
        chosen = chosen.where((disclosures.c.at < at) | ((disclosures.c.at == at) & (disclosures.c.id < last)))
    newest = chosen.order_by(disclosures.c.at.desc(), disclosures.c.id.desc()).limit(limit)
    return [Disclosure(**{**row, "fields": tuple(row["fields"].split())}) for row in tx.execute(newest).mappings()]


def select_receivers(tx: Connection, person: int) -> list[str]:
    mine = select(disclosures.c.recipient).where(disclosures.c.person == person).distinct()
    return list(tx.execute(mine.order_by(disclosures.c.recipient)).scalars())


def select_people_sent(tx: Connection, recipient: str, after: int, limit: int) -> list[int]:
    sent = select(disclosures.c.person).where(disclosures.c.recipient == recipient, disclosures.c.person > after)
    return list(tx.execute(sent.distinct().order_by(disclosures.c.person).limit(limit)).scalars())


_DELETE_DISCLOSURES = Prepared(delete(disclosures).where(disclosures.c.person == bindparam("person")))


def delete_disclosures(tx: Connection, person: int) -> int:
    return _DELETE_DISCLOSURES.run(tx, person=person)


def _add(tx: Connection, table: Table, row: dict[str, Any]) -> None:
    """Inserts a row; Conflict when another transaction has just taken its number or reference."""
    try:
        tx.execute(insert(table), row)
    except IntegrityError:
        raise Conflict("the register was changed at this very moment", help="read it again, then try again") from None


def _entered(entered: Entered) -> dict[str, Any]:
    return {"entered_by": entered.by, "recorded": entered.recorded}
