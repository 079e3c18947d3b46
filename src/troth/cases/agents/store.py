"""What agents asked for. Whom it is about stands sealed until that is found out, and then in the case alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, LargeBinary, String, Table, delete, insert, select, update

from troth.cases.agents.model import AgentRequest
from troth.db import Connection, Instant, PersonKey, metadata

requests = Table(
    "agent_request",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("agent", String(64), nullable=False),
    Column("digest", LargeBinary(32), nullable=False, unique=True),  # of what was signed: it acts once
    Column("theirs", String(200)),  # the agent's own number for it
    Column("exercise", String(32), nullable=False),
    Column("received", Instant, nullable=False),
    Column("due", Instant, nullable=False),
    Column("sealed", LargeBinary),  # who it is about, under the house's key
    Column("case", PersonKey, index=True),
    Column("settled_at", Instant, index=True),
    Column("revoked_at", Instant),
    Column("callback", String(1000)),
    Column("told", String(64)),
    Column("call_at", Instant),
)
_NAMES = AgentRequest.__slots__
_ALL = select(*(requests.c[name] for name in _NAMES))


def insert_request(tx: Connection, made: AgentRequest) -> None:
    tx.execute(insert(requests), {name: getattr(made, name) for name in _NAMES})


def select_request(tx: Connection, number: str) -> AgentRequest | None:
    row = tx.execute(_ALL.where(requests.c.id == number)).one_or_none()
    return None if row is None else AgentRequest(*row)


def select_same(tx: Connection, digest: bytes) -> AgentRequest | None:
    """The one that came in the same signed words."""
    row = tx.execute(_ALL.where(requests.c.digest == digest)).one_or_none()
    return None if row is None else AgentRequest(*row)


def select_waiting(tx: Connection, limit: int) -> Sequence[str]:
    """Those of which it is not found out yet whom they are about."""
    chosen = select(requests.c.id).where(requests.c.settled_at.is_(None)).order_by(requests.c.received).limit(limit)
    return list(tx.execute(chosen).scalars())


def select_calling(tx: Connection, at: datetime, after: str, limit: int) -> list[AgentRequest]:
    """Those whose agents want to be told, and may be tried now, by id."""
    wanted = requests.c.callback.is_not(None) & requests.c.settled_at.is_not(None) & (requests.c.id > after)
    wanted &= requests.c.call_at.is_(None) | (requests.c.call_at <= at)
    return [AgentRequest(*row) for row in tx.execute(_ALL.where(wanted).order_by(requests.c.id).limit(limit))]


def update_request(tx: Connection, number: str, **values: Any) -> None:
    tx.execute(update(requests).where(requests.c.id == number).values(**values))


def delete_old(tx: Connection, before: datetime) -> None:
    tx.execute(delete(requests).where(requests.c.received < before))
