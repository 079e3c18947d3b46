"""AES-256-GCM (NIST SP 800-38D) with what a value is as associated data.

A sealed value is one byte of format, a random nonce of 96 bits, the ciphertext and the tag: 29 bytes more than
the value. Where a value stands is part of what is sealed: moved to another row, person or category, it does not open.
"""

from __future__ import annotations

import os
import struct
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from troth.errors import SealBroken
from troth.vault.model import Kind

FORMAT: Final = b"\x01"
NONCE_BYTES: Final = 12
KEY_BYTES: Final = 32

_PLACE = struct.Struct(">cqqqB")
_CHUNK = struct.Struct(">cqqQ?")


def seal(cipher: AESGCM, plain: bytes, place: bytes) -> bytes:
    """`plain` sealed at `place`."""
    nonce = os.urandom(NONCE_BYTES)
    return FORMAT + nonce + cipher.encrypt(nonce, plain, place)


def unseal(cipher: AESGCM, sealed: bytes, place: bytes) -> bytes:
    """What was sealed at `place`. `SealBroken` when it was altered, or sealed elsewhere or with another key."""
    if sealed[:1] != FORMAT:
        raise SealBroken("a sealed value has an unknown format", help="restore it from a backup")
    try:
        return cipher.decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], place)
    except InvalidTag:
        raise SealBroken(
            "a sealed value does not open: it was altered or moved, or the key is another's",
            help="restore the row from a backup, and look for who changed it",
        ) from None


def place_of_item(person: int, item: int, collection: int, kind: Kind, category: str) -> bytes:
    """Where an item stands. The collection is part of it, so that no item changes its terms unseen."""
    return _PLACE.pack(b"i", person, item, collection, kind) + category.encode()


def place_of_chunk(person: int, item: int, number: int, last: bool) -> bytes:
    """Where a piece of a file stands; `last` tells a file that was cut from one that ends (STREAM, OAE2)."""
    return _CHUNK.pack(b"c", person, item, number, last)


def place_of_detail(person: int, place: bytes) -> bytes:
    """Where another module keeps something sealed for a person."""
    return b"d" + struct.pack(">q", person) + place
