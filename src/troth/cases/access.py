"""Access: the person sees what we hold of them (GDPR Art. 15; PDPO DPP 6).

They ask it of us, so no clause can refuse it (SPEC 5); it is what an `answer` duty with `access` promises. Each showing
leaves an entry with the clauses that promise it, the categories and how many items: never a value. A credential is
named and stays shut.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from troth.db import Connection
from troth.gate import Caller
from troth.language import Version
from troth.ledger import Entry, Ledger, id_text
from troth.vault import Kind, Vault


@dataclass(frozen=True, slots=True)
class Shown:
    """The values by item; a credential's item has none. `entry`: the ledger's."""

    values: Mapping[int, Any] = field(repr=False)
    entry: str


def show(
    tx: Connection,
    vault: Vault,
    ledger: Ledger,
    caller: Caller,
    person: int,
    items: Collection[int],
    version: Version | None,
    at: datetime,
) -> Shown:
    """Opens those items for the person themself. `version`: that in force. Files can be read while `tx` lasts.

    Raises KeyErased when the person's key is gone, SealBroken when a value was altered.
    """
    found = vault.get(tx, person, items=list(items))
    values = {item.id: item.value.open() for item in found if item.kind is not Kind.CREDENTIAL}
    details: dict[str, Any] = {
        "data": sorted({item.category for item in found}),
        "items": len(found),
        "actor": caller.id,
        **_promised(version),
    }
    return Shown(values, id_text(ledger.append(tx, Entry("access", at, person, details))))


def _promised(version: Version | None) -> dict[str, Any]:
    """The clauses that promise access."""
    if version is None:
        return {}
    duties = [clause for clause in version.duties("answer") if clause.duty is not None]
    clauses = [clause.id for clause in duties if clause.duty and "access" in clause.duty.params["rights"]]
    return {"policy": version.policy, "version": version.version, "clauses": clauses}
