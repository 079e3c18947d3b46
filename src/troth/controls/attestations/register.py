"""Entering attestations, and how a duty stands by them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from troth.controls.attestations import store
from troth.controls.attestations.model import Attestation, Attested, Standing
from troth.db import Connection, new_id
from troth.errors import NotAllowed, NotFound, RequestError
from troth.gate import Caller
from troth.language import Version
from troth.ledger import Entry, Ledger

_DIGEST = re.compile(r"[0-9a-f]{64}")


def attest(
    tx: Connection,
    ledger: Ledger,
    duty: Attested,
    caller: Caller,
    *,
    now: datetime,
    at: datetime | None = None,
    evidence: str | None = None,
) -> Attestation:
    """The caller answers for the duty, as seen at `at` (None: now); entered in the ledger too.

    Raises NotAllowed for who does not act in the role of the duty's owner, RequestError for a time in the future or
    an evidence that is no SHA-256.
    """
    if duty.owner not in caller.roles and duty.owner.replace(" ", "-") not in caller.roles:
        raise NotAllowed(
            "only who acts in the owner's role answers for this",
            help=f"use an account with the role {duty.owner.replace(' ', '-')!r}",
        )
    made = enter(tx, duty, by=caller.id, at=at or now, now=now, evidence=evidence)
    details = {"policy": made.policy, "version": duty.version.version, "clauses": [made.clause], "actor": caller.id}
    ledger.append(tx, Entry("attestation", now, None, details | {"attestation": f"{made.id:016x}"}))
    return made


def enter(
    tx: Connection, duty: Attested, *, by: str, at: datetime, now: datetime, evidence: str | None = None
) -> Attestation:
    """Puts it on the register, and nothing else."""
    if at.tzinfo is None or at > now:
        raise RequestError("the time is in the future, or has no zone", help="say when it was seen to")
    if evidence is not None and not _DIGEST.fullmatch(evidence):
        raise RequestError("the evidence is not a SHA-256", help="give the digest of the file, in small hexadecimal")
    policy, clause = duty.version.policy, duty.clause.id
    made = Attestation(new_id(), policy, clause, duty.what, by, at, at + duty.every, evidence, now)
    store.insert_attestation(tx, made)
    return made


def standing(tx: Connection, duty: Attested, at: datetime) -> Standing:
    """How it stands at a time. It runs out by the shorter of the terms it was given and the one that holds now."""
    newest = store.select_newest(tx, duty.version.policy, duty.clause.id, duty.what, at)
    if newest is None:
        return Standing(duty, None, None, in_date=False)
    until = min(newest.until, newest.at + duty.every)
    return Standing(duty, newest, until, in_date=at < until)


def standings(tx: Connection, versions: Iterable[Version], at: datetime) -> list[Standing]:
    """All that is to be attested under those versions, in the order of their clauses."""
    return [standing(tx, Attested(v, clause), at) for v in versions for clause in v.duties("attest")]


def duty_of(versions: Iterable[Version], clause: str) -> Attested:
    """The duty of that clause. Raises NotFound when no version has it, or it is of another kind."""
    for version in versions:
        for found in version.duties("attest"):
            if found.id == clause:
                return Attested(version, found)
    raise NotFound("no clause of that id asks to be attested", help="see which do: troth attest STORE")
