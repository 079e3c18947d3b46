"""Access at the centre: the person sees what we hold of them, by the gate, which leaves an entry (`troth.gate.own`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from troth.db import Connection
from troth.gate import Caller, open_own
from troth.language import Version
from troth.ledger import Ledger
from troth.vault import Vault


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

    Raises NotFound, KeyErased when the person's key is gone, SealBroken when a value was altered.
    """
    found = open_own(tx, vault, ledger, caller, person, items, version, at)
    return Shown(found.values, found.entry)
