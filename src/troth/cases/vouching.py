"""Who vouches for people here, entered and ended by staff, each with an entry in the ledger."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from troth.db import Connection
from troth.errors import RequestError
from troth.gate import Caller
from troth.ledger import HOUSE, Entry, Ledger
from troth.people import vouchers
from troth.people.vouchers import Provider, Voucher, VoucherKind
from troth.vault import Vault

BACK: Final = "me/account/back"  # our page that people come back to from a provider, below where the pages are
_AGENT: Final = re.compile(r"[A-Z_]{1,64}")  # an id of the Data Rights Protocol (3.05.1)


def enter_app_key(
    tx: Connection, ledger: Ledger, caller: Caller, name: str, keys: str | Mapping[str, Any], *, at: datetime
) -> Voucher:
    """Lets an app of the company's own sign people in. RequestError for what is no public key."""
    about = {"keys": vouchers.public_keys(keys)}
    return _enter(tx, ledger, caller, Voucher(vouchers.new_id("k"), "app-key", name, about, at, caller.id))


def enter_agent(
    tx: Connection,
    ledger: Ledger,
    caller: Caller,
    agent: str,
    name: str,
    verify_key: str,
    business: str,
    callback: str = "",
    *,
    at: datetime,
) -> Voucher:
    """Lets an agent ask for people (Data Rights Protocol 1.0, 3.05.1). RequestError for what is no id or key of it.

    `business`: the id that we have for it; `callback`: how the addresses begin at which it may be told.
    """
    if not _AGENT.fullmatch(agent) or not _AGENT.fullmatch(business):
        raise RequestError("an id is of capital letters and `_`", help="take those of the directory")
    if callback and not (callback.startswith("https://") and callback.endswith("/") and vouchers.is_safe(callback)):
        raise RequestError("an agent is told at https URLs alone", help="give how they begin, up to a `/`")
    agent_key({"verify_key": verify_key})
    about = {"verify_key": verify_key, "business": business, "callback": callback}
    return _enter(tx, ledger, caller, Voucher(agent, "agent", name, about, at, caller.id))


def agent_key(about: Mapping[str, Any]) -> Ed25519PublicKey:
    """The key that an agent signs with. RequestError."""
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(str(about["verify_key"]), validate=True))
    except (ValueError, binascii.Error, UnsupportedAlgorithm):
        raise RequestError("no Ed25519 key can be read", help="give its 32 bytes in Base64") from None


def enter_provider(
    tx: Connection,
    ledger: Ledger,
    vault: Vault,
    caller: Caller,
    name: str,
    issuer: str,
    client: str,
    secret: str,
    *,
    at: datetime,
) -> Voucher:
    """Lets people sign in with their account there, in the place of the provider before. RequestError."""
    if not vouchers.is_safe(issuer):
        raise RequestError("an issuer is an https URL, or http on loopback")
    for before in vouchers.listed(tx, "provider"):
        end_voucher(tx, ledger, caller, "provider", before.id, at=at)
    number = vouchers.new_id("o")
    sealed = vault.seal_for(tx, HOUSE, secret.encode(), _place(number)) if secret else None
    about = {"issuer": issuer, "client": client}
    return _enter(tx, ledger, caller, Voucher(number, "provider", name, about, at, caller.id, sealed))


def provider(tx: Connection, vault: Vault, pages: str) -> tuple[Voucher, Provider] | None:
    """The provider that people sign in with, and how to ask it; None when there is none."""
    there = vouchers.listed(tx, "provider")
    if not there:
        return None
    newest = there[-1]
    secret = vault.open_for(tx, HOUSE, newest.secret, _place(newest.id)).decode() if newest.secret else ""
    return newest, Provider(newest.about["issuer"], newest.about["client"], pages + BACK, secret)


def end_voucher(
    tx: Connection, ledger: Ledger, caller: Caller, kind: VoucherKind, voucher: str, *, at: datetime
) -> None:
    """From now on its word counts for nothing. NotFound."""
    vouchers.end(tx, kind, voucher, at=at, by=caller.id)
    ledger.append(tx, Entry("voucher-end", at, None, {"voucher": voucher, "kind": kind, "actor": caller.id}))


def _enter(tx: Connection, ledger: Ledger, caller: Caller, made: Voucher) -> Voucher:
    vouchers.enter(tx, made)
    ledger.append(tx, Entry("voucher", made.made_at, None, {"voucher": made.id, "kind": made.kind, "actor": caller.id}))
    return made


def _place(number: str) -> bytes:
    return b"sign-in provider " + number.encode()
