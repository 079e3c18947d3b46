"""Credentials can be verified and never read: Argon2id (RFC 9106), then sealed like any value.

Parameters as OWASP's Password Storage Cheat Sheet has them: 19 MiB, two passes, one lane.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

# Terms that are credentials whatever the caller says; a policy's own terms under `credential` are the caller's to name.
ALWAYS: Final = frozenset({"credential", "password", "pin", "secret-answer"})

_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
_NOBODYS: Final = _HASHER.hash("nobody has this")


def hashed(candidate: str) -> bytes:
    return _HASHER.hash(_normal(candidate)).encode()


def matches(stored: bytes | None, candidate: str) -> bool:
    """Whether the candidate is the one that was hashed. With nothing stored: no, after the same work."""
    try:
        right = _HASHER.verify(_NOBODYS if stored is None else stored.decode(), _normal(candidate))
    except (VerificationError, InvalidHashError):
        return False
    return right and stored is not None


def _normal(candidate: str) -> bytes:
    """The same word typed on two keyboards is the same (RFC 8265). Text that is no Unicode has its bytes too."""
    return unicodedata.normalize("NFC", candidate).encode("utf-8", "surrogatepass")
