"""Tables of the application: accounts, sessions, remembered idempotency keys. No person's value is in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    LargeBinary,
    String,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from troth.db import Connection, Instant, PersonKey, Prepared, metadata

account = Table(
    "account",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("label", String(200), nullable=False),
    Column("roles", JSON, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
)
revocation = Table(
    "account_revocation",
    metadata,
    Column("account", String(32), primary_key=True),
    Column("at", Instant, nullable=False),
)
session = Table(
    "account_session",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("account", String(32), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("once", Boolean, nullable=False),  # a sign-in link, not yet a session
)
remembered = Table(
    "idempotency",
    metadata,
    Column("account", String(32), primary_key=True),
    Column("key", LargeBinary(32), primary_key=True),
    Column("person", PersonKey, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),  # request digest and answer, under the person's own key
    Column("at", Instant, nullable=False, index=True),
)


class AccountRow(NamedTuple):
    id: str
    label: str
    roles: list[str]
    scopes: list[str]
    made_at: datetime
    revoked_at: datetime | None


_ACCOUNT = (
    account.c.id,
    account.c.label,
    account.c.roles,
    account.c.scopes,
    account.c.made_at,
    revocation.c.at,
)
_WITH_REVOCATION = account.outerjoin(revocation, revocation.c.account == account.c.id)


def add_account(
    tx: Connection, account_id: str, label: str, roles: list[str], scopes: list[str], digest: bytes, at: datetime
) -> None:
    row = {"id": account_id, "label": label, "roles": roles, "scopes": scopes, "digest": digest, "made_at": at}
    tx.execute(insert(account), row)


_BY_DIGEST = Prepared(
    select(*_ACCOUNT)
    .select_from(_WITH_REVOCATION)
    .where(account.c.digest == bindparam("digest"), revocation.c.at.is_(None))
)

_HAS_KEY = Prepared(
    select(account.c.id)
    .select_from(_WITH_REVOCATION)
    .where(account.c.digest == bindparam("digest"), revocation.c.at.is_(None))
)


def account_by_digest(tx: Connection, digest: bytes) -> AccountRow | None:
    """The account of a key that is not revoked. Asked at every HTTP request."""
    row = _BY_DIGEST.row(tx, digest=digest)
    if row is None:
        return None
    account_id, label, roles, scopes, made_at, _ = row
    return AccountRow(account_id, label, _listed(roles), _listed(scopes), Instant.decode(made_at), None)


def has_key(tx: Connection, digest: bytes) -> bool:
    """Whether a key of that digest is there, and not revoked."""
    return _HAS_KEY.row(tx, digest=digest) is not None


def _listed(raw: str | list[str]) -> list[str]:
    """A JSON list: PostgreSQL's driver has read it already."""
    return json.loads(raw) if isinstance(raw, str) else raw


def accounts(tx: Connection) -> Sequence[AccountRow]:
    rows = tx.execute(select(*_ACCOUNT).select_from(_WITH_REVOCATION).order_by(account.c.made_at))
    return [AccountRow(*row) for row in rows]


def revoke(tx: Connection, account_id: str, at: datetime) -> None:
    if tx.execute(select(revocation.c.at).where(revocation.c.account == account_id)).one_or_none() is None:
        tx.execute(insert(revocation), {"account": account_id, "at": at})
    tx.execute(delete(session).where(session.c.account == account_id))


def remove_accounts(tx: Connection, ids: Sequence[str]) -> None:
    tx.execute(delete(revocation).where(revocation.c.account.in_(ids)))
    tx.execute(delete(account).where(account.c.id.in_(ids)))


def add_session(tx: Connection, digest: bytes, account_id: str, at: datetime, ends: datetime, *, once: bool) -> None:
    row = {"digest": digest, "account": account_id, "made_at": at, "ends_at": ends, "once": once}
    tx.execute(insert(session), row)


def take_sign_in(tx: Connection, digest: bytes, at: datetime) -> Any | None:
    """The sign-in of that token, taken away with the asking: of two who try at once one gets it."""
    fits = and_(session.c.digest == digest, session.c.once.is_(True), session.c.ends_at > at)
    return tx.execute(delete(session).where(fits).returning(session.c.account)).one_or_none()


def session_account(tx: Connection, digest: bytes, at: datetime) -> AccountRow | None:
    joined = _WITH_REVOCATION.join(session, session.c.account == account.c.id)
    fits = and_(session.c.digest == digest, session.c.once.is_(False), session.c.ends_at > at)
    row = tx.execute(select(*_ACCOUNT).select_from(joined).where(fits, revocation.c.at.is_(None))).one_or_none()
    return AccountRow(*row) if row else None


def end_session(tx: Connection, digest: bytes) -> None:
    tx.execute(delete(session).where(session.c.digest == digest))


def claim_key(tx: Connection, account_id: str, key: bytes, at: datetime) -> bool:
    """Whether the key is new. Who claims it at the same moment waits here until the first has committed or failed."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    row = {"account": account_id, "key": key, "person": 0, "sealed": b"", "at": at}
    claim = dialect.insert(remembered).values(row).on_conflict_do_nothing().returning(remembered.c.account)
    return tx.execute(claim).one_or_none() is not None


def remember(tx: Connection, account_id: str, key: bytes, person: int, sealed: bytes) -> None:
    """Fills in what a claimed key was answered."""
    mine = and_(remembered.c.account == account_id, remembered.c.key == key)
    tx.execute(update(remembered).where(mine).values(person=person, sealed=sealed))


def remembered_answer(tx: Connection, account_id: str, key: bytes) -> Any | None:
    """The remembered answer to that key, if there is one."""
    found = and_(remembered.c.account == account_id, remembered.c.key == key)
    return tx.execute(select(remembered).where(found)).one_or_none()


def forget(tx: Connection, before: datetime) -> int:
    return tx.execute(delete(remembered).where(remembered.c.at < before)).rowcount


def forget_person(tx: Connection, person: int) -> int:
    """What was answered about a person goes with the person."""
    return tx.execute(delete(remembered).where(remembered.c.person == person)).rowcount
