"""The register of who vouches. Entering and ending are rows; nothing changes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any, Final

from troth.db import Connection
from troth.errors import Conflict, NotFound
from troth.people.vouchers import store
from troth.people.vouchers.model import Voucher, VoucherKind

_BYTES: Final = 32


def enter(tx: Connection, made: Voucher) -> Voucher:
    """Puts it on the register. Conflict when the id was ever used."""
    if not store.insert_voucher(tx, made):
        raise Conflict("this id is on the register, or was", help="end the old one, and take another id")
    return made


def end(tx: Connection, kind: VoucherKind, voucher: str, *, at: datetime, by: str) -> None:
    """From now on nothing it says counts, and its token is worth nothing. NotFound."""
    get(tx, kind, voucher)
    store.insert_end(tx, voucher, at, by)


def get(tx: Connection, kind: VoucherKind, voucher: str) -> Voucher:
    """One that is on the register now. NotFound, also once it has ended."""
    found = next(iter(store.select_vouchers(tx, kind, voucher)), None)
    if found is None or found.ended_at is not None:
        raise NotFound("nothing of that id is on the register")
    return found


def listed(tx: Connection, kind: VoucherKind, *, ended: bool = False) -> list[Voucher]:
    """All of a kind, oldest first; with `ended` also those that no longer count."""
    return [each for each in store.select_vouchers(tx, kind) if ended or each.ended_at is None]


def new_id(letter: str) -> str:
    """An id of ours."""
    return f"{letter}-{secrets.token_hex(8)}"


def use_once(tx: Connection, *words: str, at: datetime, until: datetime) -> bool:
    """Notes that something was used. False when it was before; what could not be used now is forgotten."""
    store.delete_used(tx, at)
    return store.insert_used(tx, hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).digest(), until)


def make_token(tx: Connection, voucher: str, *, at: datetime) -> str:
    """A new bearer token, shown this once; the one before opens nothing from now on."""
    token = secrets.token_urlsafe(_BYTES)
    store.insert_token(tx, _digest(token), voucher, at)
    return token


def holder(tx: Connection, kind: VoucherKind, token: str) -> Voucher | None:
    """Whose bearer token it is, if they are on the register now."""
    found: Any = store.select_holder(tx, _digest(token))
    there = store.select_vouchers(tx, kind, found) if found else []
    return there[0] if there and there[0].ended_at is None else None


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
