"""The account of disclosures held against the ledger: what left our house stands in both, and is the same in both.

The list is what the person reads (GDPR Art. 15(1)(c)); the ledger is what cannot be changed unseen. A line that was
deleted, changed or put in by hand shows where the two part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from troth.db import Connection
from troth.ledger import Entry, Ledger, id_text
from troth.parties import Disclosure, disclosures

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Parting:
    """Where list and ledger part. `entry`: the ledger's; `disclosure`: the line's id, if there is one.

    `unlisted`: the ledger has a disclosure that the list lacks; `unrecorded`: the reverse; `different`: not the same.
    """

    kind: Literal["unlisted", "unrecorded", "different"]
    entry: str | None
    disclosure: int | None


def reconcile(tx: Connection, ledger: Ledger, person: int) -> tuple[Parting, ...]:
    """Every place where the person's list and their entries part; none when all is well. Raises SealBroken."""
    recorded = dict(_recorded(tx, ledger, person))
    found: list[Parting] = []
    for line in _listed(tx, person):
        entry = recorded.pop(line.entry or "", None)
        if entry is None:
            found.append(Parting("unrecorded", line.entry, line.id))
        elif not _same(line, entry):
            found.append(Parting("different", line.entry, line.id))
    return (*found, *(Parting("unlisted", number, None) for number in recorded))


def _recorded(tx: Connection, ledger: Ledger, person: int) -> Iterator[tuple[str, Entry]]:
    page = ledger.entries_of(tx, person, limit=_PAGE)
    while page:
        yield from ((id_text(each.id), each.entry) for each in page if each.entry and _went_out(each.entry))
        page = ledger.entries_of(tx, person, before=page[-1].id, limit=_PAGE)


def _went_out(entry: Entry) -> bool:
    """Whether something did: of a disclosure of what is not held nothing went out."""
    return entry.act == "disclose" and bool(_fields(entry))


def _fields(entry: Entry) -> list[str]:
    return sorted(entry.details.get("fields", entry.details.get("data", ())))


def _listed(tx: Connection, person: int) -> Iterator[Disclosure]:
    page = disclosures(tx, person, limit=_PAGE)
    while page:
        yield from page
        page = disclosures(tx, person, before=(page[-1].at, page[-1].id), limit=_PAGE)


def _same(line: Disclosure, entry: Entry) -> bool:
    details = entry.details
    ground = None if line.ground is None else f"{line.ground:016x}"
    told = (line.recipient, line.purpose, sorted(line.fields), ground, line.at)
    return told == (details.get("recipient"), details.get("purpose"), _fields(entry), details.get("ground"), entry.at)
