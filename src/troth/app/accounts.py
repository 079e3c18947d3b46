"""Accounts: application keys and staff sessions, each with roles and scopes. Secrets are kept as digests only.

A secret is 256 random bits, so one round of SHA-256 keeps it as safe as a slow hash would (NIST SP 800-63B 5.1.1.2
asks for slow hashes of secrets that people choose). Making an account, using and revoking it are rows; none changes.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from weakref import WeakKeyDictionary

from troth.app import store
from troth.db import Connection
from troth.errors import Conflict, NotAllowed, NotFound
from troth.gate import Caller

Scope = Literal[
    "ask", "collect", "use", "disclose", "publish", "link", "people", "record", "register", "cases", "read", "staff"
]
SCOPES: tuple[Scope, ...] = (
    "ask",
    "collect",
    "use",
    "disclose",
    "publish",
    "link",
    "people",
    "record",
    "register",
    "cases",
    "read",
    "staff",
)
# By transaction: all acts of a group were asked for before it began, so a revocation that was acknowledged shows.
_GOOD: WeakKeyDictionary[Connection, dict[bytes, bool]] = WeakKeyDictionary()
SIGN_IN_LIFE = timedelta(minutes=30)
SESSION_LIFE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Account:
    """Who may do what. `id` is opaque and goes into the ledger; `label` is for the people who run the place."""

    id: str
    label: str
    roles: frozenset[str]
    scopes: frozenset[str]

    @property
    def caller(self) -> Caller:
        return Caller(self.id, self.roles)

    def need(self, scope: Scope) -> None:
        """NotAllowed unless the account has that scope."""
        if scope not in self.scopes:
            raise NotAllowed(
                f"this key may not {scope}",
                help=f"use a key with the scope {scope!r}: troth key new --scope {scope}",
            )


def make(tx: Connection, label: str, scopes: Iterable[str], roles: Iterable[str], at: datetime) -> tuple[Account, str]:
    """A new account and its key, shown this once. NotFound names a scope that does not exist."""
    for scope in (scopes := frozenset(scopes)):
        if scope not in SCOPES:
            raise NotFound(f"no scope is called {scope!r}", help=f"scopes: {', '.join(SCOPES)}")
    account = Account("a-" + _random(10), label, frozenset(roles), scopes)
    key = f"troth_{_random(32)}"
    store.add_account(tx, account.id, label, sorted(account.roles), sorted(account.scopes), _digest(key), at)
    return account, key


def by_key(tx: Connection, key: str) -> Account | None:
    """The account of a key, unless it is revoked."""
    row = store.account_by_digest(tx, _digest(key))
    return _account(row) if row else None


def is_good(tx: Connection, key: str) -> bool:
    """Whether a key opens anything, in this transaction: looked up once in it, however many of its acts ask."""
    digest = _digest(key)
    known = _GOOD.setdefault(tx, {})
    if digest not in known:
        known[digest] = store.has_key(tx, digest)
    return known[digest]


def revoke(tx: Connection, account: str, at: datetime) -> None:
    """From now on the account's key and sessions open nothing."""
    store.revoke(tx, account, at)


def remove(tx: Connection, ids: Iterable[str]) -> None:
    """Takes accounts away, as if they had never been: for those of drills alone, others are revoked."""
    store.remove_accounts(tx, list(ids))


def every(tx: Connection) -> list[tuple[Account, datetime, datetime | None]]:
    """All accounts, with when they were made and revoked."""
    return [(_account(row), row.made_at, row.revoked_at) for row in store.accounts(tx)]


def who_signs_in(tx: Connection, name: str) -> Account:
    """The account of that id or label that opens the console.

    Raises NotFound, also for one that is revoked or lacks the scope `staff`; Conflict where several have the label.
    """
    there = [account for account, _, revoked in every(tx) if revoked is None and "staff" in account.scopes]
    found = [account for account in there if name in (account.id, account.label)]
    if not found:
        known = ", ".join(f"{account.id} ({account.label})" for account in there) or "none yet"
        raise NotFound(
            "no account of that name opens the console",
            help=f"those that do: {known}; a new one: troth key new NAME --scope staff --scope cases",
        )
    if len(found) > 1:
        raise Conflict("several accounts have that label", help=f"give the id: {', '.join(one.id for one in found)}")
    return found[0]


def sign_in_link(tx: Connection, account: str, at: datetime) -> str:
    """A token that opens one session, once, within half an hour."""
    token = _random(32)
    store.add_session(tx, _digest(token), account, at, at + SIGN_IN_LIFE, once=True)
    return token


def start_session(tx: Connection, token: str, at: datetime) -> str | None:
    """Changes a sign-in token for a session's cookie; None when it is unknown, used or too old."""
    row = store.take_sign_in(tx, _digest(token), at)
    if row is None:
        return None
    cookie = _random(32)
    store.add_session(tx, _digest(cookie), row.account, at, at + SESSION_LIFE, once=False)
    return cookie


def by_session(tx: Connection, cookie: str, at: datetime) -> Account | None:
    """The account of a running session."""
    row = store.session_account(tx, _digest(cookie), at)
    return _account(row) if row else None


def end_session(tx: Connection, cookie: str) -> None:
    store.end_session(tx, _digest(cookie))


def _account(row: store.AccountRow) -> Account:
    return Account(row.id, row.label, frozenset(row.roles), frozenset(row.scopes))


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _random(size: int) -> str:
    return base64.b32encode(secrets.token_bytes(size)).decode().rstrip("=").lower()


STAFF = "the house's own staff account"
STAFF_SCOPES = ("ask", "cases", "read", "staff")


def staff(tx: Connection, at: datetime) -> Account:
    """The account that sign-in links at the start of the server open; made the first time."""
    for row in store.accounts(tx):
        if row.label == STAFF and row.revoked_at is None and frozenset(row.scopes) == frozenset(STAFF_SCOPES):
            return _account(row)
    return make(tx, STAFF, STAFF_SCOPES, (), at)[0]  # its key is dropped: it opens by links only
