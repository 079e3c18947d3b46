"""The proof's tables and SQL: what each run found, whose turn it is to run, and what drills leave behind."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Integer,
    String,
    Table,
    Text,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from troth.controls import Drilled
from troth.db import Connection, Instant, metadata
from troth.proof.model import Proof, Proven

# Rows are only ever added: what was found at a time stays what was found then.
_runs = Table(
    "proof_run",
    metadata,
    Column("policy", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("clause", Text, primary_key=True),
    Column("place", Integer, nullable=False),  # of the clause in its version
    Column("status", String(16), nullable=False),
    Column("control", Text),
    Column("drills", Text, nullable=False),
)
# One row: of several processes that could drill the same store, one does.
_turn = Table(
    "proof_turn",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("begun", Instant, nullable=False),
    Column("ended", Instant),
    CheckConstraint("one = 1", name="one"),
)


def insert_run(tx: Connection, proof: Proof, at: datetime) -> None:
    rows = [
        {
            "policy": proof.policy,
            "version": proof.version,
            "at": at,
            "clause": proven.clause,
            "place": place,
            "status": proven.status,
            "control": proven.control,
            "drills": json.dumps([_written(drill) for drill in proven.drills], ensure_ascii=False),
        }
        for place, proven in enumerate(proof.clauses)
    ]
    if rows:
        tx.execute(insert(_runs), rows)


def newest_run(tx: Connection, policy: str, version: str) -> tuple[datetime, list[Proven]] | None:
    """When a version was last drilled, and what was found; None when it never was."""
    mine = and_(_runs.c.policy == policy, _runs.c.version == version)
    at = tx.execute(select(func.max(_runs.c.at)).where(mine)).scalar()
    if at is None:
        return None
    moment = at if isinstance(at, datetime) else Instant.decode(at)
    rows = tx.execute(select(_runs).where(mine, _runs.c.at == moment).order_by(_runs.c.place)).mappings()
    return moment, [Proven(row["clause"], row["status"], row["control"], tuple(_read(row["drills"]))) for row in rows]


def drilled_versions(
    tx: Connection, policy: str | None = None, after: tuple[str, str] | None = None, limit: int | None = None
) -> list[tuple[str, str]]:
    """The policies and versions that were ever drilled, in their order; of one policy; `after` the last one seen."""
    place = (_runs.c.policy, _runs.c.version)
    found = select(*place).distinct().order_by(*place).limit(limit)
    if policy is not None:
        found = found.where(_runs.c.policy == policy)
    if after is not None:
        found = found.where(tuple_(*place) > tuple_(*after))
    return [(policy, version) for policy, version in tx.execute(found)]


def _written(drill: Drilled) -> dict[str, Any]:
    return drill.to_json() | {"at": drill.at.isoformat(), "entries": list(drill.entries)}


def _read(drills: str) -> Iterator[Drilled]:
    for told in json.loads(drills):
        at = datetime.fromisoformat(told["at"])
        yield Drilled(told["name"], told["passed"], told["detail"], at, tuple(told["entries"]))


# -- turns --


def claim_turn(tx: Connection, at: datetime, *, due: datetime, given_up: datetime) -> bool:
    """Takes the turn, if the last began at or before `due` and has ended, or before `given_up` and never did."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    first = dialect.insert(_turn).values(one=1, begun=at, ended=None).on_conflict_do_nothing().returning(_turn.c.one)
    if tx.execute(first).one_or_none() is not None:
        return True
    over = and_(_turn.c.ended.is_not(None), _turn.c.begun <= due)
    free = or_(over, and_(_turn.c.ended.is_(None), _turn.c.begun <= given_up))
    taken = update(_turn).where(_turn.c.one == 1, free).values(begun=at, ended=None)
    return tx.execute(taken).rowcount == 1


def end_turn(tx: Connection, at: datetime) -> None:
    tx.execute(update(_turn).values(ended=at))


def give_back_turn(tx: Connection) -> None:
    """As if it had not been taken: what was begun was not done."""
    tx.execute(delete(_turn))


# -- what drills leave behind --

BY = "drill"  # the account that enters what drills need, and the beginning of the ids that they give
DRILLS = "drills of troth"  # the label of the keys that drills come with over HTTP
_person = metadata.tables["person"]


def drill_people(tx: Connection, limit: int) -> list[int]:
    """Drill people, also those erased."""
    return list(tx.execute(select(_person.c.id).where(_person.c.realm == "drill").limit(limit)).scalars())


def remove_people(tx: Connection, people: Sequence[int]) -> None:
    """Takes every row of theirs out of every table but the ledger's, as if they had never been."""
    for table in reversed(metadata.sorted_tables):
        if "person" in table.c and not table.name.startswith("ledger_"):
            tx.execute(delete(table).where(table.c.person.in_(people)))
    tx.execute(delete(_person).where(_person.c.id.in_(people)))


def remove_rest(tx: Connection) -> None:
    """The grounds, recipients, notices and keys that drills entered."""
    tables = metadata.tables
    ground, recipient, notice = tables["ground"], tables["recipient_state"], tables["notice"]
    grounds = select(ground.c.id).where(ground.c.approver == BY)
    for name in ("ground_use", "ground_end", "ground_person"):
        tx.execute(delete(tables[name]).where(tables[name].c.ground.in_(grounds)))
    tx.execute(delete(ground).where(ground.c.approver == BY))
    for name in ("recipient_agreement_end", "recipient_agreement"):
        tx.execute(delete(tables[name]).where(tables[name].c.entered_by == BY))
    tx.execute(delete(recipient).where(recipient.c.entered_by == BY))
    tx.execute(delete(tables["account"]).where(tables["account"].c.label == DRILLS))
    tx.execute(delete(notice).where(notice.c.id.like(f"{BY}-%")))
