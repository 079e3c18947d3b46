"""Opening what the vault sealed without the vault: by its documents, and the keys that are there."""

from __future__ import annotations

import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from troth.controls.intruder import store as intruder
from troth.controls.stage import Stage
from troth.db import Connection


def key_of(stage: Stage, tx: Connection, person: int) -> bytes:
    """The person's newest key, unwrapped. SealBroken when it is bound to anything else than the person."""
    row = intruder.rows(tx, "person_key", person=person)[-1]
    context = b"person-key" + struct.pack(">qq", person, row["number"])
    return stage.vault.keys.wrapper.unwrap(row["master"], row["wrapped"], context)


def unsealed(tx: Connection, person: int, item: int, key: bytes) -> bytes | None:
    """What is sealed in the item; None when the key does not open it, or it is sealed in another way."""
    (row,) = intruder.rows(tx, "item", person=person, id=item)
    place = struct.pack(">cqqqB", b"i", person, item, row["collection"], row["kind"]) + row["category"].encode()
    try:
        return AESGCM(key).decrypt(row["sealed"][1:13], row["sealed"][13:], place)
    except (InvalidTag, ValueError):
        return None
