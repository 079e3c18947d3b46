"""The person's entries in the ledger, in one statement: what was done with their data, and when.

They are opened and not held against the signed tree: their places lie in as many bundles as there were acts, so that
would grow with the store. Whoever doubts one takes its proof (`troth.ledger.proof_file`).
"""

from __future__ import annotations

from troth.cases.dossier.model import Recorded
from troth.db import Connection
from troth.ledger import id_text
from troth.ledger.commitment import parse, unseal
from troth.ledger.store import page_of
from troth.vault import Vault

_ALL = (1 << 31) - 1


def record(tx: Connection, vault: Vault, person: int) -> tuple[Recorded, ...]:
    """Oldest first; none once the person's key is gone. Raises SealBroken."""
    opens = vault.to_open(tx, [person]).get(person)
    if opens is None:
        return ()
    found = []
    for number, sealed in reversed(page_of(tx, person, None, _ALL)):
        entry = parse(unseal(opens, person, number, sealed).canonical)[1]
        found.append(Recorded(id_text(number), entry.act, entry.at, entry.details))
    return tuple(found)
