"""What of an entry goes into the tree: a salted commitment, so that the tree tells nothing and forgets with
the key.

    canonical   RFC 8785 JSON of {act, at, details, id, person}
    commitment  SHA-256(salt || canonical), salt: 16 random bytes (32 in entries of form 1)
    leaf        id (8 bytes, big-endian) || commitment
    sealed      under the person's key, bound to person and id: the salt, and of the canonical text what its row
                does not say (dense.py)

The ciphertext itself is not committed to, so that it can be sealed anew when keys rotate.
"""

from __future__ import annotations

import json
import marshal
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
import rfc8785

from troth.errors import LedgerError, SealBroken
from troth.ledger import dense
from troth.ledger.model import HOUSE, Entry, EntryId, Open, id_of, id_text

FORM_1_SALT = 32
SALT_SIZES = (FORM_1_SALT, dense.SALT_SIZE)
LEAF_SIZE = 40
_EXACT = (1 << 53) - 1  # RFC 8785 has no whole numbers beyond
_SORTED = msgspec.json.Encoder(order="deterministic").encode
_DEEP = 32  # deeper details are left to the library
_KEPT = 1024  # how many details, written and packed, are kept: most acts are like one before


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens a commitment: whoever has both can recompute it."""

    salt: bytes
    canonical: bytes

    @property
    def commitment(self) -> bytes:
        return commitment_of(self.salt + self.canonical)


class Written(NamedTuple):
    """An act and its details, canonical; the same packed; and what `recent` finds it by, one a line."""

    act: bytes
    details: bytes
    packed: bytes
    clauses: str


class Committed(NamedTuple):
    """An entry as it is stored: what is to be sealed, and what stands beside it."""

    plain: bytes
    commitment: bytes
    clauses: str


def commitment_of(plain: bytes) -> bytes:
    """Of salt and canonical text, one after the other."""
    return sha256(plain).digest()


def canonical(entry: Entry, entry_id: EntryId) -> bytes:
    """Raises LedgerError for details that JSON cannot say; the message names the key only."""
    written = _written(entry)
    return _canonical(written.act, dense.micros_of(entry.at), written.details, entry_id, entry.key_of)


def commit(entry: Entry, entry_id: EntryId, salt: bytes) -> Committed:
    """`salt`: fresh, of `dense.SALT_SIZE` bytes. Raises as `canonical`."""
    written, micros = _written(entry), dense.micros_of(entry.at)
    text = _canonical(written.act, micros, written.details, entry_id, entry.key_of)
    return Committed(dense.joined(salt, micros, written.packed), commitment_of(salt + text), written.clauses)


def _canonical(act: bytes, micros: int, details: bytes, entry_id: int, person: int) -> bytes:
    """The act is letters and hyphens, the rest are digits: nothing here needs escaping."""
    at = dense.time_text(micros)
    if person == HOUSE:
        return b'{"act":"%b","at":"%b","details":%b,"id":"%016x","person":null}' % (act, at, details, entry_id)
    return b'{"act":"%b","at":"%b","details":%b,"id":"%016x","person":"%016x"}' % (act, at, details, entry_id, person)


_kept: dict[tuple[str, bytes], Written] = {}


def _written(entry: Entry) -> Written:
    """Details like those of an entry before are not written anew. `marshal` tells all apart that JSON may not."""
    details = dict(entry.details)
    try:
        like = entry.act, marshal.dumps(details, 2)
    except ValueError:  # there is something in them that is not of JSON: the library tells what
        return _anew(entry, details)
    found = _kept.get(like)
    if found is None:
        if len(_kept) >= _KEPT:
            _kept.clear()
        found = _kept[like] = _anew(entry, details)
    return found


def _anew(entry: Entry, details: dict[str, Any]) -> Written:
    act, text = entry.act.encode(), _text_of(details)
    return Written(act, text, dense.pack(act + text), "\n".join(entry.clause_refs))


def _text_of(details: dict[str, Any]) -> bytes:
    """The details, canonical."""
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


def leaf_of(entry_id: EntryId, commitment: bytes) -> bytes:
    return entry_id.to_bytes(8, "big") + commitment


def bound_to(person: int, entry_id: EntryId) -> bytes:
    """What a sealed entry is bound to: its row."""
    return b"troth ledger entry v2" + person.to_bytes(8, "big") + entry_id.to_bytes(8, "big")


def bound_in_form_1(person: int, entry_id: EntryId) -> bytes:
    return b"troth ledger entry v1" + person.to_bytes(8, "big") + entry_id.to_bytes(8, "big")


def salted(open_: Open, person: int, entry_id: EntryId, sealed: bytes) -> bytes:
    """What a row commits to: salt and canonical text. Raises SealBroken as `unseal`."""
    if sealed[:1] != dense.MARK:
        return open_(sealed, bound_in_form_1(person, entry_id))
    salt, micros, packed = dense.parted(open_(sealed[1:], bound_to(person, entry_id)))
    act, details = dense.unpack(packed)
    return salt + _canonical(act, micros, details, entry_id, person)


def unseal(open_: Open, person: int, entry_id: EntryId, sealed: bytes) -> Opening:
    """Raises SealBroken when the bytes were altered or moved from another row."""
    plain = salted(open_, person, entry_id, sealed)
    size = dense.SALT_SIZE if sealed[:1] == dense.MARK else FORM_1_SALT
    if len(plain) <= size:
        raise SealBroken(f"entry {id_text(entry_id)} opens to too few bytes")
    return Opening(plain[:size], plain[size:])
