"""A link that signs one person in, once, within a quarter of an hour. 256 random bits and nothing else in it.

Kept is its SHA-256 alone: who reads the store can open nothing with it (NIST SP 800-63B 5.1.3.2 asks for a random
secret that lives shortly and is accepted once).
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from troth.db import Connection
from troth.people.sign_in import store

LINK_LIFE: Final = timedelta(minutes=15)
BYTES: Final = 32
LENGTH: Final = 43  # characters of a token: 32 bytes in base64url, without padding
DIGITS: Final = 8
NOBODY: Final = 0  # whose links are never given out


def make_link(tx: Connection, person: int, *, at: datetime) -> str:
    """A new token; it is not kept, and so not shown again. What has run out of anyone's is forgotten."""
    token = secrets.token_urlsafe(BYTES)
    store.delete_old(tx, at)
    store.insert_link(tx, person, digest_of(token), at, at + LINK_LIFE)
    return token


def make_code(tx: Connection, person: int, asked: str, *, at: datetime) -> str:
    """Eight digits that sign the person in where they were asked for: `asked` is the secret of that browser.

    Without the secret a code is nothing, so that nobody can be talked out of one, and with it there are few tries.
    """
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    store.insert_link(tx, person, digest_of(f"{asked} {code}"), at, at + LINK_LIFE)
    return code


def make_decoy(tx: Connection, asked: str, *, at: datetime) -> None:
    """The same work for an address that nobody has; token and code are dropped."""
    make_link(tx, NOBODY, at=at)
    make_code(tx, NOBODY, asked, at=at)


def take_link(tx: Connection, token: str, *, at: datetime) -> int | None:
    """Whose token it is, used up with the asking: of two who try at once one gets it. None for any other.

    The code that came with it goes too.
    """
    if len(token) != LENGTH:
        return None
    return _taken(tx, token, at)


def take_code(tx: Connection, asked: str, code: str, *, at: datetime) -> int | None:
    """As `take_link`, for a code typed into the browser that has the secret."""
    if len(asked) != LENGTH or not (len(code) == DIGITS and code.isascii() and code.isdigit()):
        return None
    return _taken(tx, f"{asked} {code}", at)


def _taken(tx: Connection, secret: str, at: datetime) -> int | None:
    person = store.take_link(tx, digest_of(secret), at)
    if person:
        store.delete_links(tx, person)
    return person or None


def digest_of(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
