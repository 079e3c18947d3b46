"""The person's own data, opened for the person themself (GDPR Art. 15, 20; PDPO DPP 6).

They ask it of us, on a session of theirs or by a case of which it is known who asks, so no clause can refuse it
(SPEC 5); it is what an `answer` duty with `access` promises. Each opening leaves an entry with the clauses that promise
it, the categories and how many items: never a value. A credential is named and stays shut.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from troth import people
from troth.db import Connection
from troth.gate.model import Caller
from troth.gate.teller import drill_mark
from troth.language import Version
from troth.ledger import Entry, Ledger, id_text
from troth.vault import Item, Kind, Vault


@dataclass(frozen=True, slots=True)
class Owned:
    """The items, oldest first, and their values by item; a credential's item has none. `entry`: the ledger's."""

    items: tuple[Item, ...]
    values: Mapping[int, Any] = field(repr=False)
    entry: str


def open_own(
    tx: Connection,
    vault: Vault,
    ledger: Ledger,
    caller: Caller,
    person: int,
    items: Collection[int] | None,
    version: Version | None,
    at: datetime,
) -> Owned:
    """Opens those items (None: all) for the person themself, or for what is put together for them.

    `version`: that in force. Files can be read while `tx` lasts. Raises NotFound, KeyErased when the person's key is
    gone, SealBroken when a value was altered.
    """
    mark = drill_mark(people.get_person(tx, person))
    found = vault.get(tx, person, items=None if items is None else list(items))
    values = {item.id: item.value.open() for item in found if item.kind is not Kind.CREDENTIAL}
    details: dict[str, Any] = {
        "data": sorted({item.category for item in found}),
        "items": len(found),
        "actor": caller.id,
        **_promised(version),
        **mark,
    }
    return Owned(tuple(found), values, id_text(ledger.append(tx, Entry("access", at, person, details))))


def _promised(version: Version | None) -> dict[str, Any]:
    """The clauses that promise access."""
    if version is None:
        return {}
    duties = [clause for clause in version.duties("answer") if clause.duty is not None]
    clauses = [clause.id for clause in duties if clause.duty and "access" in clause.duty.params["rights"]]
    return {"policy": version.policy, "version": version.version, "clauses": clauses}
