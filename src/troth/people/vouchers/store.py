"""Tables of who vouches: the register, what was used up, and agents' tokens. No person's value is in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary, String, Table, delete, insert, select

from troth.db import Connection, Instant, metadata
from troth.people.store import insert_new
from troth.people.vouchers.model import Voucher

vouchers = Table(
    "voucher",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("name", String(200), nullable=False),
    Column("about", JSON, nullable=False),
    Column("secret", LargeBinary),  # sealed under the house's own key
    Column("made_at", Instant, nullable=False),
    Column("entered_by", String(64), nullable=False),
)
ends = Table(
    "voucher_end",
    metadata,
    Column("voucher", String(64), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("entered_by", String(64), nullable=False),
)
used = Table(
    "voucher_used",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("ends_at", Instant, nullable=False, index=True),
)
tokens = Table(
    "voucher_token",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("voucher", String(64), nullable=False, index=True),
    Column("made_at", Instant, nullable=False),
)
_NAMES = ("id", "kind", "name", "about", "made_at", "entered_by", "secret")
_ALL = select(*(vouchers.c[name] for name in _NAMES), ends.c.at).join_from(
    vouchers, ends, ends.c.voucher == vouchers.c.id, isouter=True
)


def insert_voucher(tx: Connection, made: Voucher) -> bool:
    """False when the id is taken."""
    row = {name: getattr(made, name) for name in _NAMES} | {"about": dict(made.about)}
    return insert_new(tx, vouchers, [row]) == 1


def insert_end(tx: Connection, voucher: str, at: datetime, by: str) -> None:
    insert_new(tx, ends, [{"voucher": voucher, "at": at, "entered_by": by}])
    tx.execute(delete(tokens).where(tokens.c.voucher == voucher))


def select_vouchers(tx: Connection, kind: str, voucher: str | None = None) -> list[Voucher]:
    """Those of a kind, oldest first; or the one of that id."""
    chosen = _ALL.where(vouchers.c.kind == kind).order_by(vouchers.c.made_at, vouchers.c.id)
    if voucher is not None:
        chosen = chosen.where(vouchers.c.id == voucher)
    return [Voucher(*_row(row)) for row in tx.execute(chosen)]


def insert_used(tx: Connection, digest: bytes, ends_at: datetime) -> bool:
    """False when it is there already."""
    return insert_new(tx, used, [{"digest": digest, "ends_at": ends_at}]) == 1


def delete_used(tx: Connection, at: datetime) -> None:
    tx.execute(delete(used).where(used.c.ends_at <= at))


def insert_token(tx: Connection, digest: bytes, voucher: str, at: datetime) -> None:
    tx.execute(delete(tokens).where(tokens.c.voucher == voucher))
    tx.execute(insert(tokens), {"digest": digest, "voucher": voucher, "made_at": at})


def select_holder(tx: Connection, digest: bytes) -> str | None:
    """Whose token it is."""
    found: str | None = tx.execute(select(tokens.c.voucher).where(tokens.c.digest == digest)).scalar_one_or_none()
    return found


def _row(row: Any) -> tuple[Any, ...]:
    return tuple(row)
