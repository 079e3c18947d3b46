"""Files of any size: sealed and opened piece by piece, so that memory holds one piece at a time.

Each piece is bound to its person, file and place, and the last one says that it is the last (the STREAM
construction of Hoang, Reyhanitabar, Rogaway and Vizár): a file that was cut, extended or shuffled does not open.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from troth.db import Connection
from troth.errors import SealBroken
from troth.vault import store
from troth.vault.model import File, StoredFile
from troth.vault.person_keys import PersonKeys
from troth.vault.seal import place_of_chunk, seal, unseal

CHUNK_BYTES: Final = 256 * 1024


def header(file: File, size: int) -> bytes:
    """What is sealed in the item itself."""
    return json.dumps([file.name, file.media_type, size], ensure_ascii=False).encode()


def keep(tx: Connection, file: File, person: int, item: int, key: tuple[int, AESGCM]) -> int:
    """Seals the content piece by piece; returns its size."""
    number, cipher = key
    size, chunk, piece = 0, 0, file.content.read(CHUNK_BYTES)
    while True:
        following = file.content.read(CHUNK_BYTES) if piece else b""
        place = place_of_chunk(person, item, chunk, last=not following)
        store.add_chunk(tx, person, item, chunk, number, seal(cipher, piece, place))
        size, chunk = size + len(piece), chunk + 1
        if not following:
            return size
        piece = following


def stored(tx: Connection, keys: PersonKeys, person: int, item: int, plain: bytes) -> StoredFile:
    """The file whose opened header is `plain`."""
    name, media_type, size = json.loads(plain)
    return StoredFile(name, media_type, size, lambda: _pieces(tx, keys, person, item))


def _pieces(tx: Connection, keys: PersonKeys, person: int, item: int) -> Iterator[bytes]:
    ciphers = {key.number: keys.cipher(*key) for key in store.keys_of(tx, person)}
    chunk, row = 0, store.chunk_of(tx, person, item, 0)
    if row is None:
        raise SealBroken("a file has lost its content", help="restore it from a backup")
    while row is not None:
        following = store.chunk_of(tx, person, item, chunk + 1)
        number, sealed = row
        yield unseal(ciphers[number], sealed, place_of_chunk(person, item, chunk, last=following is None))
        chunk, row = chunk + 1, following
