"""The table of attestations: rows are added, never changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, String, Table, Text, insert, select

from troth.controls.attestations.model import Attestation
from troth.db import Connection, Instant, PersonKey, metadata

attestations = Table(
    "attestation",
    metadata,
    Column("id", PersonKey, primary_key=True, autoincrement=False),
    Column("policy", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("evidence", String(64)),
    Column("recorded", Instant, nullable=False),
)
Index("ix_attestation_policy_clause", attestations.c.policy, attestations.c.clause)


def insert_attestation(tx: Connection, made: Attestation) -> None:
    tx.execute(insert(attestations), {name: getattr(made, name) for name in Attestation.__slots__})


def select_newest(tx: Connection, policy: str, clause: str, what: str, at: datetime) -> Attestation | None:
    """The newest made by then for those words; of two at one instant the one recorded last."""
    mine = select(attestations).where(attestations.c.policy == policy, attestations.c.clause == clause)
    until_then = mine.where(attestations.c.what == what, attestations.c.at <= at)
    newest = until_then.order_by(attestations.c.at.desc(), attestations.c.recorded.desc(), attestations.c.id).limit(1)
    row = tx.execute(newest).mappings().one_or_none()
    return None if row is None else Attestation(**row)
