"""What was found goes into the ledger: an entry with the digest of the results, so that none can be altered later."""

from __future__ import annotations

import hashlib
from datetime import datetime

import rfc8785

from troth.db import Connection
from troth.ledger import Entry, EntryId, Ledger
from troth.proof.model import Proof

ACT = "proof"


def results(proof: Proof, at: datetime) -> bytes:
    """The results as the digest is over them: RFC 8785 JSON of SPEC 10's shape, with times and ledger entries."""
    told = proof.to_json() | {"at": at.isoformat()}
    for clause, proven in zip(told["clauses"], proof.clauses, strict=True):
        clause["drills"] = [
            drill.to_json() | {"at": drill.at.isoformat(), "entries": list(drill.entries)} for drill in proven.drills
        ]
    return rfc8785.dumps(told)


def seal(tx: Connection, ledger: Ledger, proof: Proof, at: datetime) -> EntryId:
    """Enters the digest of the results, about nobody."""
    digest = hashlib.sha256(results(proof, at)).hexdigest()
    details = {"policy": proof.policy, "version": proof.version, "results": digest, "found": dict(proof.summary)}
    return ledger.append(tx, Entry(ACT, at, None, details))


def sealed(tx: Connection, ledger: Ledger, proof: Proof, at: datetime) -> EntryId | None:
    """The newest entry with the digest of just these results; None when there is none."""
    digest = hashlib.sha256(results(proof, at)).hexdigest()
    for found in ledger.entries_of(tx, None, limit=500):
        if found.entry is not None and found.entry.act == ACT and found.entry.details.get("results") == digest:
            return found.id
    return None
