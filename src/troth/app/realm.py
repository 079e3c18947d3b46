"""A new store's first rows: whose it is, and the house's own key."""

from __future__ import annotations

from troth import people
from troth.db import Connection
from troth.ledger import HOUSE
from troth.people.model import Realm
from troth.vault import Vault


def settle(tx: Connection, vault: Vault, realm: Realm) -> None:
    """Says whether live or demo people live here, once and for all, and makes the key of entries about nobody."""
    people.settle_realm(tx, realm)
    vault.open_person(tx, HOUSE)
