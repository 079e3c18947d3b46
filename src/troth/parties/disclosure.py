"""Who received what of whom: one record a disclosure, which the person may see (GDPR Art. 15(1)(c))."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from troth.db import Connection
from troth.parties import store
from troth.parties.model import Disclosure


def record_disclosures(tx: Connection, made: Iterable[Disclosure]) -> None:
    """Records disclosures in one batch, in the transaction that makes them."""
    store.insert_disclosures(tx, made)


def disclosures(
    tx: Connection, person: int, *, before: tuple[datetime, int] | None = None, limit: int = 100
) -> list[Disclosure]:
    """What was disclosed of a person, newest first; `before`: the `at` and `id` of the last one seen."""
    return store.select_disclosures(tx, person, before, limit)


def receivers(tx: Connection, person: int) -> list[str]:
    """The ids of all recipients that ever got data of the person: those to tell of an erasure (GDPR Art. 19)."""
    return store.select_receivers(tx, person)


def people_sent(tx: Connection, recipient: str, *, after: int = 0, limit: int = 1000) -> list[int]:
    """The people whose data a recipient got, by id after `after`: those a recall or breach is about."""
    return store.select_people_sent(tx, recipient, after, limit)


def erase_disclosures(tx: Connection, person: int) -> int:
    """Erases the person's disclosure records, once their receivers were told; how many there were."""
    return store.delete_disclosures(tx, person)
