"""What is sealed of an entry: only what its row does not say, and that without its repetitions.

    form 1   salt (32 bytes) || canonical text
    form 2   salt (16 bytes) || time (8 bytes, big-endian: microseconds since 1970)
             || act and details (canonical), as raw DEFLATE (RFC 1951) with the dictionary of this form

The canonical text is made again from form 2, its row's person and its id: byte for byte, as its commitment tells.
A row of form 2 begins with the byte F2, one of form 1 with the high byte of a key's number, far below that.
"""

from __future__ import annotations

import struct
import zlib
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from troth.errors import SealBroken

MARK: Final = b"\xf2"  # what a row of form 2 begins with
SALT_SIZE: Final = 16
# Words of the language and of the terms that come with it, the most frequent last. Never changed: entries need it.
_DICTIONARY: Final = Path(__file__).with_name("dictionary-2.txt").read_bytes()
_WINDOW: Final = -12  # raw, and no larger than the dictionary needs
_PREPARED: Final = zlib.compressobj(9, zlib.DEFLATED, _WINDOW, 5, zlib.Z_DEFAULT_STRATEGY, _DICTIONARY)
_HEAD: Final = struct.Struct(f">{SALT_SIZE}sq")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def micros_of(at: datetime) -> int:
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def time_text(micros: int) -> bytes:
    """As it stands in the canonical text: UTC, six decimals."""
    seconds, rest = divmod(micros, 1_000_000)
    return b"%b.%06dZ" % (_second(seconds), rest)


@lru_cache(maxsize=64)
def _second(seconds: int) -> bytes:
    return (_EPOCH + timedelta(seconds=seconds)).isoformat()[:19].encode()


def pack(act_and_details: bytes) -> bytes:
    """Smaller; `unpack` gives the same bytes back."""
    deflate = _PREPARED.copy()
    return deflate.compress(act_and_details) + deflate.flush()


@lru_cache(maxsize=1024)
def unpack(packed: bytes) -> tuple[bytes, bytes]:
    """The act, and the canonical details. Raises SealBroken for bytes that `pack` did not make."""
    try:
        text = zlib.decompressobj(_WINDOW, _DICTIONARY).decompress(packed)
    except zlib.error as cause:
        raise SealBroken("an entry opens to what was not packed") from cause
    act, brace, rest = text.partition(b"{")
    return act, brace + rest


def joined(salt: bytes, micros: int, packed: bytes) -> bytes:
    """What is sealed."""
    return _HEAD.pack(salt, micros) + packed


def parted(plain: bytes) -> tuple[bytes, int, bytes]:
    """(salt, time, packed) of what was sealed. Raises SealBroken."""
    if len(plain) <= _HEAD.size:
        raise SealBroken("an entry opens to too few bytes")
    salt, micros = _HEAD.unpack_from(plain)
    return salt, micros, plain[_HEAD.size :]
