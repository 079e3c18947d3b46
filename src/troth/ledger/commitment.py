"""What of an entry goes into the tree: a salted commitment, so that the tree tells nothing and forgets with
the key.

    canonical   RFC 8785 JSON of {act, at, details, id, person}
    commitment  SHA-256(salt || canonical), salt: 32 random bytes
    leaf        id (8 bytes, big-endian) || commitment
    sealed      under the person's key: salt || canonical, bound to person and id

The ciphertext itself is not committed to, so that it can be sealed anew when keys rotate.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec
import rfc8785

from troth.errors import LedgerError, SealBroken
from troth.ledger.model import Entry, EntryId, Open, id_of, id_text

SALT_SIZE = 32
LEAF_SIZE = 40
_EXACT = (1 << 53) - 1  # RFC 8785 has no whole numbers beyond
_SORTED = msgspec.json.Encoder(order="deterministic").encode
_DEEP = 32  # deeper details are left to the library


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens a commitment: whoever has both can recompute it."""

    salt: bytes
    canonical: bytes

    @property
    def commitment(self) -> bytes:
        return commitment_of(self.salt + self.canonical)


def commitment_of(plain: bytes) -> bytes:
    """Of salt and canonical text, one after the other."""
    return sha256(plain).digest()


def canonical(entry: Entry, entry_id: EntryId) -> bytes:
    """Raises LedgerError for details that JSON cannot say; the message names the key only."""
    moment = entry.at if entry.at.tzinfo is UTC else entry.at.astimezone(UTC)
    at = moment.isoformat(timespec="microseconds")[:26]
    person = "null" if entry.person is None else f'"{entry.person:016x}"'
    # The act is letters and hyphens, the rest are digits: nothing here needs escaping.
    return b'{"act":"%b","at":"%bZ","details":%b,"id":"%016x","person":%b}' % (
        entry.act.encode(),
        at.encode(),
        _written(entry),
        entry_id,
        person.encode(),
    )


def _written(entry: Entry) -> bytes:
    """The details, canonical."""
    details = dict(entry.details)
    try:
        return _SORTED(details) if _is_plain(details, 0) else rfc8785.dumps(details)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as cause:
        keys = ", ".join(sorted(map(str, details)))
        raise LedgerError(f"details of an entry must be plain JSON: look at {keys}") from cause


def _is_plain(value: Any, depth: int) -> bool:
    """Whether msgspec writes it exactly as RFC 8785 does, which is many times faster.

    That is so but for fractions, large numbers, and keys beyond ASCII (which it sorts differently).
    """
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return bool(-_EXACT <= value <= _EXACT)
    if depth > _DEEP:
        return False
    if kind is dict:
        return _is_plain_mapping(value, depth)
    if kind is not list and kind is not tuple:
        return False
    for part in value:  # noqa: SIM110  a generator takes three times as long
        if type(part) is not str and not _is_plain(part, depth + 1):
            return False
    return True


def _is_plain_mapping(value: dict[Any, Any], depth: int) -> bool:
    for key, part in value.items():
        if type(key) is not str or not key.isascii() or (type(part) is not str and not _is_plain(part, depth + 1)):
            return False
    return True


def parse(text: bytes) -> tuple[EntryId, Entry]:
    """The entry of a canonical text."""
    record = json.loads(text)
    person = record["person"]
    entry = Entry(
        act=record["act"],
        at=datetime.fromisoformat(record["at"]),
        person=None if person is None else int(person, 16),
        details=record["details"],
    )
    return id_of(record["id"]), entry


def salted(entry: Entry, entry_id: EntryId) -> bytes:
    """What is committed to, and sealed: a fresh salt and the canonical text. Raises as `canonical`."""
    return os.urandom(SALT_SIZE) + canonical(entry, entry_id)


def leaf_of(entry_id: EntryId, commitment: bytes) -> bytes:
    return entry_id.to_bytes(8, "big") + commitment


def bound_to(person: int, entry_id: EntryId) -> bytes:
    """What a sealed entry is bound to: its row."""
    return b"troth ledger entry v1" + person.to_bytes(8, "big") + entry_id.to_bytes(8, "big")


def unseal(open_: Open, person: int, entry_id: EntryId, sealed: bytes) -> Opening:
    """Raises SealBroken when the bytes were altered or moved from another row."""
    plain = open_(sealed, bound_to(person, entry_id))
    if len(plain) <= SALT_SIZE:
        raise SealBroken(f"entry {id_text(entry_id)} opens to too few bytes")
    return Opening(plain[:SALT_SIZE], plain[SALT_SIZE:])
